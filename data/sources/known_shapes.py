"""Known shapes: tables that other tools export, recognised by their headings and read without a mapping."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import polars as pl

from data.faults import Fault, StudyError
from data.settings import Source
from data.sources.code_table import PLAINLY, Naming, Path, codes_of
from data.sources.headings import Mapped
from data.sources.keys import slug
from data.sources.left_out import LeftOut
from data.sources.parts import Known
from data.sources.spreadsheet import Sheet

ROUND = {"round": "1", "status": "independent", "polarity": "affirm"}
UNKNOWN = "unknown"
POSITIONS = "ATLAS.ti counts lines or paragraphs there, and the words are looked for instead"


def _dotted(code: str) -> Path:
    steps = code.split(".")
    return tuple(steps) if all(step.strip() for step in steps) else (code,)


DOTTED = Naming(_dotted, lambda path: slug(".".join(path)))
SIMPLE = Naming(key_of=lambda path: slug(path[-1]))
"""How Taguette writes a tag below another; and the keys that codes have in Taguette's and QualCoder's own projects."""


@dataclass(frozen=True)
class KnownShape:
    """An export that was recognised: of which tool, the mapping that fits it, and the table itself.

    `reasons` say by heading why a column is not taken, `counted` is the heading of how many codes a row has.
    """

    tool: str
    source: Source
    sheet: Sheet
    reasons: Mapping[str, str] = field(default_factory=dict)
    left_out: tuple[LeftOut, ...] = ()
    assumed: tuple[str, ...] = ()
    counted: str = ""
    naming: Naming = PLAINLY


def known_shape(sheet: Sheet, name: str, known: Known) -> KnownShape | None:
    """What the table in the file called `name` is an export of, if it is one that is known."""
    headings = {_folded(heading): heading for heading in reversed(sheet.headings)}
    found = (recognise(sheet, headings, name) for recognise in _SHAPES)
    shape = next((each for each in found if each), None)
    if shape and shape.source.table == "codings" and "coder" not in shape.source.columns:
        return _with_coder(shape, known)
    return shape


def note_shape(shape: KnownShape, found: Mapped) -> None:
    """Say of what the mapping gave why an export's columns are left out, and what else the shape says of it.

    Raises StudyError where the export says how many codes a row has, and another number was read.
    """
    table = shape.source.table
    _refuse_miscounted(shape, found)
    for at, entry in enumerate(found.left_out):
        if entry.kind == "columns" and shape.tool:
            found.left_out[at] = replace(entry, reason=shape.reasons.get(entry.what, "the study has no place for it"))
    found.left_out += shape.left_out
    found.in_file[table] = found.in_file.get(table, 0) + sum(
        each.count for each in shape.left_out if each.kind == table
    )
    found.assumed += shape.assumed


def _refuse_miscounted(shape: KnownShape, found: Mapped) -> None:
    if not shape.counted:
        return
    read = Counter(found.cells["row"].to_list())
    read.update(int(each.place.rpartition(" ")[2]) for each in found.left_out if each.kind == "codings")
    faults = []
    for row, told in shape.sheet.cells.select("row", shape.counted).drop_nulls().iter_rows():
        if told.isdecimal() and int(told) != read[row]:
            rule = (
                f"codes stand in this row by the tool's own count, and {read[row]} were read. "
                "Import the tool's codebook first, and make sure that it has all of them"
            )
            faults.append(Fault(shape.source.file, row, shape.counted, told, rule))
    if faults:
        raise StudyError(faults)


def _with_coder(shape: KnownShape, known: Known) -> KnownShape:
    coders = known.keys("coders")
    coder = coders[0] if len(coders) == 1 else UNKNOWN
    source = shape.source.model_copy(update={"constants": {**shape.source.constants, "coder": coder}})
    said = f"the export does not say who coded; their coder is “{coder}”"
    return replace(shape, source=source, assumed=(*shape.assumed, said))


def _atlas_quotations(sheet: Sheet, headings: Mapping[str, str], name: str) -> KnownShape | None:
    text = _first(headings, "quotation content", "text content", "content")
    document, codes = headings.get("document"), headings.get("codes")
    if not (
        text and document and codes and {"reference", "number of codes", "quotation name", "number"} & set(headings)
    ):
        return None
    columns = {"interview": document, "text": text, "code": codes}
    coder = _first(headings, "created by", "creating user", "author")
    if coder:
        columns["coder"] = coder
    lines = sheet.cells[codes].drop_nulls().str.contains("\n", literal=True).any()
    source = Source(
        file=name, table="codings", columns=columns, constants=ROUND, several="\n" if lines else ",", text="excerpts"
    )
    positions = ("reference", "initial position", "final position", "start", "end", "position", "start position")
    reasons = {headings[each]: POSITIONS for each in (*positions, "end position") if each in headings}
    counted = headings.get("number of codes", "")
    return KnownShape("ATLAS.ti (export of quotations)", source, sheet, reasons, counted=counted)


def _atlas_codebook(sheet: Sheet, headings: Mapping[str, str], name: str) -> KnownShape | None:
    code = headings.get("code")
    groups = [heading for folded, heading in headings.items() if folded.startswith("code group")]
    if not (code and "comment" in headings and (groups or {"grounded", "density"} & set(headings))):
        return None
    indented = sheet.headings[1:2] == ["column B"]
    sheet = _told_apart(sheet, code) if indented else _without_bullets(sheet, code)
    shape = _codebook(sheet, (code, headings["comment"]), name, _themed(sheet.cells[code]))
    reasons = dict.fromkeys(groups, "groups of codes are left out: a code has one place in the codebook")
    return replace(shape, tool="ATLAS.ti (export of the codebook)", reasons=reasons)


def _taguette_highlights(sheet: Sheet, headings: Mapping[str, str], name: str) -> KnownShape | None:
    if set(headings) != {"id", "document", "tag", "content"}:
        return None
    columns = {"interview": headings["document"], "text": headings["content"], "code": headings["tag"]}
    source = Source(file=name, table="codings", columns=columns, constants=ROUND, text="excerpts")
    return KnownShape("Taguette (export of highlights)", source, sheet, naming=DOTTED)


def _taguette_codebook(sheet: Sheet, headings: Mapping[str, str], name: str) -> KnownShape | None:
    if not {"tag", "description"} <= set(headings) <= {"tag", "description", "number of highlights"}:
        return None
    columns = headings["tag"], headings["description"]
    shape = _codebook(sheet, columns, name, DOTTED)
    return replace(shape, tool="Taguette (export of the codebook)")


def _qualcoder_report(sheet: Sheet, headings: Mapping[str, str], name: str) -> KnownShape | None:
    document = _first(headings, "filename", "file (column a)", "file", "case")
    if not document or not {"coder", "coded", "id", "codename"} <= set(headings):
        return None
    columns = {"interview": document}
    columns |= {
        ours: headings[theirs] for ours, theirs in (("text", "coded"), ("code", "codename"), ("coder", "coder"))
    }
    category = next((heading for heading in sheet.headings if _folded(heading).startswith("category")), None)
    columns |= {"parent": category} if category else {}
    source = Source(file=name, table="codings", columns=columns, constants=ROUND, text="excerpts")
    media = pl.col(headings["id"]).str.contains(r"^(imid|avid):").fill_null(value=False)
    reason = "it is on a picture or a recording, not on words"
    left_out = tuple(
        LeftOut(f"{name}, row {row}", code or "", reason, "codings")
        for row, code in sheet.cells.filter(media).select("row", headings["codename"]).iter_rows()
    )
    sheet = replace(sheet, cells=sheet.cells.filter(~media))
    return KnownShape("QualCoder (report of codings)", source, sheet, left_out=left_out, naming=SIMPLE)


def _nvivo_matrix(sheet: Sheet, headings: Mapping[str, str], name: str) -> KnownShape | None:
    first, *others = sheet.headings or [""]
    lettered = all(re.match(r"[A-Z]{1,3} : ", heading) for heading in others)
    if not (others and lettered and first == "column A" and sheet.cells[first].str.contains(r"^\d+ : ").all()):
        return None
    source = Source(file=name, table="codings", shape="matrix", constants=ROUND, text="excerpts")
    return KnownShape("NVivo (matrix of codes and interviews)", source, sheet)


_SHAPES: tuple[Callable[[Sheet, Mapping[str, str], str], KnownShape | None], ...] = (
    _atlas_quotations,
    _atlas_codebook,
    _taguette_highlights,
    _taguette_codebook,
    _qualcoder_report,
    _nvivo_matrix,
)


def _codebook(sheet: Sheet, columns: tuple[str, str], name: str, naming: Naming) -> KnownShape:
    """A codebook of names that hold the names of what is above them, as a table of codes."""
    label, comment = columns
    names: dict[str, tuple[int, str | None]] = {}
    left_out = []
    for row, code, definition in sheet.cells.select("row", pl.col(label).str.strip_chars(), comment).iter_rows():
        if not code or code in names:
            reason = "the code stands in the codebook already" if code else "the row names no code"
            left_out.append(LeftOut(f"{name}, row {row}", code or "", reason, "codes"))
        else:
            names[code] = (row, definition)
    paths = {code: naming.path_of(code) for code in names}
    codes, keys = codes_of(paths.values(), naming)
    rows = {keys[path]: names[code] for code, path in paths.items()}
    first = min((row for row, _ in names.values()), default=2)
    cells = codes.with_columns(
        row=pl.Series([rows.get(code, (first, None))[0] for code in codes["code"]], dtype=pl.Int64),
        definition=pl.Series([rows.get(code, (0, None))[1] for code in codes["code"]], dtype=pl.String),
    )
    ours = {each: each for each in cells.columns if each != "row"}
    behind = {heading: pl.lit(None, pl.String) for heading in sheet.headings if heading not in columns}
    cells = cells.with_columns(**{heading: empty for heading, empty in behind.items() if heading not in ours})
    source = Source(file=name, table="codes", columns=ours)
    return KnownShape("", source, replace(sheet, cells=cells), left_out=tuple(left_out))


def _themed(column: pl.Series) -> Naming:
    """ATLAS.ti's way to write a code of a theme: a colon parts them where what stands before it is a code too."""
    names = set(column.drop_nulls().str.strip_chars())

    def path_of(code: str) -> Path:
        steps, at = [], 0
        for match in re.finditer(": ", code):
            if code[: match.start()] in names and code[match.end() :].strip():
                steps.append(code[at : match.start()])
                at = match.end()
        return (*steps, code[at:])

    return Naming(path_of)


def _told_apart(sheet: Sheet, theme: str) -> Sheet:
    """A list whose codes stand in the column beside their themes, with every code named in full."""
    sheet = _without_bullets(_without_bullets(sheet, theme), "column B")
    above, code = pl.col(theme).forward_fill(), pl.col("column B")
    full = pl.when(code.is_null()).then(pl.col(theme)).otherwise(pl.concat_str(above, code, separator=": "))
    return replace(sheet, cells=sheet.cells.with_columns(full.alias(theme)).drop("column B"))


def _without_bullets(sheet: Sheet, column: str) -> Sheet:
    return replace(sheet, cells=sheet.cells.with_columns(pl.col(column).str.replace(r"^\s*[●○◦•]\s*", "")))


def _first(headings: Mapping[str, str], *folded: str) -> str | None:
    return next((headings[each] for each in folded if each in headings), None)


def _folded(heading: str) -> str:
    return " ".join(heading.casefold().split())
