import os
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import statsmodels

from data.faults import StudyError
from data.sources.spreadsheet import LARGEST, Sheet, read_grid, read_sheet
from data.sources.workbook import sheets_of
from tests.workbooks import ods_row, ods_table, row, write_ods, write_xlsx

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
    with pytest.raises(StudyError, match="cannot be read as undefined"):
        read_grid(path, encoding="undefined")


def test_workbooks_and_parquet_hold_the_same_table(tmp_path: Path) -> None:
    frame = pl.DataFrame(ROWS)
    frame.write_parquet(tmp_path / "t.parquet")
    frame.write_excel(tmp_path / "t.xlsx", "Codes")
    assert cells(tmp_path / "t.parquet") == ROWS
    assert cells(tmp_path / "t.xlsx") == ROWS
    assert cells(tmp_path / "t.xlsx", sheet="Codes") == ROWS


def test_an_open_document_sheet_is_read(tmp_path: Path) -> None:
    path = write_ods(tmp_path / "t.ods", ods_table("A", ods_row("code", "name"), ods_row("T1", "Zoë")))
    assert read_grid(path).rows() == [(2, "T1", "Zoë")]


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


def sheet_of(path: Path, text: str, **more: str) -> Sheet:
    path.write_bytes(text.encode())
    return read_sheet(path, **more)


@pytest.mark.parametrize(
    "text", ["a,b\r1,2\r", "a,b\r\n1,2\r\n", "\n\na,b\n1,2\n", "sep=;\na;b\n1;2\n", "a|b\n1|2\n", ",\na,b\n1,2"]
)
def test_lines_end_and_begin_as_programs_write_them(tmp_path: Path, text: str) -> None:
    found = sheet_of(tmp_path / "t.csv", text)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    at = next(number for number, line in enumerate(lines, start=1) if line.startswith("1"))
    assert found.cells.rows() == [(at, "1", "2")]


def test_a_mark_of_utf_16_is_believed(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes("name\tage\nZoë\t7\n".encode("utf-16"))
    assert read_grid(tmp_path / "t.csv").rows() == [(2, "Zoë", "7")]


def test_the_separator_is_the_one_that_the_rows_agree_on(tmp_path: Path) -> None:
    text = "code; what it means, in short, and why; parent\nT1; trust, or not; D\nT2; power, money, time; D\n"
    assert read_grid(tmp_path / "t.csv", name=str((tmp_path / "t.csv").write_text(text))).columns[1:] == [
        "code", "what it means, in short, and why", "parent",
    ]  # fmt: skip
    numbers = "who;share\na;1,5\nb;2,5\n"
    assert sheet_of(tmp_path / "n.csv", numbers).headings == ["who", "share"]


def test_a_cell_of_any_length_does_not_hide_the_separator(tmp_path: Path) -> None:
    assert sheet_of(tmp_path / "t.csv", f"a;b\n{'x' * 200_000};2\n").headings == ["a", "b"]


def test_a_heading_may_hold_a_line_break(tmp_path: Path) -> None:
    awkward = sheet_of(tmp_path / "u.csv", 'a,"x\n[y]\nz ""q"",w"\n\\a,"b\n[c]"\n')
    assert awkward.cells.rows() == [(2, "\\a", "b\n[c]")]
    assert sheet_of(tmp_path / "t.csv", '"Code\n(short)",b\n1,2\n').headings == ["Code\n(short)", "b"]


def test_columns_without_a_heading_are_called_by_their_place(tmp_path: Path) -> None:
    found = sheet_of(tmp_path / "t.csv", "a,,b,,\n1,2,3,,\n")
    assert found.headings == ["a", "column B", "b"]
    assert read_grid(tmp_path / "t.csv").columns == ["row", "a", "column B", "b"]


def test_repeated_headings_are_told_apart_by_their_place(tmp_path: Path) -> None:
    found = sheet_of(tmp_path / "t.csv", "a,x,b,x,row\n1,2,3,4,5\n")
    assert found.headings == ["a", "x (column B)", "b", "x (column D)", "row (column E)"]
    assert found.named["x"] == ("x (column B)", "x (column D)")
    assert found.places["column D"] == "x (column D)"


def test_an_area_of_a_text_is_a_table_of_its_own(tmp_path: Path) -> None:
    text = "Title\n,code,name,,\n,T1,Trust,,9\n\nOther,x\n"
    found = sheet_of(tmp_path / "t.csv", text, area="B2:C3")
    assert found.cells.rows() == [(3, "T1", "Trust")]
    assert found.places == {"column B": "code", "column C": "name"}
    with pytest.raises(StudyError, match="has nothing in K1:L9"):
        read_sheet(tmp_path / "t.csv", area="K1:L9")


def test_a_row_with_too_many_cells_is_told_below_a_blank_first_row(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="row 3: has 3 cells for 2 headings"):
        sheet_of(tmp_path / "t.csv", ",\na,b\n1,2,3\n")


def test_two_tables_on_one_sheet_are_read_by_their_areas(tmp_path: Path) -> None:
    rows = (
        row(1, "Codes")
        + row(3, "code", "name", first="B")
        + row(4, "T1", "Trust", first="B")
        + row(6, "coder", "role", first="F")
    )
    path = write_xlsx(tmp_path / "t.xlsx", rows + row(7, "a", "independent", first="F"))
    assert read_grid(path, area="B3:C5").rows() == [(4, "T1", "Trust")]
    assert read_grid(path, area="F6:G99").rows() == [(7, "a", "independent")]
    with pytest.raises(StudyError, match="has nothing on sheet First in A20:C30"):
        read_grid(path, area="A20:C30")


def test_a_table_that_begins_elsewhere_keeps_its_places(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "t.xlsx", row(4, "code", "name", first="C") + row(6, "T1", "Trust", first="C"))
    found = read_sheet(path)
    assert found.cells.rows() == [(6, "T1", "Trust")]
    assert found.places == {"column C": "code", "column D": "name"}


def test_errors_are_empty_and_told(tmp_path: Path) -> None:
    cells = '<row r="2"><c r="A2" t="e"><v>#REF!</v></c><c r="B2"><f>1+1</f></c><c r="C2"><f>1+1</f><v>2</v></c></row>'
    found = read_sheet(write_xlsx(tmp_path / "t.xlsx", row(1, "a", "b", "c") + cells))
    assert found.cells.rows() == [(2, None, None, "2")]
    assert [(entry.place, entry.what, entry.kind) for entry in found.left_out] == [
        ("t.xlsx, row 2", "a", "cells"), ("t.xlsx, row 2", "b", "cells"),
    ]  # fmt: skip
    assert [entry.reason.split(";")[0] for entry in found.left_out] == [
        "holds the error #REF!",
        "holds a formula whose value is not kept. Open the file, save it and import it again",
    ]


def test_errors_of_an_open_document_are_empty_and_told(tmp_path: Path) -> None:
    error = '<table:table-cell office:value-type="string" table:formula="of:=1/0" office:string-value=""><text:p>#DIV/0!</text:p></table:table-cell>'
    number = '<table:table-cell office:value-type="float" office:value="1.5"><text:p>1,5</text:p></table:table-cell>'
    rows = [ods_row("a", "b"), f"<table:table-row>{error}{number}</table:table-row>"]
    found = read_sheet(write_ods(tmp_path / "t.ods", ods_table("A", *rows)))
    assert found.cells.rows() == [(2, None, "1.5")]
    assert [(entry.what, entry.reason) for entry in found.left_out] == [
        ("a", "holds the error #DIV/0!; it is taken as empty")
    ]


def test_an_error_outside_the_area_is_not_told(tmp_path: Path) -> None:
    cells = '<row r="2"><c r="A2" t="inlineStr"><is><t>1</t></is></c><c r="D2" t="e"><v>#N/A</v></c></row>'
    path = write_xlsx(tmp_path / "t.xlsx", row(1, "a") + cells)
    assert read_sheet(path, area="A1:B9").left_out == ()


def test_hidden_sheets_are_not_read_unless_they_are_named(tmp_path: Path) -> None:
    path = write_xlsx(
        tmp_path / "t.xlsx", row(1, "a") + row(2, "1"), state="veryHidden", second=row(1, "b") + row(2, "2")
    )
    assert sheets_of(path, "t.xlsx") == {"First": True, "Second": False}
    assert read_sheet(path).headings == ["b"]
    named = read_sheet(path, sheet="First")
    assert (named.headings, named.assumed) == (["a"], ("sheet “First” is hidden in the workbook",))


def test_hidden_sheets_of_an_open_document_too(tmp_path: Path) -> None:
    style = '<style:style style:name="h"><style:table-properties table:display="false"/></style:style>'
    tables = ods_table("A", ods_row("a"), ods_row("1"), more=' table:style-name="h"') + ods_table(
        "B", ods_row("b"), ods_row("2")
    )
    path = write_ods(tmp_path / "t.ods", tables, styles=style)
    assert sheets_of(path, "t.ods") == {"A": True, "B": False}
    assert read_sheet(path).headings == ["b"]


def test_a_cell_merged_over_rows_counts_for_each_of_them(tmp_path: Path) -> None:
    rows = row(1, "interview", "code") + row(2, "i1", "T1") + row(3, "", "T2") + row(4, "", "T3") + row(5, "i2", "T1")
    merged = '<mergeCells><mergeCell ref="A2:A4"/><mergeCell ref="A1:B1"/><mergeCell ref="Z1:Z99"/><mergeCell ref="nonsense"/></mergeCells>'
    found = read_sheet(write_xlsx(tmp_path / "t.xlsx", rows, after=merged))
    assert found.cells["interview"].to_list() == ["i1", "i1", "i1", "i2"]
    assert found.assumed == ("2 cells merged over several rows count for each of them",)


def test_a_merged_cell_of_an_open_document_too(tmp_path: Path) -> None:
    merged = '<table:table-row><table:table-cell office:value-type="string" table:number-rows-spanned="2"><text:p>i1</text:p></table:table-cell><table:table-cell office:value-type="string"><text:p>T1</text:p></table:table-cell></table:table-row>'
    below = '<table:table-row><table:covered-table-cell/><table:table-cell office:value-type="string"><text:p>T2</text:p></table:table-cell></table:table-row>'
    path = write_ods(tmp_path / "t.ods", ods_table("A", ods_row("interview", "code"), merged, below))
    assert read_sheet(path).cells.rows() == [(2, "i1", "T1"), (3, "i1", "T2")]


def bomb(path: Path) -> None:
    write_xlsx(path, '<row r="1"><c r="A1"><v>1</v></c></row>' + " " * (40 * 2**20))


def far_apart(path: Path) -> None:
    write_xlsx(path, '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')


def shared_by_many(path: Path) -> None:
    cells = "".join(f'<row r="{at}"><c r="A{at}" t="s"><v>0</v></c></row>' for at in range(1, 5_000))
    write_xlsx(path, cells, shared=f"<si><t>{'x' * 100_000}</t></si>")


def displaced(path: Path) -> None:
    write_xlsx(path, '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c></row>')


def twice_the_member(path: Path) -> None:
    write_xlsx(path, row(1, "a"))
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", "<worksheet/>")


def repeated(path: Path) -> None:
    write_ods(path, ods_table("A", ods_row("a", more=' table:number-rows-repeated="99999999"')))


def binary(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.bin", b"")


def sheetless(path: Path) -> None:
    write_xlsx(path, row(1, "a"))
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, b"<workbook/>" if name == "xl/workbook.xml" else content)


def torn(path: Path) -> None:
    write_xlsx(path, "<row><c></row>")


def torn_ods(path: Path) -> None:
    write_ods(path, "<table:table>")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (bomb, "times smaller than it is, as no program writes it"),
        (far_apart, "that is larger than the 12,000,000 cells that are read"),
        (shared_by_many, "that is larger than the 12,000,000 cells that are read"),
        (displaced, "that has the cell XFD1048576 in row 1"),
        (twice_the_member, "stands twice in the archive"),
        (repeated, "is larger than the 12,000,000 cells that are read"),
        (binary, "is a binary workbook (XLSB). Save it as CSV UTF-8, XLSX, ODS or Parquet"),
        (sheetless, "has no sheet of cells"),
        (torn, "cannot be read as a workbook"),
        (torn_ods, "cannot be read as a workbook"),
        (lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0" + b"0" * 5000), "it may be protected by a password"),
        (lambda path: write_xlsx(path, '<row r="1"><c r="A1" t="s"><v>9</v></c></row>'), "cannot be read as a workbook"),
        (lambda path: path.write_bytes(b'a,"b\n1,2'), "a quoted cell is not closed"),
        (lambda path: path.write_bytes(b",".join([b"a"] * 20_000)), "has 20,000 columns; the most that are read is 16,384"),
        (lambda path: path.write_bytes(b"\xff\xfe\x00"), "begins as UTF-16 text does, and is damaged"),
        (lambda path: path.write_bytes(b"\xef\xbb\xbf"), "is empty; a table has at least a row of headings"),
        (lambda path: path.write_bytes(b",\n,\n"), "is empty; a table has at least a row of headings"),
    ],
)  # fmt: skip
def test_ill_made_tables_are_refused_in_words(tmp_path: Path, make: Callable[[Path], object], message: str) -> None:
    path = tmp_path / "t.xlsx"
    make(path)
    with pytest.raises(StudyError) as caught:
        read_sheet(path)
    assert message in str(caught.value)


def test_a_declared_size_is_not_believed(tmp_path: Path) -> None:
    rows = '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row><row r="2"><c r="A2"><v>1</v></c></row>'
    path = write_xlsx(tmp_path / "t.xlsx", rows)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content.replace(b"<sheetData>", b'<dimension ref="A1:XFD1048576"/><sheetData>'))
    assert read_grid(path).rows() == [(2, "1")]


def test_what_stands_beside_the_cells_of_a_parquet_file_is_not_looked_at(tmp_path: Path) -> None:
    table = pa.table({"coder": ["a"]}).replace_schema_metadata({b"\xff": b"\xff"})
    pq.write_table(table, tmp_path / "a.parquet", store_schema=False)
    assert read_sheet(tmp_path / "a.parquet").cells["coder"].to_list() == ["a"]


def test_bytes_that_are_no_text_in_a_parquet_file_are_refused_in_words(tmp_path: Path) -> None:
    pq.write_table(pa.table({"coder": ["Anna"]}), tmp_path / "a.parquet", compression="none", use_dictionary=False)
    content = (tmp_path / "a.parquet").read_bytes()
    (tmp_path / "a.parquet").write_bytes(content.replace(b"Anna", b"\xff\xfena"))
    with pytest.raises(StudyError, match="cannot be read as Parquet; it is damaged"):
        read_sheet(tmp_path / "a.parquet")


def test_a_parquet_file_of_too_many_cells_is_refused(tmp_path: Path) -> None:
    pl.select(pl.repeat(0, 50_000_000, dtype=pl.Int8).alias("a")).write_parquet(tmp_path / "t.parquet")
    with pytest.raises(StudyError, match="holds more than the 48,000,000 cells that are read"):
        read_grid(tmp_path / "t.parquet")
    pl.select(pl.repeat("x" * 10_000, 50_000).alias("a")).write_parquet(tmp_path / "u.parquet")
    with pytest.raises(StudyError, match="unpacks to more than 384 MB"):
        read_grid(tmp_path / "u.parquet")


def test_old_workbooks_are_read_and_what_they_do_not_tell_is_said(tmp_path: Path) -> None:
    path = Path(statsmodels.__file__).parent / "datasets" / "macrodata" / "src" / "macrodata.xls" / "macrodata.xls"
    found = read_sheet(path, sheet="Quarterly")
    assert (found.sheets, found.cells.height) == (("README", "Monthly", "Quarterly"), 251)
    assert found.assumed == ("whether a sheet is hidden, and which cells hold errors, is not told by XLS workbooks",)
    shutil.copy(path, tmp_path / "t.xls")
    os.truncate(tmp_path / "t.xls", 40 * 2**20)
    with pytest.raises(StudyError, match="is an XLS workbook of more than 32 MB"):
        read_sheet(tmp_path / "t.xls")


def test_remarks_in_the_xml_are_passed_over(tmp_path: Path) -> None:
    cells = '<row r="1"><!-- x --><c r="A1" t="inlineStr"><!-- y --><is><t>a<!-- z -->b</t></is></c></row>'
    path = write_xlsx(tmp_path / "t.xlsx", cells + '<row r="2"><c r="A2"><?pi?><v>1</v></c></row>')
    assert read_grid(path).columns == ["row", "ab"]


def test_numbers_that_the_workbook_gives_for_its_parts_are_not_believed(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "t.xlsx", '<row r="1"><c r="A1" t="s"><v>0</v></c></row>', shared="<si><t>a</t></si>")
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(
                name, content.replace(b"<sst ", b"<sst uniqueCount='99999999999' count = \"99999999999\" ")
            )
    assert read_grid(path).columns == ["row", "a"]


@pytest.mark.parametrize("member", ["xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml"])
def test_a_workbook_without_one_of_its_parts_is_damaged(tmp_path: Path, member: str) -> None:
    path = write_xlsx(tmp_path / "t.xlsx", row(1, "a"))
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if name != member}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    with pytest.raises(StudyError, match=f"{member}: is not in the archive, so the workbook is damaged"):
        read_sheet(path)


def test_an_area_beyond_the_text_is_empty(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="has nothing in A9:B12"):
        sheet_of(tmp_path / "t.csv", "a,b\n1,2\n", area="A9:B12")


def test_a_cell_beyond_what_is_read_is_told(tmp_path: Path) -> None:
    for text in (f"{'x' * 200_000},b\n1,2\n", f"a,b\n{'x' * 200_000},2\n"):
        with pytest.raises(StudyError, match="cannot be read as a table: field larger than field limit"):
            sheet_of(tmp_path / "t.csv", text, area="A1:B2")


def test_quotation_marks_within_cells_are_kept(tmp_path: Path) -> None:
    assert sheet_of(tmp_path / "t.csv", 'a "quoted" one,"b" c\n1,2\n').headings == ['a "quoted" one', "b c"]


def test_a_file_that_may_not_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "t.csv"
    path.write_text("a\n")

    def refused(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refused)
    with pytest.raises(StudyError, match=r"t\.csv: cannot be read: Permission denied"):
        read_sheet(path)


def test_sheets_of_what_is_no_workbook_are_none(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("a,b\n1,2\n")
    zipped(tmp_path / "t.zip")
    torn_ods(tmp_path / "t.ods")
    assert [sheets_of(tmp_path / name, name) for name in ("t.csv", "t.zip", "t.ods")] == [{}, {}, {}]


def test_real_sheets_are_read_by_name(realdata: Path) -> None:
    path = realdata / "coded_rqi_overlap" / "interview-data.xlsx"
    assert read_grid(path, sheet="Overlap").shape == (10, 21)
    assert read_grid(path, sheet="Data").select("ID", "P").n_unique() == 108
    impact = realdata / "coded_rqi_overlap" / "issue-data.xlsx"
    table = read_sheet(impact, sheet="Impact", area="A2:C8")
    assert table.headings == ["Attribute", "unique (column B)", "unique (column C)"]
    assert table.cells.rows()[0] == (3, "completeness", "1", "0")


def test_a_real_sheet_with_a_title_merged_above_it_is_read_by_its_area(realdata: Path) -> None:
    path = realdata / "atlasti_edgeai_exports" / "20250914_code_coocurrrence.xlsx"
    found = read_sheet(path, sheet="20250914_code_coocurrrence_coun", area="A2:E4")
    assert found.cells["row"].to_list() == [3, 4]
    assert found.headings[0] == "column A"
