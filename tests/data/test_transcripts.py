"""Transcripts as plain text and as Word documents."""

import io
import re
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from data.faults import StudyError
from data.sources import transcripts
from data.sources.decoding import decoded, looks_like_prose
from data.sources.incoming import Incoming
from data.sources.parts import Known, Parts
from tests.studies import NORTHMERE

TALK = "Interviewer: How did it begin?\r\n\r\nL01: With a pen – “signed”, 20 €.\r\n\r\nInterviewer: And then?\r\n"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
Write = Callable[[str, bytes], Incoming]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(name: str, content: bytes) -> Incoming:
        path = tmp_path / name
        path.write_bytes(content)
        return Incoming(path)

    return written


def reading(file: Incoming) -> Parts:
    assert transcripts.recognises(file)
    parts = transcripts.read(file, Known())
    assert parts.unaccounted == {}
    assert parts.title == ""
    return parts


def docx(body: str = "", parts: Mapping[str, str] | None = None) -> bytes:
    """A Word document with this inside its body, and other parts in place of its own."""
    saved, changed = io.BytesIO(), io.BytesIO()
    Document().save(saved)
    with ZipFile(saved) as before, ZipFile(changed, "w", ZIP_DEFLATED) as after:
        for name in before.namelist():
            content = before.read(name)
            if name == "word/document.xml" and body:
                content = re.sub(
                    rb"<w:body>.*</w:body>", b"<w:body>" + body.encode() + b"</w:body>", content, flags=re.S
                )
            after.writestr(name, (parts or {}).get(name, "").encode() or content)
        for name in set(parts or {}) - set(before.namelist()):
            after.writestr(name, (parts or {})[name])
    return changed.getvalue()


def paragraph(text: str) -> str:
    return f'<w:p><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


# Plain text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_text_is_kept_exactly_but_for_its_mark(write: Write, encoding: str) -> None:
    parts = reading(write("L01-S1.txt", TALK.encode(encoding)))
    assert parts.transcripts == {"L01-S1": TALK}
    assert parts.in_file == {"transcripts": 1}
    assert parts.assumed == ["turns of 2 speakers: Interviewer (2), L01 (1)"]


def test_what_is_no_utf_8_is_read_as_windows_1252_and_said(write: Write) -> None:
    parts = reading(write("a.txt", TALK.encode("cp1252")))
    assert parts.transcripts == {"a": TALK}
    assert "Windows-1252; 4 of its characters are not ASCII" in parts.assumed[0]


def test_the_key_of_an_interview_is_made_of_the_files_name(write: Write) -> None:
    assert list(reading(write("Interview #7 (Anna).v2.txt", TALK.encode())).transcripts) == ["Interview -7 -Anna-.v2"]


def test_a_transcript_without_turns_says_so(write: Write) -> None:
    text = "It began with a pen. Nobody knew then what it would come to. We signed."
    assert reading(write("a.txt", text.encode())).assumed == ["no speaker turns were recognised"]


@pytest.mark.parametrize(
    "content",
    [
        b"abc\0def",
        TALK.encode("utf-16-le"),
        TALK.encode("utf-32"),
        b"\xef\xbb\xbf\xff",
        b"\x8d\x81\x90",
        b"\x01\x02\x03\x04 abc",
        b"<html><body>Two sentences. Here.</body></html>",
        b"<?xml version='1.0'?><a>Two sentences. And one more here.</a>",
        b'{"text": "Two sentences. And one more here."}',
        b'[{"text": "Two sentences. And one more here."}]',
        b"{\\rtf1 Two sentences. And one more here.}",
        b"WEBVTT\n\n00:01.000 --> 00:02.000\nAnna: Yes. Well.\n",
        b"1\n00:00:01,000 --> 00:00:02,000\nTwo sentences. And one more here.\n",
        b"a,b\n1,2\n3,4\n",
        b"word\nword\nword\n",
        b"PK\x05\x06" + b"\0" * 18,
        b"%PDF-1.7 Two sentences. And one more here.",
    ],
)
def test_what_is_no_transcript_is_not_recognised(write: Write, content: bytes) -> None:
    assert not transcripts.recognises(write("a.txt", content))


def test_a_folder_and_a_huge_file_are_not_recognised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not transcripts.recognises(Incoming(tmp_path))
    path = tmp_path / "a.txt"
    path.write_text(TALK, encoding="utf-8")
    monkeypatch.setattr(transcripts, "LARGEST", 10)
    assert not transcripts.recognises(Incoming(path))


def test_a_character_across_the_end_of_the_beginning_does_no_harm(write: Write) -> None:
    text = "x" * 4095 + "é said so. " + TALK
    assert reading(write("a.txt", text.encode())).transcripts == {"a": text}


@pytest.mark.parametrize("content", [b" \n\t ", b"\xef\xbb\xbf"])
def test_a_text_without_words_is_a_fault(write: Write, content: bytes) -> None:
    with pytest.raises(StudyError, match="holds no words"):
        transcripts.read(write("a.txt", content), Known())


def test_bytes_that_are_no_text_are_a_fault(write: Write) -> None:
    with pytest.raises(StudyError, match="is no text in UTF-8"):
        transcripts.read(write("a.txt", b"\x8d\x81"), Known())


@pytest.mark.parametrize(
    "text",
    [
        "id,text\n1,Yes. Well.\n2,No. Never.\n",
        'id;text\n1;"Yes; well. And so on, and on."\n2;"No. Never.\nInterviewer: So.\nL01: No."\n',
        "id\ttext\n1\tThis is one long sentence. And another. And a third of them.\n",
        "a|b|c\n" + "some words|other words. Yes.|more of them\n" * 9 + "a line without. Any.\n",
        "apples\npears\nplums\n",
        "12 34 56. 78? 90! 12\n" * 5,
        "",
        "short. a. b.",
    ],
)
def test_tables_and_lists_are_no_prose(text: str) -> None:
    assert not looks_like_prose(text)


@pytest.mark.parametrize(
    "text",
    [
        TALK,
        "Anna: a, b\nBen: c, d\nAnna: e, f\n",
        "I came here in 2009, and I stayed. Nobody, then, knew why. So, there we are.",
        "First line, with a comma.\nSecond line without one.\nThird, with, two of them.\n",
        "他说了很多话。我们都听着，然后他走了。谁也不知道为什么。后来，他又回来了。",
        '"Well," she said. "It began with a pen.\nAnd then, slowly, it ended.\n',
    ],
)
def test_what_people_say_is_prose(text: str) -> None:
    assert looks_like_prose(text)


def test_a_cell_too_large_for_a_table_is_no_obstacle() -> None:
    assert not looks_like_prose('a,"' + "x" * 199_000 + '"\n')


def test_a_table_cut_in_the_middle_of_a_row_is_a_table() -> None:
    row = 'number,"One sentence, and so on. And another one, too."\n'
    assert not looks_like_prose(row * 10_000)


def test_the_packages_own_texts_are_prose_and_its_tables_are_not() -> None:
    texts = sorted((NORTHMERE / "transcripts").glob("*.txt"))
    assert len(texts) == 22
    assert all(looks_like_prose(path.read_text(encoding="utf-8")) for path in texts)
    assert not any(looks_like_prose(path.read_text(encoding="utf-8")) for path in NORTHMERE.glob("*.csv"))


def test_no_real_table_is_taken_for_a_transcript(realdata: Path) -> None:
    tables = sorted(realdata.rglob("*.csv"))
    assert len(tables) > 50
    assert [path.name for path in tables if transcripts.recognises(Incoming(path))] == []


# Word


def test_paragraphs_and_tables_stand_in_their_order(write: Write, tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("Interviewer: Hello.")
    document.add_paragraph("")
    table = document.add_table(2, 2)
    for row, cells in enumerate([("L01", "one"), ("L02", "three")]):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    table.cell(0, 1).add_paragraph("two")
    document.add_paragraph("Interviewer: A\ttab, a\nbreak.")
    document.save(str(tmp_path / "own.docx"))
    parts = reading(Incoming(tmp_path / "own.docx"))
    text = "Interviewer: Hello.\n\nL01\tone\ntwo\nL02\tthree\nInterviewer: A\ttab, a\nbreak."
    assert parts.transcripts == {"own": text}
    assert parts.assumed == ["turns of 1 speaker: Interviewer (2)"]


def test_tables_inside_tables_and_controls_are_read(write: Write) -> None:
    inner = f"<w:tbl><w:tr><w:tc>{paragraph('a')}</w:tc><w:tc>{paragraph('b')}</w:tc></w:tr></w:tbl>"
    body = (
        f"<w:tbl><w:tr><w:tc>{paragraph('x')}{inner}{paragraph('y')}</w:tc><w:tc>{paragraph('z')}</w:tc></w:tr></w:tbl>"
        f"<w:sdt><w:sdtPr><w:alias w:val='hint'/></w:sdtPr><w:sdtContent>{paragraph('controlled')}</w:sdtContent></w:sdt>"
        "<w:p><w:hyperlink><w:r><w:t>linked</w:t></w:r></w:hyperlink><w:r><w:noBreakHyphen/><w:ptab/><w:cr/></w:r></w:p>"
    )
    text = "x\na\tb\ny\tz\ncontrolled\nlinked-\t\n"
    assert reading(write("a.docx", docx(body))).transcripts == {"a": text}


def test_insertions_are_text_and_deletions_are_not(write: Write) -> None:
    body = (
        "<w:p><w:r><w:t>kept </w:t></w:r><w:ins w:id='1'><w:r><w:t>new</w:t></w:r></w:ins>"
        "<w:del w:id='2'><w:r><w:delText>old</w:delText></w:r></w:del>"
        "<w:moveFrom w:id='3'><w:r><w:t>was here</w:t></w:r></w:moveFrom>"
        "<w:moveTo w:id='4'><w:r><w:t> moved</w:t></w:r></w:moveTo></w:p>"
    )
    parts = reading(write("a.docx", docx(body)))
    assert parts.transcripts == {"a": "kept new moved"}
    assert parts.in_file == {"transcripts": 1, "tracked deletions": 2}
    assert "1 tracked insertions are taken as text, as if they were accepted" in parts.assumed


def test_what_is_no_text_is_counted_and_left_out(write: Write) -> None:
    box = f"<w:drawing><w:txbxContent>{paragraph('boxed')}</w:txbxContent></w:drawing>"
    body = (
        "<w:p><w:r><w:t>said</w:t><w:drawing/><w:pict/><w:sym w:char='F0FC'/></w:r>"
        f"<w:r>{box}</w:r><m:oMath xmlns:m='urn:m'><m:t>x</m:t></m:oMath><w:r><w:instrText>PAGE</w:instrText></w:r>"
        "<a:AlternateContent xmlns:a='urn:a'><w:t>choice</w:t></a:AlternateContent><w:altChunk/></w:p>"
    )
    parts = reading(write("a.docx", docx(body)))
    assert parts.transcripts == {"a": "said"}
    assert parts.in_file == {
        "pictures": 3, "symbols of special fonts": 1, "text boxes": 1, "formulas": 1, "embedded documents": 1,
        "transcripts": 1,
    }  # fmt: skip
    assert {entry.kind for entry in parts.left_out} == set(parts.in_file) - {"transcripts"}


def test_headers_footnotes_and_comments_are_counted_and_left_out(write: Write) -> None:
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    saved = io.BytesIO(docx(paragraph("said")))
    with ZipFile(saved) as archive:
        types = archive.read("[Content_Types].xml").decode()
        relations = archive.read("word/_rels/document.xml.rels").decode()
    names = ("header", "footer", "footnotes", "endnotes", "comments")
    overrides = "".join(f'<Override PartName="/word/{n}.xml" ContentType="{kind}.{n}+xml"/>' for n in names)
    links = "".join(f'<Relationship Id="x{n}" Type="{relation}/{n}" Target="{n}.xml"/>' for n in names)
    note = "<w:{0} w:id='0' w:type='separator'/><w:{0} w:id='1'>{1}</w:{0}>"
    inner = {
        "header": paragraph("SECRET"),
        "footer": paragraph(" "),
        "footnotes": note.format("footnote", paragraph("one")),
        "endnotes": note.format("endnote", paragraph("two")),
        "comments": f"<w:comment w:id='1'>{paragraph('three')}</w:comment>",
    }
    outer = {"header": "hdr", "footer": "ftr"}
    parts = {
        f"word/{name}.xml": f"<w:{outer.get(name, name)} xmlns:w='{W}'>{content}</w:{outer.get(name, name)}>"
        for name, content in inner.items()
    }
    parts |= {
        "[Content_Types].xml": types.replace("</Types>", f"{overrides}</Types>"),
        "word/_rels/document.xml.rels": relations.replace("</Relationships>", f"{links}</Relationships>"),
    }
    read = reading(write("a.docx", docx(paragraph("said"), parts)))
    assert read.transcripts == {"a": "said"}
    assert read.in_file == {"headers": 1, "footnotes": 1, "endnotes": 1, "comments": 1, "transcripts": 1}


def test_comments_in_the_xml_break_no_word(write: Write) -> None:
    assert reading(write("a.docx", docx(paragraph("one<!-- x -->two<?y z?>three")))).transcripts == {"a": "onetwothree"}


def faults_of(file: Incoming) -> str:
    with pytest.raises(StudyError) as raised:
        transcripts.read(file, Known())
    return str(raised.value)


def test_a_document_without_words_is_a_fault(write: Write) -> None:
    assert "holds no words" in faults_of(write("a.docx", docx(paragraph(" "))))


def test_a_document_that_declares_entities_is_refused(write: Write) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    document = f"{bomb}<w:document xmlns:w='{W}'><w:body>{paragraph('&b;')}</w:body></w:document>"
    assert "declares a document type" in faults_of(write("a.docx", docx(parts={"word/document.xml": document})))
    assert "declares a document type" in faults_of(write("a.docx", docx(parts={"word/styles.xml": f"{bomb}<a/>"})))


@pytest.mark.parametrize("content", ["<w:document", "<a/>", "no xml at all", f"<w:document xmlns:w='{W}'/>"])
def test_a_damaged_document_is_a_fault(write: Write, content: str) -> None:
    message = faults_of(write("a.docx", docx(parts={"word/document.xml": content})))
    assert "a.docx" in message
    assert "Traceback" not in message


def test_a_document_without_its_other_parts_is_a_fault(write: Write) -> None:
    content = io.BytesIO()
    with ZipFile(content, "w") as archive:
        archive.writestr(
            "word/document.xml", f"<w:document xmlns:w='{W}'><w:body>{paragraph('x')}</w:body></w:document>"
        )
    assert "Save it in Word as .docx anew" in faults_of(write("a.docx", content.getvalue()))


def test_a_document_nested_without_end_is_a_fault_and_one_nested_a_little_is_read(write: Write) -> None:
    def nested(depth: int) -> str:
        return "<w:tbl><w:tr><w:tc>" * depth + paragraph("deep") + "</w:tc></w:tr></w:tbl>" * depth

    assert reading(write("a.docx", docx(nested(60)))).transcripts == {"a": "deep"}
    assert "is damaged" in faults_of(write("b.docx", docx(nested(5_000))))


def test_an_archive_that_unpacks_without_end_is_refused(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    began = time.monotonic()
    large = f"<w:document xmlns:w='{W}'><w:body>{' ' * 80_000_000}</w:body></w:document>"
    file = write("a.docx", docx(parts={"word/document.xml": large}))
    assert "unpacks to more than 64 MB" in faults_of(file)
    monkeypatch.setattr("data.sources.word.LARGEST_XML", 1_000)
    assert "MB of text" in faults_of(write("b.docx", docx()))
    monkeypatch.setattr("data.sources.word.MOST_PARTS", 3)
    assert "the most that are read is 3" in faults_of(write("c.docx", docx()))
    assert time.monotonic() - began < 10


def test_relations_in_a_circle_do_no_harm(write: Write) -> None:
    relation = "http://schemas.openxmlformats.org/package/2006/relationships"
    rels = f'<Relationships xmlns="{relation}"><Relationship Id="a" Type="t" Target="document.xml"/></Relationships>'
    parts = {"word/_rels/document.xml.rels": rels}
    assert reading(write("a.docx", docx(paragraph("said"), parts))).transcripts == {"a": "said"}


def test_a_real_document_is_read_to_its_end(realdata: Path) -> None:
    parts = reading(Incoming(realdata / "taguette_serdif" / "all_tags_20220303.docx"))
    [text] = parts.transcripts.values()
    assert text.startswith("Taguette highlights\n")
    assert text.count("\nDocument: ") == 1_793
    assert len(text) == 354_587


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
def test_no_bytes_are_more_than_a_study_error(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("fuzz") / "a.txt"
    path.write_bytes(content or b" ")
    file = Incoming(path)
    try:
        transcripts.recognises(file)
        parts = transcripts.read(file, Known())
    except StudyError:
        return
    assert parts.unaccounted == {}


TAGS = ["w:p", "w:r", "w:t", "w:tbl", "w:tr", "w:tc", "w:ins", "w:del", "w:drawing", "w:sdt", "w:body", "w:pPr", "w:br"]


@settings(max_examples=60, deadline=None)
@given(st.recursive(st.sampled_from(["x", " ", ""]), lambda inner: st.builds(
    lambda tag, content: f"<{tag}>{''.join(content)}</{tag}>", st.sampled_from(TAGS), st.lists(inner, max_size=4)
), max_leaves=20))  # fmt: skip
def test_no_document_is_more_than_a_study_error(tmp_path_factory: pytest.TempPathFactory, body: str) -> None:
    path = tmp_path_factory.mktemp("fuzz") / "a.docx"
    path.write_bytes(docx(f"{body}{paragraph('said')}"))
    parts = reading(Incoming(path))
    assert parts.transcripts["a"].endswith("said")


@settings(deadline=None)
@given(st.text(max_size=50))
def test_text_comes_out_of_its_bytes_as_it_went_in(text: str) -> None:
    found = decoded(text.encode())
    if found is not None:
        assert found == (text.removeprefix("\ufeff"), "")
