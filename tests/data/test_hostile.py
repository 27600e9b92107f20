"""Files that are damaged or mean harm, through the whole import: the package is as it was and the message says why."""

import io
import random
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import polars as pl
import pytest
from docx import Document
from xlsxwriter import Workbook

from data.faults import StudyError
from data.importing import import_files
from data.package_writing import STAGING
from data.study import load_study
from tests.data import test_qualcoder, test_rqda, test_taguette
from tests.data.refi_files import ANNA, CODES, guid, passage, project, qdpx, source
from tests.data.test_graphml import document, nodes
from tests.data.tool_databases import made
from tests.mutants import contents
from tests.studies import write_small
from tests.workbooks import row, write_ods, write_xlsx

TEXT = "We met at noon"
LAUGHS = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
INSIDE = f'<!DOCTYPE x [<!ENTITY a "lol">{LAUGHS}]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY i SYSTEM "file:///etc/passwd">]>'
HEADINGS = "interview,start,end,code,coder,round,status,polarity\n"


def small(folder: Path) -> Path:
    """A package, and a table of coders to go into it, in which every kind of row has its place."""
    codings = [("i1", 0, 5, "T1.1", "a", "affirm")]
    return write_small(folder, codings=codings, interviews={"i1": ("r1", "S1")}, finished=[("i1", "a")])


def refused(folder: Path, path: Path) -> str:
    """Why a file is refused. The package is as it was, and nothing is left beside it."""
    package = small(folder)
    before = contents(folder)
    with pytest.raises(StudyError) as caught:
        import_files([path], package)
    assert contents(folder) == before
    assert list(folder.rglob(f"{STAGING}*")) == []
    said = str(caught.value)
    assert path.name in said
    return said


def written(folder: Path, name: str, content: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def packed(folder: Path, name: str, of: Path, **changed: bytes) -> Path:
    """An archive again, with other or more members; a member whose name is written with two underscores has a dot."""
    path = folder / name
    with zipfile.ZipFile(of) as archive:
        held = {each: archive.read(each) for each in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in (held | changed).items():
            archive.writestr(member, content)
    return path


def doubled(path: Path, member: str) -> Path:
    """The archive with one of its members twice."""
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(path, "a") as archive:
        archive.writestr(member, b"another")
    return path


def nameless(folder: Path) -> Path:
    """An archive with a member whose name ends where it begins."""
    path = packed(folder, "a.xlsx", workbook(folder), **{"name of it": b""})
    return written(folder, "a.xlsx", path.read_bytes().replace(b"name of it", b"\0ame of it"))


def workbook(folder: Path) -> Path:
    return write_xlsx(folder / "whole.xlsx", row(1, "coder", "name", "role") + row(2, "c", "Cee", "independent"))


def word(folder: Path) -> Path:
    kept = Document()
    kept.add_paragraph("Anna: We met at noon, and nobody else came to the meeting.")
    kept.save(folder / "whole.docx")
    return folder / "whole.docx"


def ods(folder: Path, before: str = "", inside: str = "") -> bytes:
    whole = write_ods(folder / "whole.ods", inside or '<table:table table:name="x"/>')
    with zipfile.ZipFile(whole) as archive:
        return before.encode() + archive.read("content.xml")


SHEET, CONTENT, BODY = "xl/worksheets/sheet1.xml", "content.xml", "word/document.xml"
ZEROS = b"<x>" + b" " * (300 * 2**20)


def bomb(folder: Path, whole: Path, member: str) -> Path:
    """An archive in which a member unpacks to three hundred megabytes of nothing."""
    return packed(folder, f"bomb{whole.suffix}", whole, **{member: ZEROS})


def tree_of(folder: Path, kind: str) -> Path:
    return qdpx(folder, project(source("one", passage(0, 6), content=TEXT)), {kind: TEXT})


def marked(folder: Path, row: str) -> Path:
    """A table of one coding."""
    return written(folder, "codings.csv", HEADINGS + row + "\n")


QUALCODER = {
    "source": [(1, "one.txt", TEXT, None, "", "ann", "")],
    "code_name": [(1, "mood", "", 1, "ann", None)],
    "code_text": [test_qualcoder.coded(1, 0, 6, "We met")],
}


def qualcoder(folder: Path, **rows: list[tuple[object, ...]]) -> Path:
    return made(folder / "data.qda", test_qualcoder.NEW, rows=QUALCODER | rows)


def rqda(folder: Path, *codings: tuple[object, ...]) -> Path:
    return made(folder / "study.rqda", test_rqda.SCHEMA, rows=test_rqda.SIMPLE | {"coding": list(codings)})


def taguette(folder: Path, *statements: str) -> Path:
    return test_taguette.database(folder / "study.sqlite3", *test_taguette.ONE_OF_TWO_CODED, *statements)


def cut(path: Path) -> Path:
    """The first half of a file."""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    return path


Make = Callable[[Path], Path]
HOSTILE: dict[str, tuple[Make, str]] = {
    "bomb, xlsx": (lambda at: bomb(at, workbook(at), SHEET), "is packed 1,025 times smaller than it is"),
    "bomb, ods": (lambda at: bomb(at, write_ods(at / "whole.ods", ""), CONTENT), "unpacks to more than 256 MB"),
    "bomb, docx": (lambda at: bomb(at, word(at), BODY), "unpacks to more than 64 MB"),
    "outside, xlsx": (lambda at: packed(at, "a.xlsx", workbook(at), **{"../../x": b""}), "leads out of the archive"),
    "outside, docx": (lambda at: packed(at, "a.docx", word(at), **{"/etc/x": b""}), "leads out of the archive"),
    "outside, ods": (lambda at: packed(at, "a.ods", write_ods(at / "b.ods", ""), **{"C:\\x": b""}), "leads out of the archive"),
    "outside, qdpx": (lambda at: tree_of(at, "../x"), "leads out of the archive"),
    "without a name": (nameless, "holds a file without a name"),
    "twice, xlsx": (lambda at: doubled(workbook(at), SHEET), "stands twice in the archive"),
    "twice, docx": (lambda at: doubled(word(at), BODY), "stands twice in the archive"),
    "twice, qdpx": (lambda at: doubled(tree_of(at, "sources/one.txt"), "project.qde"), "stands twice in the archive"),
    "entities, graphml": (lambda at: written(at, "a.graphml", INSIDE + document(nodes("&i;"))), "entity amplification"),
    "entities, xlsx": (lambda at: packed(at, "a.xlsx", workbook(at), **{SHEET: f"{INSIDE}<worksheet>&i;</worksheet>".encode()}), "entity amplification"),
    "entities, ods": (lambda at: packed(at, "a.ods", write_ods(at / "b.ods", ""), **{CONTENT: ods(at, INSIDE, "&i;")}), "entity amplification"),
    "outside entity, graphml": (lambda at: written(at, "a.graphml", OUTSIDE + document(nodes("&i;"))), "references external entity"),
    "outside entity, docx": (lambda at: packed(at, "a.docx", word(at), **{BODY: f"{OUTSIDE}<x>&i;</x>".encode()}), "declares a document type"),
    "outside entity, qde": (lambda at: written(at, "a.qde", project(more="<Description>&i;</Description>").replace("?>", f"?>{OUTSIDE}", 1)), "holds a DOCTYPE"),
    "circle, codes": (lambda at: written(at, "codes.csv", "code,parent,level,name,sensitive,codable\nX,Y,theme,X,false,true\nY,X,theme,Y,false,true\n"), "“X” is above itself in the code tree"),
    "circle, qualcoder": (lambda at: qualcoder(at, code_cat=[(1, "x", "", "ann", 2), (2, "y", "", "ann", 1)]), "“x” stands above itself: x, y"),
    "damaged, qualcoder": (lambda at: cut(qualcoder(at)), "cannot be read as a database"),
    "damaged, rqda": (lambda at: cut(rqda(at)), "cannot be read as a database"),
    "damaged, taguette": (lambda at: cut(taguette(at)), "cannot be read as a database"),
    "empty": (lambda at: written(at, "a.qdpx", b""), "is empty"),
    "NUL bytes": (lambda at: written(at, "a.csv", b"\0" * 4096), "is of no kind that is read"),
    "NUL in a table": (lambda at: written(at, "a.csv", HEADINGS + "i1,0,5,T1\0.1,a,1,independent,affirm\n"), "is of no kind that is read"),
    "no UTF-8": (lambda at: written(at, "a.csv", HEADINGS.encode() + b"i1,0,5,T\xff,a,1,independent,affirm\n"), "row 2: is not UTF-8 text (byte 0xff). Save it as CSV UTF-8"),
    "half a pair": (lambda at: written(at, "a.csv", HEADINGS.encode() + b"i1,0,5,T\xed\xa0\x80,a,1,independent,affirm\n"), "row 2: is not UTF-8 text (byte 0xed)"),
    "half a pair, qde": (lambda at: written(at, "a.qde", project(codes=CODES.replace("trust", "&#xD800;"))), "is damaged, or no XML"),
    "a picture": (lambda at: written(at, "a.qdpx", b"\x89PNG\r\n\x1a\n" + random.Random(1).randbytes(2000)), "is of no kind that is read. Those are"),  # noqa: S311
    "beyond the text": (lambda at: marked(at, "i1,90,101,T1.1,a,1,independent,affirm"), "“101” is past the end of transcript i1, which has 100 characters"),
    "negative": (lambda at: marked(at, "i1,-1,5,T1.1,a,1,independent,affirm"), "“-1” is below 0"),
    "reversed": (lambda at: marked(at, "i1,9,5,T1.1,a,1,independent,affirm"), "start is before end"),
    "huge": (lambda at: marked(at, f"i1,0,{'9' * 30},T1.1,a,1,independent,affirm"), "is not a whole number"),
    "beyond the text, qualcoder": (lambda at: qualcoder(at, code_text=[test_qualcoder.coded(1, 0, 10**9, "We met"), test_qualcoder.coded(2, -4, -1, None)]), "the words of 0 of 2 match"),
    "beyond the text, rqda": (lambda at: rqda(at, test_rqda.coded(0, 10**9, "We met"), test_rqda.coded(9, 2, "We met")), "the words of 0 of 2 match"),
    "beyond the text, taguette": (lambda at: taguette(at, "update highlights set start_offset = -5, end_offset = 1000000000"), "the words of 0 of 1 match"),
    "one id, two codes": (lambda at: qdpx(at, project(source("one", passage(0, 6), content=TEXT), codes=CODES + CODES.replace("trust", "doubt"))), "is the GUID of two codes, trust and doubt"),
}  # fmt: skip


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_is_refused_in_words_and_changes_nothing(tmp_path: Path, kind: str) -> None:
    make, said = HOSTILE[kind]
    (tmp_path / "in").mkdir()
    assert said in refused(tmp_path, make(tmp_path / "in"))


@pytest.mark.parametrize("make", [qualcoder, rqda, taguette])
def test_a_database_that_is_written_to_is_refused(tmp_path: Path, make: Make) -> None:
    (tmp_path / "in").mkdir()
    path = make(tmp_path / "in")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("begin exclusive")
        assert "is open in another program, which is writing to it. Close it there" in refused(tmp_path, path)


def test_a_wrong_ending_misleads_nobody(tmp_path: Path) -> None:
    package = small(tmp_path)
    report = import_files([workbook(tmp_path).rename(tmp_path / "coders.qdpx")], package)
    assert (report["tool"], report["taken"]["coders"]) == ("table (XLSX)", 1)
    assert "c" in load_study(package).tables["coders"]["coder"]


def test_a_codebook_of_a_hundred_levels_comes_in(tmp_path: Path) -> None:
    tree = (
        "".join(f'<Code guid="{guid(n)}" name="level {n}" isCodable="true">' for n in range(1, 101)) + "</Code>" * 100
    )
    report = import_files([qdpx(tmp_path, project(codes=tree))], tmp_path / "study")
    assert (report["taken"]["codes"], report["unaccounted"]) == (100, {})
    categories = [(n, f"level {n}", "", "ann", n - 1 or None) for n in range(1, 101)]
    report = import_files([qualcoder(tmp_path, code_cat=categories)], tmp_path / "other")
    assert (report["taken"]["codes"], report["unaccounted"]) == (101, {})


def test_passages_of_a_project_outside_its_text_are_left_out_one_by_one(tmp_path: Path) -> None:
    marks = passage(0, 6), passage(0, 10**12), passage(0, 15), passage(5, 2), passage(-4, 3), passage("x", 3)
    report = import_files([qdpx(tmp_path, project(source("one", *marks, content=TEXT)))], tmp_path / "study")
    assert (report["in_file"]["codings"], report["taken"]["codings"], report["unaccounted"]) == (6, 1, {})
    assert {entry["place"]: entry["reason"] for entry in report["left_out"]} == {
        "one, 0 to 1000000000000": "its place in the text is not given in numbers",
        "one, 0 to 15": "it ends after the end of the text",
        "one, 5 to 2": "it ends before it begins",
        "one, -4 to 3": "it begins before the text",
        "one, x to 3": "its place in the text is not given in numbers",
    }


def test_ids_of_users_and_texts_that_clash_are_told(tmp_path: Path) -> None:
    twice = source("one", passage(0, 6), content=TEXT), source("two", passage(3, 6), content=TEXT)
    users = f'<User guid="{ANNA}" name="Anna"/><User guid="{ANNA.upper()}" name="Ben"/>'
    report = import_files([qdpx(tmp_path, project(*twice, users=users))], tmp_path / "study")
    assert report["unaccounted"] == {}
    assert [(entry["what"], entry["reason"]) for entry in report["left_out"]] == [
        ("Ben", "another user has the same GUID")
    ]
    found = load_study(tmp_path / "study").tables["codings"]
    assert sorted(found.select("interview", "start", "end").rows()) == [("one", 0, 6), ("two", 3, 6)]


def test_formulas_are_read_by_what_they_gave_errors_as_nothing_and_hidden_sheets_not_at_all(tmp_path: Path) -> None:
    kept = io.BytesIO()
    with Workbook(kept) as book:
        sheet, hidden = book.add_worksheet("People"), book.add_worksheet("Old")
        for each in (sheet, hidden):
            each.write_row(0, 0, ["coder", "name", "role", "note"])
            each.write_row(1, 0, ["c", "Cee", "independent", "as typed"])
        sheet.write_formula(2, 0, '=LOWER("D")', value="d")
        sheet.write_formula(2, 1, '="De"&"e"', value="Dee")
        sheet.write_formula(2, 2, "=C2", value="independent")
        sheet.write_formula(2, 3, "=1/0", value="#DIV/0!")
        hidden.write_row(2, 0, ["e", "Old", "independent", ""])
        hidden.hide()
    package = small(tmp_path)
    report = import_files([written(tmp_path, "people.xlsx", kept.getvalue())], package)
    assert [(entry["kind"], entry["reason"]) for entry in report["left_out"]] == [
        ("cells", "holds the error #DIV/0!; it is taken as empty"),
        ("sheets", "it is hidden, and no [[source]] in study.toml names it"),
    ]
    coders = load_study(package).tables["coders"].filter(pl.col("coder").is_in(["c", "d", "e"]))
    assert coders.select("coder", "name", "note").rows() == [("c", "Cee", "as typed"), ("d", "Dee", None)]
