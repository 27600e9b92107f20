import os
import zipfile
from pathlib import Path

import polars as pl
import pytest

from data.faults import StudyError
from data.sources.spreadsheet import LARGEST, read_grid

ROWS = {"code": ["T1", "T2", None], "name": ["Trust, or not", "Zoë “Z” 🙂", "third\nline"], "count": ["1", None, "3"]}


def cells(path: Path, **more: str) -> dict[str, list[str | None]]:
    grid = read_grid(path, **more)
    assert grid["row"].to_list() == [2, 3, 4]
    return grid.drop("row").to_dict(as_series=False)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "BOM"])
def test_text_is_read_whatever_its_separator(tmp_path: Path, separator: str, mark: bytes) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(mark + pl.DataFrame(ROWS).write_csv(separator=separator).encode())
    assert cells(path) == ROWS


def test_a_named_encoding_is_followed(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes("code,name\nT1,Zoë\n".encode("latin-1"))
    assert read_grid(path, encoding="latin-1")["name"].to_list() == ["Zoë"]
    with pytest.raises(StudyError, match="“latin-99”, which is not an encoding"):
        read_grid(path, encoding="latin-99")


def test_workbooks_and_parquet_hold_the_same_table(tmp_path: Path) -> None:
    frame = pl.DataFrame(ROWS)
    frame.write_parquet(tmp_path / "t.parquet")
    frame.write_excel(tmp_path / "t.xlsx", "Codes")
    assert cells(tmp_path / "t.parquet") == ROWS
    assert cells(tmp_path / "t.xlsx") == ROWS
    assert cells(tmp_path / "t.xlsx", sheet="Codes") == ROWS


def test_an_open_document_sheet_is_read(tmp_path: Path) -> None:
    row = "<table:table-row>{}</table:table-row>"
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    table = "".join(
        row.format("".join(cell.format(text) for text in line)) for line in (["code", "name"], ["T1", "Zoë"])
    )
    names = "".join(
        f' xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"' for short in ("office", "table", "text")
    )
    content = f'<office:document-content{names}><office:body><office:spreadsheet><table:table table:name="A">{table}</table:table></office:spreadsheet></office:body></office:document-content>'
    with zipfile.ZipFile(tmp_path / "t.ods", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        entry = '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
        archive.writestr(
            "META-INF/manifest.xml",
            f'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">{entry}</manifest:manifest>',
        )
    assert read_grid(tmp_path / "t.ods").rows() == [(2, "T1", "Zoë")]


def test_content_counts_and_not_the_ending(tmp_path: Path) -> None:
    pl.DataFrame(ROWS).write_excel(tmp_path / "t.xlsx")
    (tmp_path / "t.xlsx").rename(tmp_path / "t.csv")
    assert cells(tmp_path / "t.csv") == ROWS


def test_blank_rows_are_passed_over_and_rows_keep_their_numbers(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("a,b\n1,2\n,\n3,4\n")
    assert read_grid(tmp_path / "t.csv").rows() == [(2, "1", "2"), (4, "3", "4")]


def zipped(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("inside.csv", "a,b\n1,2\n")


def huge(path: Path) -> None:
    path.write_bytes(b"a,b\n")
    os.truncate(path, 200 * 2**20)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: None, "does not exist"),
        (lambda path: path.mkdir(), "is a folder, and a table is a file"),
        (lambda path: path.write_bytes(b""), "is empty"),
        (lambda path: path.write_bytes(b"\n \n"), "is empty"),
        (huge, "has 200 MB; the largest table read is 128 MB"),
        (zipped, "is a zip archive, not a table. Save it as CSV UTF-8, XLSX, ODS or Parquet"),
        (lambda path: path.write_bytes(b"PK\x03\x04 and nothing"), "cannot be read as a workbook"),
        (lambda path: path.write_bytes(b"PAR1 and nothing"), "cannot be read as Parquet"),
        (lambda path: path.write_bytes(b"a,b\n1,\xe9\n"), "row 2: is not UTF-8 text (byte 0xe9)"),
        (lambda path: path.write_bytes(b"a,b\n1,\0\n"), "holds NUL bytes"),
        (lambda path: path.write_bytes(b"a,b,a\n1,2,3\n"), "row 1: a: stands twice in the row of headings"),
        (lambda path: path.write_bytes(b"a,row\n1,2\n"), "row 1: row: is a heading kept for where a row came from"),
        (lambda path: path.write_bytes(b"a,b\n1,2\n1,2,3\n"), "row 3: has 3 cells for 2 headings"),
    ],
)
def test_what_is_no_table_is_refused_in_words(tmp_path: Path, make: object, message: str) -> None:
    path = tmp_path / "t.csv"
    make(path)
    with pytest.raises(StudyError) as caught:
        read_grid(path)
    assert message in str(caught.value)


def test_a_sheet_that_is_not_there_is_told_with_those_that_are(tmp_path: Path) -> None:
    pl.DataFrame(ROWS).write_excel(tmp_path / "t.xlsx", "Codings")
    with pytest.raises(StudyError, match=r"“Coding” has no such sheet; it has Codings\. Did you mean “Codings”"):
        read_grid(tmp_path / "t.xlsx", sheet="Coding")


def test_an_empty_sheet_is_told_so(tmp_path: Path) -> None:
    pl.DataFrame().write_excel(tmp_path / "t.xlsx", "Nothing")
    with pytest.raises(StudyError, match="has nothing on sheet Nothing"):
        read_grid(tmp_path / "t.xlsx")


def test_the_limit_lets_a_million_codings_through() -> None:
    row = "R00000-S1,12345,12399,D1.1.1,a,1,independent,affirm\n"
    assert len(row) * 1_000_000 < LARGEST
