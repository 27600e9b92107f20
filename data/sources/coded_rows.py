"""Codings from tables: whatever their shape, one coding a row, with its code, its interview and its place."""

import re
from collections.abc import Iterable, Mapping, Sequence

import polars as pl

from data.faults import Fault, StudyError
from data.settings import FILE, Source
from data.sources.cells import in_our_words, stripped, with_numbers
from data.sources.code_table import Naming, codes_of, completed_codes
from data.sources.codebook_names import Codebook
from data.sources.headings import Mapped, renamed, with_constants
from data.sources.keys import keys_of
from data.sources.left_out import LeftOut
from data.sources.matching import matched
from data.sources.parts import Known
from data.sources.placing import Excerpts, placed
from data.sources.shapes import (
    Expanded,
    matrix_of_codes,
    named_singly,
    names_in,
    one_a_column,
    several_in_a_cell,
    spread_columns,
)
from data.sources.spreadsheet import Sheet

_KEY = re.compile(r"[^\W_][\w. -]{0,79}")
_ENDING = re.compile(r"\.(docx?|odt|rtf|txt|pdf|md|html?|vtt|srt)$", re.IGNORECASE)


def coded(
    sheet: Sheet, source: Source, known: Known, result: Mapped, *, made: Excerpts, naming: Naming | None
) -> Mapped:
    """The codings of a table by a resolved source, and all they need that the study lacks.

    `naming` says how codes are named where the study has none yet; without it the table holds keys as the study's own
    tables do, and nothing is made for them.
    Raises StudyError where codes cannot be told apart, or words do not stand where they are said to.
    """
    codebook = Codebook(known.names.get("codes", {}), known.parents, source.values.get("code", {}))
    if source.shape == "matrix":
        passages, found = _matrix(sheet, source, result)
    else:
        passages, found = _rows(sheet, source, codebook, result)
    cells = _with_codes(found, source, codebook, result, naming) if naming else found.codes
    result.left_out += found.left_out
    result.assumed += found.assumed
    result.in_file["codings"] = found.mentions
    for column in ("interview", "coder") if naming else ():
        keys = _keys((passages, cells), column, known, result)
        put = [pl.col(column).replace(keys)]
        cells = cells.with_columns(put) if column in cells.columns else cells
        passages = passages.with_columns(put) if column in passages.columns else passages
    excerpts = made if source.text == "excerpts" else None
    found_at = placed(cells, passages, known.transcripts, excerpts, source.file)
    result.cells = found_at.codings.drop("parent", strict=False)
    result.left_out += found_at.left_out
    result.assumed += found_at.assumed
    result.transcripts, result.text_matches = found_at.transcripts, found_at.text_matches
    if source.shape == "matrix" and found.references:
        _note_references(found, source, result)
    return result


def _matrix(sheet: Sheet, source: Source, result: Mapped) -> tuple[pl.DataFrame, Expanded]:
    found = matrix_of_codes(stripped(sheet.cells, source.missing), source)
    result.used = frozenset(sheet.headings) - {entry.what for entry in found.left_out if entry.kind == "columns"}
    found.codes = with_constants(found.codes, source)
    return found.codes.select("row", "interview"), found


def _rows(sheet: Sheet, source: Source, codebook: Codebook, result: Mapped) -> tuple[pl.DataFrame, Expanded]:
    """Every row as a passage, and every coding of one: a row has one code, a list of them, or columns of them."""
    spread = spread_columns(source, sheet.headings, source.file) if source.shape == "wide" else []
    cells = in_our_words(stripped(renamed(sheet, source, result, spread), source.missing), _without_codes(source))
    cells, said = with_numbers(with_constants(cells, source), source)
    result.assumed += said
    _refuse_lacking(cells, spread, source)
    passages = cells.select("row", *(column for column in ("interview", "coder", "text") if column in cells.columns))
    if spread:
        cells = one_a_column(cells, [f"\0{heading}" for heading in spread])
    if source.several:
        found = several_in_a_cell(cells.filter(pl.col("code").is_not_null()), source, codebook)
    else:
        found = Expanded(cells, cells.height)
    if spread or source.several:
        _note_rows(passages, found, source, result)
    uncoded = found.codes.filter(pl.col("code").is_null())
    found.left_out += [
        LeftOut(f"{source.file}, row {row}", "", "no code stands in the row", "codings") for row in uncoded["row"]
    ]
    found.codes = found.codes.filter(pl.col("code").is_not_null())
    return passages, found


def _refuse_lacking(cells: pl.DataFrame, spread: list[str], source: Source) -> None:
    lacking = [name for name in ("interview", "code") if name not in cells.columns and not (spread and name == "code")]
    if lacking:
        rule = "is missing from the headings; constants of its [[source]] can fill it"
        raise StudyError([Fault(source.file, None, name, "", rule) for name in lacking])
    if spread and "code" in cells.columns:
        rule = "of a wide table stands in spread, not in columns"
        raise StudyError([Fault(FILE, None, "source.columns", "code", rule)])


def _without_codes(source: Source) -> Source:
    """The source without its words for codes: these are names of the codebook's."""
    words = {column: words for column, words in source.values.items() if column != "code"}
    return source.model_copy(update={"values": words})


def _with_codes(found: Expanded, source: Source, codebook: Codebook, result: Mapped, naming: Naming) -> pl.DataFrame:
    """Codings with the keys of their codes; where the study has no codebook, it is made from the names."""
    cells = found.codes
    if codebook:
        cells, said = (cells, []) if source.several else named_singly(cells, source, codebook)
        result.assumed += said
        return cells
    cells = in_our_words(cells, source)
    paths = list(names_in(cells)) if "parent" in cells.columns else []
    named = {name: naming.path_of(name) for name in found.codebook or cells["code"].unique(maintain_order=True)}
    codes, keys = codes_of(paths or named.values(), naming)
    if not keys:
        return cells
    result.made["codes"], _ = completed_codes(codes, {}, source.file)
    split = ", split at every separator," if source.several else ""
    result.assumed.append(f"the study has no codebook: the {len(named)} names of codes{split} are taken as one")
    if "parent" not in cells.columns:
        return cells.with_columns(pl.col("code").replace({name: keys[path] for name, path in named.items()}))
    below = [tuple(step for step in path if step) for path in cells.select("parent", "code").iter_rows()]
    return cells.with_columns(code=pl.Series([keys[path] for path in below], dtype=pl.String))


def _keys(frames: Sequence[pl.DataFrame], column: str, known: Known, result: Mapped) -> dict[str, str]:
    """The key of each interview or coder that is named: one the study has, else one made from the name."""
    named = [frame[column] for frame in frames if column in frame.columns]
    names = list(dict.fromkeys(name for column in named for name in column.drop_nulls()))
    there = dict(known.names.get(f"{column}s", {}))
    if column == "interview":
        there |= {key: "" for key in known.transcripts if key not in there}
    found = matched(names, there)
    keys, new = dict(found.exact), list(found.unmatched)
    wanted = [_ENDING.sub("", name) if column == "interview" else name for name in new]
    for name, bare, stem in zip(new, wanted, keys_of(wanted), strict=True):
        if bare in there or stem in there:
            keys[name] = bare if bare in there else stem
    left = [(name, bare) for name, bare in zip(new, wanted, strict=True) if name not in keys]
    taken = {key.casefold() for key in (*there, *keys.values())}
    made = keys_of([*there, *(bare for _, bare in left)])[len(there) :]
    for (name, bare), key in zip(left, made, strict=True):
        keys[name] = bare if _KEY.fullmatch(bare) and bare.casefold() not in taken else key
        taken.add(keys[name].casefold())
    _say(keys, column, result)
    return keys


def _say(keys: Mapping[str, str], column: str, result: Mapped) -> None:
    other = [(name, key) for name, key in keys.items() if name != key]
    if other:
        name, key = other[0]
        many = f"{len(other)} {column}s have keys" if len(other) > 1 else f"one {column} has a key"
        result.assumed.append(f"{many} unlike the file's name for it: “{name[:60]}” is {key}")


def _note_rows(passages: pl.DataFrame, found: Expanded, source: Source, result: Mapped) -> None:
    """The account of rows: those that hold a code, and those that hold none."""
    result.in_file["rows"] = passages.height
    rows = set(found.codes["row"]) | _rows_of(found.left_out)
    result.taken_besides["rows"] = len(rows)
    if passages.height > len(rows):
        without = [row for row in passages["row"] if row not in rows]
        named = ", ".join(str(row) for row in without[:3]) + (" …" if len(without) > 3 else "")
        place = f"{source.file}, row {named}"
        result.left_out.append(LeftOut(place, "rows", "no code stands in them", "rows", len(without)))


def _rows_of(left_out: Iterable[LeftOut]) -> set[int]:
    return {int(entry.place.rpartition(" ")[2]) for entry in left_out if entry.kind == "codings"}


def _note_references(found: Expanded, source: Source, result: Mapped) -> None:
    kept = result.cells.height
    result.in_file["references"], result.taken_besides["references"] = found.references, kept
    if found.references > kept:
        reason = "how often an interview was coded is not kept: it was coded so, or not"
        count = found.references - kept
        result.left_out.append(LeftOut(source.file, "references", reason, "references", count))
