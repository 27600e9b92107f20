"""The outcome of a comparison: everything that is not the same in two states of a study."""

from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from data.difference.codebook import CodebookChanges
from data.difference.codings import TranscriptChanges
from data.difference.passages import Passage, PassageChanges
from data.difference.sentences import sentences
from data.difference.tables import TableChange, ValueChange
from data.headlines import HeadlineChange


@dataclass(frozen=True)
class HeadlineNumbers:
    """Headline numbers that changed, the largest change of each kind first; and which were not compared, and why."""

    changes: tuple[HeadlineChange, ...] = ()
    not_compared: tuple[str, ...] = ()


@dataclass(frozen=True)
class Readings:
    """Interviews and coders: who has read one to its end since, and who no longer has."""

    finished: tuple[tuple[str, str], ...]
    reopened: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Withdrawals:
    """People who took their consent back since, and people who had and are counted again."""

    withdrew: tuple[str, ...]
    returned: tuple[str, ...]


@dataclass(frozen=True)
class Difference:
    """All that changed from one state of a study to another; false where nothing did.

    `tables` has the tables other than codes and codings, by the keys of their rows.
    """

    headlines: HeadlineNumbers
    codes: CodebookChanges
    passages: PassageChanges
    readings: Readings
    withdrawals: Withdrawals
    transcripts: TranscriptChanges
    tables: tuple[TableChange, ...]
    settings: tuple[ValueChange, ...]

    def __bool__(self) -> bool:
        parts = (self.headlines.changes, self.codes, self.passages, self.transcripts, self.tables, self.settings)
        return any(parts)

    def table(self, name: str) -> TableChange:
        """What changed in one table, if anything did."""
        found = (each for each in self.tables if each.table == name)
        return next(found, TableChange(name, (), (), ()))

    def lines(self, limit: int = 10, *, verbose: bool = False) -> list[str]:
        """Plain sentences under headings, at most `limit` of a kind and then how many more there are.

        `verbose` adds single passages and rows, with the first 60 characters of their words.
        """
        return sentences(self, limit, verbose=verbose)

    def as_json(self, *, verbose: bool = False) -> dict[str, Any]:
        """All of it as plain values; words of passages and free text, 60 characters of each, only if `verbose`."""
        told: dict[str, Any] = {field.name: _plain(getattr(self, field.name), verbose) for field in fields(self)}
        told["tables"] = {table.pop("table"): table for table in told["tables"]}
        counts = {f"by_{column}": self.passages.counts_by(column) for column in ("code", "coder", "interview")}
        return told | {"is_changed": bool(self), "passages": told["passages"] | counts}


def _plain(value: Any, verbose: bool) -> Any:
    if is_dataclass(value):
        names = [field.name for field in fields(value)]
        if not verbose and isinstance(value, Passage):
            names.remove("words")
        if not verbose and isinstance(value, ValueChange) and value.is_prose:
            names = ["name", "is_prose"]
        return {name: _plain(getattr(value, name), verbose) for name in names}
    return [_plain(each, verbose) for each in value] if isinstance(value, tuple) else value
