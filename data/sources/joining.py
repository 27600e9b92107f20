"""Joining: the names in one file and the keys of the study, exact first, the rest suggested and never applied."""

from collections.abc import Iterable, Mapping

import polars as pl

from data.faults import Fault, StudyError, nearest
from data.settings import FILE
from data.sources.keys import keys_of
from data.sources.matching import Matches, matched
from data.sources.parts import Known, Parts
from data.sources.renaming import rename
from data.tables import TABLES, references
from data.tables.columns import IDENTIFIER

LOOSE = ("observations", "ties", "tie_survey", "memberships")
"""Tables whose rows may be about bodies that are none of the study's: these rows are left out."""

COMPLETED = {("codings", "interview"), ("codings", "coder"), ("interviews", "respondent"), ("interviews", "stage")}
"""Columns whose unknown values become rows of their own."""

SUGGESTED = ("respondents", "interviews", "coders", "organisations")


def apply_aliases(parts: Parts, aliases: Mapping[str, Mapping[str, str]], known: Known) -> None:
    """Put the study's keys in place of the names that study.toml says stand for them.

    Raises StudyError where a name stands for what neither the study nor the parts have, or for a name that itself
    stands for another.
    """
    for table, names in aliases.items():
        if table not in TABLES:
            rule, near = "is not a table of a study", nearest(table, TABLES)
            raise StudyError([Fault(FILE, None, f"aliases.{table}", table, rule, near)])
        mentioned = set(_mentioned(parts, table))
        used = sorted(set(names) & mentioned)
        there = {*known.keys(table), *known.names.get(table, {}).values(), *mentioned} - set(names)
        rule = f"is what “{{}}” stands for, and is no key of {table}.csv"
        faults = [
            Fault(FILE, None, f"aliases.{table}", names[name], rule.format(name), nearest(names[name], there))
            for name in used
            if names[name] not in there
        ]
        if faults:
            raise StudyError(faults)
        if used:
            rename(parts, table, {name: names[name] for name in used})
            parts.assumed += [f"“{name}” stands for {names[name]} ({FILE})" for name in used]


def make_keys(parts: Parts) -> None:
    """Give people, interviews and coders whose names no key can be the keys that readers make of such names."""
    for table in ("respondents", "interviews", "coders"):
        mentioned = list(dict.fromkeys(_mentioned(parts, table)))
        names = pl.Series(mentioned, dtype=pl.String)
        strange = names.filter(~names.str.contains(IDENTIFIER))
        keys = {name: keys_of([name])[0] for name in strange}
        keys = {name: key for name, key in keys.items() if key not in mentioned and [*keys.values()].count(key) == 1}
        rename(parts, table, keys)
        parts.assumed += [f"“{name}” has the key {key}, for no key holds such letters" for name, key in keys.items()]


def join(parts: Parts, known: Known, name: str, given: Mapping[str, str] | None = None) -> None:
    """Match what the parts refer to with the keys of the study: on the key, then on the name where just one has it.

    Rows about bodies that the study does not have are left out where a table may hold such; elsewhere an unknown name
    raises StudyError. Organisations that people name become the study's where it has none yet, or where the file gave
    them before: `given`, their names by key. Whatever is like a name that the study has is suggested.
    """
    _take_organisations(parts, known, given or {})
    _note_suggestions(parts, known)
    faults: list[Fault] = []
    for table in list(parts.tables):
        for column, target in _links(parts, table):
            own = set(_keys(parts, target))
            values = [value for value in _values(parts, table, column, target) if value not in own]
            there = known.names.get(target, {})
            if not values or (not there and table not in LOOSE):
                continue
            found = matched(values, there)
            _put_keys(parts, table, (column, target), found, there)
            if found.unmatched and table in LOOSE:
                _leave_out(parts, table, column, target, found)
            elif found.unmatched and (table, column) not in COMPLETED:
                faults += [_fault(name, column, target, value, near) for value, near in found.unmatched.items()]
    if faults:
        raise StudyError(dict.fromkeys(faults))


def _fault(file: str, column: str, target: str, value: str, near: list[str]) -> Fault:
    remedy = f"add it there first, or say which is meant in {FILE}: [aliases.{target}] “{value}” = “…”"
    return Fault(file, None, column, value, f"is not in {target}.csv; {remedy}", near[0] if near else "")


def _links(parts: Parts, table: str) -> Iterable[tuple[str, str]]:
    yield from ((column, target) for column, target in references(table).items() if target != "stages")
    if table == "observations":
        yield from (("subject", "networks"), ("subject", "organisations"))


def _of_kind(column: str, target: str) -> pl.Expr:
    return pl.col("subject_type") == target.removesuffix("s") if column == "subject" else pl.lit(True)


def _values(parts: Parts, table: str, column: str, target: str) -> list[str]:
    rows = parts.tables[table].filter(_of_kind(column, target))
    return rows[column].drop_nulls().unique(maintain_order=True).to_list()


def _keys(parts: Parts, target: str) -> list[str]:
    return parts.tables[target].to_series().drop_nulls().to_list() if target in parts.tables else []


def _mentioned(parts: Parts, target: str) -> list[str]:
    found = [*_keys(parts, target), *(parts.transcripts if target == "interviews" else ())]
    for table in parts.tables:
        for column, to in _links(parts, table):
            if to == target:
                found += _values(parts, table, column, target)
    return found


def _put_keys(parts: Parts, table: str, link: tuple[str, str], found: Matches, names: Mapping[str, str]) -> None:
    column, target = link
    other = {value: key for value, key in found.exact.items() if value != key}
    if not other:
        return
    put = pl.when(_of_kind(column, target)).then(pl.col(column).replace(other)).otherwise(column)
    parts.tables[table] = parts.tables[table].with_columns(put.alias(column))
    loose = [value for value, key in other.items() if value != names[key]]
    if len(other) > len(loose):
        parts.assumed.append(f"{len(other) - len(loose)} {target} of {table} are matched by their exact names")
    if loose:
        like = "; ".join(f"“{value}” is {other[value]}" for value in loose)
        parts.assumed.append(f"{target} of {table} matched but for case and spaces: {like}")


def _leave_out(parts: Parts, table: str, column: str, target: str, found: Matches) -> None:
    strange = _of_kind(column, target) & pl.col(column).is_in(list(found.unmatched))
    gone = parts.tables[table].filter(strange).group_by(column, maintain_order=True).len()
    for value, count in gone.iter_rows():
        near = found.unmatched[value]
        hint = f"; nearest: {', '.join(near)}" if near else ""
        reason = f"“{value}” is none of the study's {target}{hint}"
        parts.leave_out(f"{column} {value}", table, reason, what=value, count=count)
    parts.tables[table] = parts.tables[table].filter(~strange.fill_null(value=False))
    parts.suggested.setdefault(target, {}).update({value: near for value, near in found.unmatched.items() if near})


def _take_organisations(parts: Parts, known: Known, given: Mapping[str, str]) -> None:
    """Take the bodies that people are put down to, where the study has none but those the file gave before."""
    if "organisations" in parts.tables or "respondents" not in parts.tables:
        return
    before = {name: key for key, name in given.items() if key not in known.names.get("organisations", {})}
    before |= {key: key for key in before.values()}
    found = _values(parts, "respondents", "organisation", "organisations")
    names = [name for name in found if name in before or not known.keys("organisations")]
    if names:
        fresh = keys_of([*before.values(), *(name for name in names if name not in before)])[len(before) :]
        keys = {name: before[name] if name in before else fresh.pop(0) for name in names}
        behind = {key: given.get(key, name) for name, key in keys.items()}
        parts.table("organisations", organisation=list(behind), name=list(behind.values()))
        parts.tables["respondents"] = parts.tables["respondents"].with_columns(pl.col("organisation").replace(keys))
        many = f"{len(behind)} organisations" if len(behind) > 1 else "one organisation"
        parts.assumed.append(f"the {many} that people are put down to: taken as the study's")


def _note_suggestions(parts: Parts, known: Known) -> None:
    """Names that are new to the study and like one it has: two spellings of one person, maybe."""
    for table in SUGGESTED:
        there = known.names.get(table, {})
        new = [key for key in _keys(parts, table) if key not in there]
        if there and new:
            like = matched(new, there)
            near = {value: keys for value, keys in like.unmatched.items() if keys}
            near |= {value: [key] for value, key in like.exact.items()}
            if table == "respondents":
                near = _of_interviews(near, parts, known)
            if near:
                parts.suggested.setdefault(table, {}).update(near)


def _of_interviews(near: Mapping[str, list[str]], parts: Parts, known: Known) -> dict[str, list[str]]:
    """The suggestions without those by which a person interviewed would give way to a name without an interview."""
    interviewed = (
        set(_values(parts, "interviews", "respondent", "respondents")) if "interviews" in parts.tables else set()
    )
    kept = {
        value: [key for key in keys if value not in interviewed or key in known.interviewed]
        for value, keys in near.items()
    }
    return {value: keys for value, keys in kept.items() if keys}
