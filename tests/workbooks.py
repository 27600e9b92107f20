"""Workbooks written cell by cell, as programs and people with ill will write them."""

import zipfile
from pathlib import Path

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def write_xlsx(
    path: Path, rows: str, *, shared: str = "", after: str = "", state: str = "visible", second: str = ""
) -> Path:
    """A workbook whose first sheet has these rows (XML); `second` is the XML of a second sheet's rows."""
    sheets = {"First": (rows, after, state)} | ({"Second": (second, "", "visible")} if second else {})
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
        )
        target = f'<Relationship Id="r" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
        archive.writestr("_rels/.rels", f'<Relationships xmlns="{PACKAGE}">{target}</Relationships>')
        listed = "".join(
            f'<sheet name="{name}" sheetId="{number}" state="{sheets[name][2]}" r:id="r{number}"/>'
            for number, name in enumerate(sheets, start=1)
        )
        archive.writestr(
            "xl/workbook.xml", f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>'
        )
        links = "".join(
            f'<Relationship Id="r{number}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{number}.xml"/>'
            for number in range(1, len(sheets) + 1)
        )
        archive.writestr("xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{PACKAGE}">{links}</Relationships>')
        if shared:
            archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}">{shared}</sst>')
        for number, (content, end, _) in enumerate(sheets.values(), start=1):
            archive.writestr(
                f"xl/worksheets/sheet{number}.xml",
                f'<worksheet xmlns="{MAIN}"><sheetData>{content}</sheetData>{end}</worksheet>',
            )
    return path


def row(number: int, *texts: str, first: str = "A") -> str:
    """A row of texts, from the column `first` on; an empty text is no cell."""
    cells = "".join(
        f'<c r="{chr(ord(first) + at)}{number}" t="inlineStr"><is><t>{text}</t></is></c>'
        for at, text in enumerate(texts)
        if text
    )
    return f'<row r="{number}">{cells}</row>'


def write_ods(path: Path, tables: str, *, styles: str = "", mimetype: str = "spreadsheet") -> Path:
    """An ODS workbook whose tables are given as XML."""
    short = ("office", "table", "text", "style")
    names = "".join(f' xmlns:{each}="urn:oasis:names:tc:opendocument:xmlns:{each}:1.0"' for each in short)
    body = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    content = f"<office:document-content{names}><office:automatic-styles>{styles}</office:automatic-styles>{body}</office:document-content>"
    media = f"application/vnd.oasis.opendocument.{mimetype}"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", media)
        archive.writestr("content.xml", content)
        entry = f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{media}"/>'
        manifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
        archive.writestr(
            "META-INF/manifest.xml", f'<manifest:manifest xmlns:manifest="{manifest}">{entry}</manifest:manifest>'
        )
    return path


def ods_table(name: str, *rows: str, more: str = "") -> str:
    """A table of an ODS workbook from its rows."""
    return f'<table:table table:name="{name}"{more}>{"".join(rows)}</table:table>'


def ods_row(*texts: str, more: str = "") -> str:
    """A row of texts."""
    cells = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>' for text in texts
    )
    return f"<table:table-row{more}>{cells}</table:table-row>"
