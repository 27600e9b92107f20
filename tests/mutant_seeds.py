"""Small files of every kind that is read, whole, for mutants to be made of."""

import io
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import tomli_w
from docx import Document
from xlsxwriter import Workbook

from data.export.refi_qda import export_refi_qda
from data.settings import Source
from data.study import load_study
from tests.data import test_qualcoder, test_rqda, test_taguette
from tests.data.refi_files import (
    case,
    coding,
    guid,
    passage,
    project,
    qdpx,
    refer,
    source,
    value,
    variable,
)
from tests.data.test_graphml import document, edge
from tests.data.tool_databases import made
from tests.studies import write_small
from tests.workbooks import ods_row, ods_table, write_ods

LARGEST = 64 * 2**10
"""Bytes of the largest real file that is taken whole; text files are cut to a part of that, larger ones are passed by."""

CUT = 6_000
TEXT = "We met twice. The board said no; “why” was left open.\r\nNobody 😀 asked.\r\n"
MARKS = {"round": "1", "status": "independent", "polarity": "affirm"}


@dataclass(frozen=True)
class Seed:
    """A whole file: its name, what is in it, how study.toml says to read it, and the files that belong beside it."""

    name: str
    content: bytes
    source: Source | None = None
    beside: tuple[tuple[str, bytes], ...] = ()
    given: str = ""
    """The name of the file or folder that is handed in, where that is another one."""
    is_real: bool = False

    @property
    def kind(self) -> str:
        """What kind of file it is, and whether a real tool wrote it."""
        return f"{Path(self.name).suffix}{' of a real tool' if self.is_real else ''}"


def seeds(folder: Path, realdata: Path) -> list[Seed]:
    """All of them; those of real tools only where there are any."""
    found = [*_projects(folder), *_databases(folder), *_tables(folder), *_texts(), _sidecar(folder)]
    if realdata.is_dir():
        found += [*_real(realdata), *_real_databases(folder, realdata)]
    return [replace(seed, content=_without_times(seed.content)) for seed in found]


def _without_times(content: bytes) -> bytes:
    """An archive without the times it was made at: the same mutants come of it every day."""
    if not content.startswith(b"PK"):
        return content
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as again:
        for name in archive.namelist():
            again.writestr(zipfile.ZipInfo(name), archive.read(name), zipfile.ZIP_DEFLATED)
    return kept.getvalue()


def _projects(folder: Path) -> Iterator[Seed]:
    nested = f'<Code guid="{guid(1)}" name="trust" isCodable="true" color="#ff0000"><Description>framework: x</Description><Code guid="{guid(2)}" name="kept" isCodable="true"/></Code>'
    parts = {
        "codes": nested,
        "variables": variable(60, "role_group") + variable(61, "Age"),
        "cases": case("Anna", value(60, "senior_clinical"), value(61, "40", "Integer"), refer(100)),
        "more": f'<Notes><Note guid="{guid(70)}" name="memo"><PlainTextContent>Why?</PlainTextContent></Note></Notes>'
        f'<Links><Link guid="{guid(71)}" originGUID="{guid(1)}" targetGUID="{guid(2)}"/></Links>'
        f'<Sets><Set guid="{guid(72)}" name="all"><MemberCode targetGUID="{guid(1)}"/></Set></Sets>'
        "<Description>About it</Description>",
    }
    marks = (
        passage(0, 6, name="We met"),
        passage(14, 23, coding(guid(2)), more=' creatingDateTime="2020-01-02T03:04:05Z"'),
    )
    inside = project(
        source("one", *marks, coding(), content=TEXT),
        source("two", marks[0], path="internal://two.txt", number=101),
        **parts,
    )
    yield Seed("study.qdpx", qdpx(folder, inside, {"sources/two.txt": TEXT}).read_bytes())
    yield Seed("study.qde", project(source("one", *marks, content=TEXT), **parts).encode())
    codes = f'<CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="Tool"><Codes>{nested}</Codes><Sets/></CodeBook>'
    yield Seed("codes.qdc", codes.encode())


def _databases(folder: Path) -> Iterator[Seed]:
    rows = {
        "source": [(1, "one.txt", TEXT, None, "memo", "ann", "2024-01-01 10:00:00"), (2, "two.txt", "x" + TEXT, None, "", "ben", "")],
        "code_cat": [(1, "Theme", "what", "ann", None), (2, "Below", "", "ann", 1)],
        "code_name": [(1, "mood", "", 2, "ann", None), (2, "board", "", None, "ann", None)],
        "code_text": [test_qualcoder.coded(1, 0, 6, "We met"), test_qualcoder.coded(2, 14, 23, "The board", "ben", cid=2)],
        "cases": [(1, "Anna", "")],
        "case_text": [(1, 1, 1, 0, len(TEXT), "")],
        "attribute_type": [("age", "", "case")],
        "attribute": [(1, "age", "case", "40", 1)],
        "journal": [(1, "diary", "text", "2024-01-01", "ann")],
        "annotation": [(1, 1, 3, 6, "note", "ann", "")],
    }  # fmt: skip
    content = made(folder / "q", test_qualcoder.NEW, rows=rows).read_bytes()
    yield Seed("Board.qda/data.qda", content, given="Board.qda")
    more = {
        "codecat": [("Theme", 1, "", 1)],
        "treecode": [(1, 1, "", 1)],
        "coding": [test_rqda.coded(0, 6, "We met"), test_rqda.coded(14, 23, "The board", "ben", status=-1)],
        "cases": [("Anna", "", 1, 1)],
        "caselinkage": [(1, 1, 0, 30, 1, "")],
        "attributes": [("age", 1, "")],
        "caseAttr": [("age", "40", 1, 1)],
        "journal": [("diary", "text", test_rqda.WHEN, "ann", 1)],
    }
    yield Seed("study.rqda", made(folder / "r", test_rqda.SCHEMA, rows=test_rqda.SIMPLE | more).read_bytes())
    path = test_taguette.database(
        folder / "t", *test_taguette.ONE_OF_TWO_CODED, "insert into tags values (2, 'mood.low', 'Sad', 1)"
    )
    yield Seed("study.sqlite3", path.read_bytes())


def _tables(folder: Path) -> Iterator[Seed]:
    package = folder / "small"
    for name in ("codings", "codes", "respondents", "interviews", "organisations"):
        yield Seed(f"{name}.csv", (package / f"{name}.csv").read_bytes())
    said = {
        "table": "codings",
        "columns": {"interview": "Who", "text": "Said", "code": "Codes"},
        "constants": MARKS | {"coder": "a"},
    }
    words = "Who;Said;Codes;Other\ni1;0123456;T1.1, T1.2;x\ni1;89012345678901;Code three;\ni2;never;T2.1;1,5\n"
    yield Seed("words.csv", words.encode(), Source(file="words.csv", several=",", **said))
    wide = "org\tperiod\tbeds\tshare\no\t2014-05\t1,273\t47.8%\no\tJun 2014\tNA\t*\n"
    yield Seed(
        "figures.tsv",
        wide.encode(),
        Source(
            file="figures.tsv",
            table="observations",
            shape="wide",
            columns={"subject": "org", "period": "period"},
            spread={"beds": "beds", "share": "share"},
            constants={"subject_type": "organisation"},
            missing=("NA",),
        ),
    )
    yield Seed(
        "ties.csv",
        b",o,p,q\no,0,1,2\np,1,0,0\nq,2,0,0\n",
        Source(
            file="ties.csv",
            table="ties",
            shape="matrix",
            constants={"network": "n", "relation": "contact", "directed": "false", "year": "2014", "source": "record"},
        ),
    )
    yield Seed(
        "matrix.csv",
        b"code,i1,i2\nTrust,1,0\nMoney,2,3\n",
        Source(file="matrix.csv", table="codings", shape="matrix", text="excerpts", constants=MARKS | {"coder": "a"}),
    )
    rows = [["Who", "Said", "Codes"], ["i1", "0123456", "T1.1"], ["i1", 12.5, "T2.1"], ["i1", None, "T1.2"]]
    pl.DataFrame({"coder": ["a", "c"], "name": ["Coder A", "Cee"], "role": ["independent"] * 2}).write_parquet(
        folder / "p"
    )
    yield Seed("coders.parquet", (folder / "p").read_bytes())
    yield Seed("words.xlsx", _workbook(rows), Source(file="words.xlsx", sheet="Data", **said))
    cells = ods_table("Data", ods_row("coder", "name", "role"), ods_row("c", "Cee", "independent"))
    yield Seed("coders.ods", write_ods(folder / "o", cells).read_bytes())


def _workbook(rows: list[list[object]]) -> bytes:
    kept = io.BytesIO()
    with Workbook(kept) as book:
        book.set_properties({"created": datetime(2020, 1, 1, tzinfo=UTC)})
        sheet, hidden = book.add_worksheet("Data"), book.add_worksheet("Old")
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
        sheet.write_formula(4, 0, "=A2", value="i1")
        sheet.write_formula(4, 1, "=1/0", value="#DIV/0!")
        sheet.merge_range(5, 0, 6, 0, "i1")
        hidden.write_row(0, 0, ["a", "b"])
        hidden.hide()
    return kept.getvalue()


def _texts() -> Iterator[Seed]:
    talk = "Interviewer: How did it begin?\r\n\r\nL01: With a pen – “signed”, 20 €.\r\n\r\nInterviewer: And then?\r\n"
    yield Seed("talk.txt", talk.encode())
    kept = io.BytesIO()
    written = Document()
    for line in talk.split("\r\n"):
        written.add_paragraph(line)
    written.add_table(2, 2).cell(0, 0).text = "cell"
    written.save(kept)
    yield Seed("talk.docx", kept.getvalue())
    yield Seed(
        "talk.vtt",
        b"WEBVTT\n\nNOTE x\n\n1\n00:00:01.000 --> 00:00:02.500 align:start\n<v Anna>How did it begin?</v>\n\n00:00:03.000 --> 00:01:04.000\nBen: With <b>a</b> pen.\n",
    )
    yield Seed(
        "talk.srt",
        b"1\n00:00:01,000 --> 00:00:02,500\nAnna: How did it begin?\n\n2\n00:00:03,000 --> 00:01:04,000\nBen: With a pen.\n",
    )
    inside = (
        '<node id="a"><data key="n">Anchor</data></node><node id="b"/><node id="c"/>'
        + edge("a", "b", '<data key="w">2.5</data><data key="r">contact</data><data key="y">2014</data>')
        + edge("b", "c")
    )
    yield Seed("ties.graphml", document(inside).encode())


def _sidecar(folder: Path) -> Seed:
    """The sidecar is what is changed, beside a project that is whole."""
    export_refi_qda(load_study(folder / "small"), folder / "both.qdpx")
    inner = ("both.qdpx", (folder / "both.qdpx").read_bytes())
    return Seed(
        "both.commonplace.zip", (folder / "both.commonplace.zip").read_bytes(), beside=(inner,), given="both.qdpx"
    )


def _real(realdata: Path) -> Iterator[Seed]:
    for path in sorted(realdata.glob("*/*")):
        if path.suffix in (".csv", ".qde", ".qdc", ".qdpx", ".xlsx", ".docx"):
            size = path.stat().st_size
            if path.suffix == ".csv":
                lines = path.read_bytes()[:CUT].splitlines(keepends=True)
                yield Seed(path.name, b"".join(lines[: -1 if size > CUT else None]), is_real=True)
            elif size <= LARGEST:
                yield Seed(path.name, path.read_bytes(), is_real=True)


def _real_databases(folder: Path, realdata: Path) -> Iterator[Seed]:
    """Real databases with little left in them."""
    taguette = (
        "delete from documents where id not in (select min(id) from documents)",
        "update documents set contents = substr(contents, 1, 4000)",
        "delete from highlights where document_id not in (select id from documents) or end_offset > 3000",
        "delete from highlight_tags where highlight_id not in (select id from highlights)",
        "delete from commands",
    )
    yield Seed(
        "serdif.sqlite3",
        _cut(realdata / "taguette_serdif" / "SERDIF_P2_ThematicAnalysis.sqlite3", folder / "s", taguette),
    )
    rqda = (
        "delete from coding where fid not in (select fid from coding join source on source.id = fid order by length(file) limit 2)",
        "delete from source where id not in (select fid from coding)",
    )
    yield Seed("opcw.rqda", _cut(realdata / "rqda_igo_openness" / "OPCW-CSP-DG.rqda", folder / "w", rqda))


def _cut(path: Path, to: Path, statements: tuple[str, ...]) -> bytes:
    to.write_bytes(path.read_bytes())
    with closing(sqlite3.connect(to)) as database:
        for statement in statements:
            database.execute(statement)
        database.commit()
        database.execute("vacuum")
    return to.read_bytes()


def small_package(folder: Path, given: list[Seed]) -> Path:
    """The package that tables are imported into, whose study.toml says how to read those that are of another shape."""
    package = folder / "small"
    with (package / "study.toml").open("a", encoding="utf-8") as toml:
        for seed in given:
            if seed.source:
                toml.write(f"\n[[source]]\n{_toml(seed.source)}")
    return package


def write_package(folder: Path) -> None:
    """The small study that some of the seeds are of."""
    codings = [("i1", 0, 5, "T1.1", "a", "affirm"), ("i2", 3, 9, "T2.1", "b", "counter")]
    write_small(
        folder,
        codings=codings,
        interviews={"i1": ("r1", "S1"), "i2": ("r2", "S2")},
        finished=[("i1", "a"), ("i2", "b")],
    )


def _toml(said: Source) -> str:
    return tomli_w.dumps(said.model_dump(exclude_defaults=True))
