"""The difference between two states of a study in plain sentences, for a terminal."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from data.difference.codebook import CodebookChanges, DissolvedCode, RenamedCode
from data.difference.passages import Passage, PassageChanges
from data.difference.tables import RowChange, TableChange, ValueChange
from data.headlines import KINDS

if TYPE_CHECKING:
    from data.difference.outcome import Difference, HeadlineNumbers

UNCHANGED = "Nothing changed."

WAYS = {
    "gained": "gained",
    "lost": "lost",
    "recoded": "re-coded",
    "recoded_from": "re-coded to another code",
    "extent": "with another extent",
    "changed": "changed otherwise",
    "reworded": "with other words in the transcript",
}
"""How a passage can change, in words."""

TOLD_APART = ("coders", "assignments", "respondents", "interviews")
"""Tables that are told under a heading of their own."""


class _Section:
    """A heading and its sentences, each list cut off at the limit."""

    def __init__(self, heading: str, limit: int) -> None:
        self._heading, self._limit = heading, limit
        self._lines: list[str] = []

    def say(self, sentences: Iterable[str], indent: int = 1) -> None:
        told = [f"{'  ' * indent}{sentence}" for sentence in sentences]
        self._lines += told[: self._limit]
        if len(told) > self._limit:
            self._lines.append(f"{'  ' * indent}and {len(told) - self._limit:,} more")

    def names(self, what: str, keys: Iterable[str | tuple[str, ...]]) -> None:
        """One sentence that names each, if there is any."""
        named = [key if isinstance(key, str) else " ".join(key) for key in keys]
        more = f" and {len(named) - self._limit:,} more" if len(named) > self._limit else ""
        if named:
            self._lines.append(f"  {what}: {', '.join(named[: self._limit])}{more}")

    def lines(self) -> list[str]:
        return [self._heading, *self._lines] if self._lines else []


def sentences(found: "Difference", limit: int, *, verbose: bool) -> list[str]:
    """The sentences, under headings; see `Difference.lines`."""
    if not found:
        return [UNCHANGED]
    sections = (
        _headlines(found.headlines, limit),
        _codes(found.codes, limit, verbose),
        _passages(found.passages, limit, verbose),
        _readings(found, limit, verbose),
        _people(found, limit, verbose),
        _transcripts(found, limit),
        _tables(found.tables, limit, verbose),
        _settings(found.settings, limit, verbose),
    )
    return [line for section in sections for line in section.lines()]


def _headlines(found: "HeadlineNumbers", limit: int) -> _Section:
    section = _Section("Headline numbers", limit)
    of_n_alone: dict[tuple[int | None, int | None], int] = {}
    for kind in KINDS:
        changes = [change for change in found.changes if change.kind == kind]
        section.say(str(change) for change in changes if not change.is_of_n_alone)
        for change in changes:
            if change.is_of_n_alone and change.before and change.after:
                pair = change.before.n, change.after.n
                of_n_alone[pair] = of_n_alone.get(pair, 0) + 1
    section.say(
        f"{_counted(count, 'other count is', 'other counts are')} the same, of {new} people where it was {old}"
        for (old, new), count in of_n_alone.items()
    )
    section.say(found.not_compared)
    return section


def _codes(found: CodebookChanges, limit: int, verbose: bool) -> _Section:
    section = _Section("Codes", limit)
    for heading, now in (("Sensitive now", True), ("No longer sensitive", False)):
        section.names(heading, (row.key for row in found.changed if row.now("sensitive") is now))
    section.say(f"Renamed: {_renamed(each)}" for each in found.renamed)
    section.say(f"Merged: {_dissolved(each)}" for each in found.merged)
    section.say(f"Split: {_dissolved(each)}" for each in found.split)
    section.say(
        f"Moved: {each.code} from {each.before or 'the top'} to {each.after or 'the top'}" for each in found.moved
    )
    section.say(f"New: {code}" for code in found.added)
    section.say(f"Gone: {code}" for code in found.gone)
    section.say(_rows(found.changed, verbose))
    section.say(["The order of the codes changed"] if found.is_reordered else [])
    return section


def _renamed(change: RenamedCode) -> str:
    if change.agree is None:
        return f"{change.before} -> “{change.after.name}”"
    passages = f"{change.agree:,} of {_counted(change.passages or 0, 'passage')} the same"
    return f"{change.before} -> {change.after}, {passages if change.passages else 'by its name, without passages'}"


def _dissolved(change: DissolvedCode) -> str:
    of = f"of its {_counted(change.passages, 'passage')}"
    if len(change.into) == 1:
        [(code, count)] = change.into
        return f"{change.code} into {code}, {count:,} {of}"
    return f"{change.code} into {' and '.join(f'{code} ({count:,})' for code, count in change.into)}, {of}"


def _passages(found: PassageChanges, limit: int, verbose: bool) -> _Section:
    section = _Section("Passages", limit)
    if not found:
        return section
    counts = {way: len(getattr(found, way)) for way in WAYS if way != "recoded_from"}
    section.say([f"{_ways(counts)}; {found.unchanged:,} as before"])
    for column in ("code", "coder", "interview"):
        section.say([f"By {column}:"])
        section.say((f"{key}: {_ways(ways)}" for key, ways in found.counts_by(column).items()), indent=2)
    if verbose:
        section.say(f"Gained: {_passage(each)}" for each in found.gained)
        section.say(f"Lost: {_passage(each)}" for each in found.lost)
        section.say(f"Re-coded: {_passage(each.after)}, was {each.before.code}" for each in found.recoded)
        section.say(
            f"Extent: {_passage(each.after)}, was {each.before.start}-{each.before.end}" for each in found.extent
        )
        section.say(f"Changed: {_passage(each.after)}: {_values(each.values, verbose)}" for each in found.changed)
        section.say(f"Other words: {_passage(each.after)}" for each in found.reworded)
    return section


def _passage(passage: Passage) -> str:
    place = f"{passage.interview}:{_span(passage)} {passage.code} by {passage.coder}"
    return f"{place} “{passage.words}”" if passage.words else place


def _span(passage: Passage) -> str:
    return f"{passage.start}-{passage.end}"


def _readings(found: "Difference", limit: int, verbose: bool) -> _Section:
    section = _Section("Coders and readings", limit)
    _members(section, "coder", "coders", found.table("coders"), verbose)
    section.names("Read to the end", found.readings.finished)
    section.names("No longer read to the end", found.readings.reopened)
    assignments = found.table("assignments")
    section.say([f"assignments: {_sizes(assignments)}"] if assignments else [])
    return section


def _people(found: "Difference", limit: int, verbose: bool) -> _Section:
    section = _Section("People and interviews", limit)
    section.names("Withdrew, and counted nowhere any more", found.withdrawals.withdrew)
    section.names("Had withdrawn, and counted again", found.withdrawals.returned)
    _members(section, "person", "people", found.table("respondents"), verbose)
    _members(section, "interview", "interviews", found.table("interviews"), verbose)
    return section


def _members(section: _Section, one: str, many: str, change: TableChange, verbose: bool) -> None:
    section.names(f"New {one if len(change.added) == 1 else many}", change.added)
    section.names(f"Gone {one if len(change.gone) == 1 else many}", change.gone)
    section.say(_rows(change.changed, verbose))


def _transcripts(found: "Difference", limit: int) -> _Section:
    section = _Section("Transcripts", limit)
    section.names("New", found.transcripts.added)
    section.names("Gone", found.transcripts.gone)
    section.say(
        f"{each.interview}: {each.characters_before:,} -> {each.characters_after:,} characters, "
        f"{_counted(each.words_added, 'word')} added, {each.words_removed:,} taken out"
        for each in found.transcripts.changed
    )
    return section


def _tables(tables: Sequence[TableChange], limit: int, verbose: bool) -> _Section:
    section = _Section("Other tables", limit)
    for change in tables:
        if change.table not in TOLD_APART:
            section.say([f"{change.table}: {_sizes(change)}"])
            if verbose:
                section.say((f"added: {', '.join(key)}" for key in change.added), indent=2)
                section.say((f"gone: {', '.join(key)}" for key in change.gone), indent=2)
                section.say(_rows(change.changed, verbose), indent=2)
    return section


def _settings(values: Sequence[ValueChange], limit: int, verbose: bool) -> _Section:
    section = _Section("Settings", limit)
    section.say(_value(value, verbose) for value in values)
    return section


def _sizes(change: TableChange) -> str:
    sizes = {"added": len(change.added), "gone": len(change.gone), "changed": len(change.changed)}
    return ", ".join(
        f"{_counted(count, 'row') if place == 0 else format(count, ',')} {what}"
        for place, (what, count) in enumerate((what, count) for what, count in sizes.items() if count)
    )


def _rows(rows: Iterable[RowChange], verbose: bool) -> Iterator[str]:
    return (f"{', '.join(row.key)}: {_values(row.values, verbose)}" for row in rows)


def _values(values: Iterable[ValueChange], verbose: bool) -> str:
    return ", ".join(_value(value, verbose) for value in values)


def _value(value: ValueChange, verbose: bool) -> str:
    if value.is_prose and not verbose:
        return f"{value.name} reads otherwise"
    return f"{value.name} {_cell(value.before)} -> {_cell(value.after)}"


def _cell(cell: object) -> str:
    if isinstance(cell, bool):
        return str(cell).lower()
    return "nothing" if cell in (None, "") else str(cell)


def _ways(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{counts[way]:,} {said}" for way, said in WAYS.items() if counts.get(way))


def _counted(count: int, one: str, many: str = "") -> str:
    return f"{count:,} {one if count == 1 else many or one + 's'}"
