"""The text of a Word document: paragraphs and tables in their order, and a count of all that is no text of it."""

import io
from collections import Counter
from dataclasses import dataclass, field
from zipfile import ZipFile

from lxml import etree

from data.faults import StudyError
from data.sources.incoming import Incoming
from data.sources.markup import parsed
from queries.statistics.libraries import library

DOCUMENT = "word/document.xml"
MOST_PARTS = 2_000
LARGEST_PART = 64 * 2**20
LARGEST_XML = 128 * 2**20
"""Bytes of all XML parts of a document together."""

_CONTAINERS = ("tbl", "tr", "tc")
_PICTURES, _BOXES = "pictures", "text boxes"
_APART = {
    "del": "tracked deletions",
    "moveFrom": "tracked deletions",
    "drawing": _PICTURES,
    "pict": _PICTURES,
    "object": _PICTURES,
    ":AlternateContent": _PICTURES,
    ":oMath": "formulas",
    ":oMathPara": "formulas",
    "altChunk": "embedded documents",
    "sym": "symbols of special fonts",
}
"""What stands among the words and is none of them; a colon before what is of another vocabulary than Word's own."""

_FORMATTING = (
    *("pPr", "rPr", "sectPr", "tblPr", "tblGrid", "trPr", "tcPr", "sdtPr", "sdtEndPr", "instrText", "fldData"),
)
_WRITTEN = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_MARGINS = {"header": "headers", "footer": "footers"}
_NOTES = {"footnotes": "footnote", "endnotes": "endnote", "comments": "comment"}


@dataclass
class Written:
    """What a Word document says, how many things of each kind it has beside that, and how many tracked insertions."""

    text: str
    apart: Counter[str] = field(default_factory=Counter)
    inserted: int = 0


def text_of(file: Incoming) -> Written:
    """The text of a Word document: a paragraph a line, the cells of a table's row with tabs between.

    Tracked insertions are text and deletions are not. Raises StudyError where the document cannot be read.
    """
    try:
        document = library("docx").Document(io.BytesIO(_checked(file)))
        body = next(document.element.iterchildren("{*}body"))
        parts = [(part.content_type or "", part.blob) for part in document.part.package.iter_parts()]
    except StudyError:
        raise
    except Exception as error:  # the library raises whatever it meets in a document that is not well made
        reason = str(error) or type(error).__name__
        raise file.fault(f"cannot be read as a Word document ({reason}). Save it in Word as .docx anew") from error
    written = Written("")
    written.text = _text(body, written)
    for content_type, blob in parts:
        _count_beside(content_type, blob, file.name, written)
    return written


def _checked(file: Incoming) -> bytes:
    """The document anew, of members that were read under a limit and whose XML has neither entities nor comments."""
    copy = io.BytesIO()
    total = 0
    with file.archive() as archive, ZipFile(copy, "w") as clean:
        if len(archive.names) > MOST_PARTS:
            raise file.fault(f"has {len(archive.names):,} parts; the most that are read is {MOST_PARTS:,}")
        for name in archive.names:
            content = b""  # pictures and fonts are counted, not looked at
            if name.casefold().endswith((".xml", ".rels")):
                content = etree.tostring(parsed(archive.read(name, LARGEST_PART), file.name, name), encoding="UTF-8")
                total += len(content)
            if total > LARGEST_XML:
                raise file.fault(f"unpacks to more than {LARGEST_XML // 2**20} MB of text, the most that is read")
            clean.writestr(name, content)
    return copy.getvalue()


def _text(body: etree._Element, written: Written) -> str:
    """The text of a body; of whatever is inside it, each paragraph, table and row begins a line."""
    words: list[str] = []
    inside = [0]
    own = etree.QName(body).namespace
    walker = etree.iterwalk(body, events=("start", "end"))
    for event, element in walker:
        name = etree.QName(element)
        tag = name.localname if name.namespace == own else f":{name.localname}"
        if event == "end":
            if tag in _CONTAINERS:
                inside.pop()
        elif tag in _CONTAINERS or tag == "p":
            words.append(("\t" if tag == "tc" else "\n") if inside[-1] else "")
            inside[-1] += 1
            inside += [0] * (tag != "p")
        elif tag in _APART:
            boxed = _APART[tag] == _PICTURES and next(element.iter(f"{{{own}}}txbxContent"), None) is not None
            written.apart[_BOXES if boxed else _APART[tag]] += 1
            walker.skip_subtree()
        elif tag in _FORMATTING:
            walker.skip_subtree()
        else:
            words.append((element.text or "") if tag == "t" else _WRITTEN.get(tag, ""))
            written.inserted += tag == "ins"
    return "".join(words)


def _count_beside(content_type: str, blob: bytes, name: str, written: Written) -> None:
    """Count what stands beside the text of a document: at the margins, and in notes."""
    kind = content_type.rpartition(".")[2].removesuffix("+xml")
    if kind in _NOTES:
        root = parsed(blob, name, kind)
        own = etree.QName(root).namespace
        notes = sum(not note.get(f"{{{own}}}type") for note in root.iter(f"{{{own}}}{_NOTES[kind]}"))
        written.apart[kind] += notes
    elif kind in _MARGINS:
        written.apart[_MARGINS[kind]] += bool("".join(map(str, parsed(blob, name, kind).itertext())).strip())
