import os
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.faults import StudyError
from data.sources import refi_text, refi_xml
from data.sources.incoming import Incoming
from data.sources.parts import Known
from data.sources.refi_project import read, recognises
from tests.data.refi_files import (
    coding,
    column,
    guid,
    passage,
    project,
    qdpx,
    read_file,
    read_xml,
    reasons,
    source,
    words,
)

TEXT = "We met at noon"
XML = project(source("one", passage(0, 6), path="internal://one.txt"))


def fault(path: Path) -> str:
    """What is wrong with a file that is taken for ours and cannot be read."""
    file = Incoming(path)
    assert recognises(file)
    with pytest.raises(StudyError) as caught:
        read(file, Known())
    return str(caught.value)


def fault_of(folder: Path, xml: str | bytes) -> str:
    path = folder / "study.qde"
    path.write_bytes(xml if isinstance(xml, bytes) else xml.encode())
    return fault(path)


# Where texts are


@pytest.mark.parametrize(
    ("path", "member"),
    [
        ("internal://one.txt", "sources/one.txt"),
        ("INTERNAL://One.TXT", "Sources/one.txt"),
        ("internal:///one.txt", "SOURCES/ONE.TXT"),
        ("one.txt", "one.txt"),
        ("sources/one.txt", "sources/one.txt"),
        ("relative:///one.txt", "Sources/one.txt"),
        ("relative://deep/one.txt", "sources/deep/one.txt"),
        ("deep\\one.txt", "sources\\deep\\one.txt"),
        ("./one.txt", "./sources/one.txt"),
        ("internal://one%20%C3%A9.txt", "sources/one é.txt"),
        ("internal://50%25.txt", "sources/50%25.txt"),
    ],
)
def test_a_text_is_found_by_whatever_path_tools_write(tmp_path: Path, path: str, member: str) -> None:
    xml = project(source("one", passage(0, 6), path=path))
    assert words(read_xml(tmp_path, xml, {member: TEXT})) == ["We met"]


@pytest.mark.parametrize("member", ["Project.QDE", "My study.qde", "My study/project.qde"])
def test_the_project_is_found_by_any_name(tmp_path: Path, member: str) -> None:
    folder = member.rpartition("/")[0]
    files = {
        f"{folder}/Sources/one.txt".lstrip("/"): TEXT,
        "__MACOSX/._project.qde": "x",
        "__MACOSX/sources/one.qde": "x",
    }
    files |= {"sources/._other.qde": "x", "sources/": ""}
    assert words(read_file(qdpx(tmp_path, XML, files, member))) == ["We met"]


def test_of_texts_that_differ_in_case_alone_the_one_that_is_meant_is_read(tmp_path: Path) -> None:
    both = {"sources/one.txt": TEXT, "sources/ONE.txt": "other"}
    assert words(read_xml(tmp_path, XML, both)) == ["We met"]
    parts = read_xml(tmp_path, XML.replace("one.txt", "One.txt"), both)
    assert reasons(parts, "transcripts") == ["its text could be any of sources/one.txt, sources/ONE.txt"]


@pytest.mark.parametrize(
    ("path", "content", "reason"),
    [
        ("internal://gone.txt", None, "its text is not in the project"),
        ("internal://one.txt", b"", "its text is empty"),
        ("internal://one.txt", b"\n", "its text is empty"),
        ("internal://one.txt", b"\xef\xbb\xbf \r\n", "its text is empty"),
        ("internal://one.txt", b"We met\xff", "its text is not UTF-8 text (byte 6)"),
        ("internal://one.txt", b"\xef\xbb\xbfWe met\xff", "its text is not UTF-8 text (byte 9)"),
        ("internal://one.txt", b"\xff\xfeW\x00e", "its text is not UTF-16-LE text (byte 4)"),
        ("internal://one.txt", "We met".encode("utf-16-le"), "its text holds null characters: it is no text, or UTF-16 without a byte order mark"),
        ("internal://one.txt", b"\xed\xa0\x80 met", "its text is not UTF-8 text (byte 0)"),
        ("internal://../one.txt", b"x", "its text is outside the project (internal://../one.txt)"),
        ("internal://%2e%2e/one.txt", b"x", "its text is outside the project (internal://%2e%2e/one.txt)"),
        ("/etc/passwd", b"x", "its text is outside the project (/etc/passwd)"),
        ("file:///etc/passwd", b"x", "its text is outside the project (file:///etc/passwd)"),
        ("absolute:///C:/one.txt", b"x", "its text is outside the project (absolute:///C:/one.txt)"),
        ("C:\\one.txt", b"x", "its text is outside the project (C:\\one.txt)"),
        ("internal://", b"x", "its text is outside the project (internal://)"),
        ("one%00.txt", b"x", "its text is outside the project (one%00.txt)"),
    ],
)  # fmt: skip
def test_a_text_that_cannot_be_had_is_left_out_with_its_codings(
    tmp_path: Path, path: str, content: bytes | None, reason: str
) -> None:
    xml = project(source("one", passage(0, 6), coding(), path=path))
    for parts in (read_xml(tmp_path, xml, {"sources/one.txt": content} if content is not None else {}),):
        assert reasons(parts, "transcripts") == reasons(parts, "codings")[:1] == reasons(parts, "codings")[1:]
        assert reasons(parts, "transcripts")[0].startswith(reason.split("(%", maxsplit=1)[0])
        assert parts.transcripts == {}


def test_a_text_is_read_from_the_xml_where_its_file_is_gone_and_a_rich_text_is_not_read(tmp_path: Path) -> None:
    both = source("one", passage(0, 6), path="gone.txt", content=TEXT)
    rich = source("two", passage(0, 6)).replace("<TextSource", '<TextSource richTextPath="internal://two.docx"')
    marked = source("three", passage(0, 6), content="\ufeff" + TEXT)
    parts = read_xml(tmp_path, project(both, rich, marked))
    assert parts.transcripts == {"one": TEXT, "three": TEXT}
    assert reasons(parts, "transcripts") == ["its text is there as internal://two.docx only, and not as plain text"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_text_with_a_byte_order_mark_is_read_without_it(tmp_path: Path, encoding: str) -> None:
    parts = read_xml(tmp_path, XML, {"sources/one.txt": TEXT.encode(encoding)})
    assert parts.transcripts == {"one": TEXT}


@pytest.mark.parametrize("place", ["one.txt", "sources/one.txt", "Sources/ONE.txt"])
def test_the_texts_of_a_bare_project_are_beside_it(tmp_path: Path, place: str) -> None:
    folder = tmp_path / "inner"
    (folder / place).parent.mkdir(parents=True)
    (folder / place).write_text(TEXT)
    (folder / "study.qde").write_text(XML)
    assert words(read_file(folder / "study.qde")) == ["We met"]


def test_a_bare_project_reads_nothing_outside_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / "inner"
    (folder / "sources").mkdir(parents=True)
    (tmp_path / "secret.txt").write_text(TEXT)
    (folder / "sources/one.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "linked").symlink_to(tmp_path)
    (folder / "a").mkdir()
    os.mkfifo(folder / "pipe")
    paths = [
        "internal://one.txt",
        "linked/secret.txt",
        "../secret.txt",
        str(tmp_path / "secret.txt"),
        "a",
        "pipe",
        "gone/x",
        "x" * 5000,
    ]
    xml = project(*(source(f"{n}", path=path, number=100 + n) for n, path in enumerate(paths)))
    (folder / "study.qde").write_text(xml)
    parts = read_file(folder / "study.qde")
    outside, absent = "its text is outside the project", "its text is not in the project"
    said = [reason.partition(" (")[0] for reason in reasons(parts, "transcripts")]
    assert said == [outside, absent, outside, outside, outside, outside, absent, absent]


def test_a_text_beside_a_bare_project_that_is_too_long_or_locked_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "study.qde").write_text(XML)
    (tmp_path / "one.txt").write_text(TEXT)
    monkeypatch.setattr(refi_text, "LARGEST_TEXT", 5)
    assert reasons(read_file(tmp_path / "study.qde"), "transcripts")[0].startswith("its text is longer than ")
    monkeypatch.undo()
    content = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path.name == "one.txt":
            raise PermissionError(13, "Permission denied")
        return content(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert reasons(read_file(tmp_path / "study.qde"), "transcripts") == ["its text cannot be read: Permission denied"]


# What is no project, or means harm


def test_other_files_are_not_taken_for_ours(tmp_path: Path) -> None:
    contents = [
        b"hello",
        b"<Project/>",
        b'<Project xmlns="http://schemas.microsoft.com/project"><Tasks/></Project>',
        b"<CodeBook/>",
        b"<Codes/>",
        b"<Project",
        b"PK\x03\x04 broken",
    ]
    for number, content in enumerate(contents):
        path = tmp_path / f"{number}.qdpx"
        path.write_bytes(content)
        assert not recognises(Incoming(path)), content
    assert not recognises(Incoming(tmp_path))
    with zipfile.ZipFile(tmp_path / "a.qdpx", "w") as archive:
        archive.writestr("word/document.xml", "x")
    assert not recognises(Incoming(tmp_path / "a.qdpx"))


@pytest.mark.parametrize("namespace", ["", ' xmlns="urn:QDA-XML:project:1.0"', ' xmlns="urn:qda-xml:project:2.0"'])
def test_a_project_is_known_with_any_namespace_of_the_family_or_none(tmp_path: Path, namespace: str) -> None:
    path = tmp_path / "study.xml"
    path.write_text(project(source("one", passage(0, 6), content=TEXT), namespace=namespace))
    assert words(read_file(path)) == ["We met"]


def test_an_archive_of_two_projects_is_refused(tmp_path: Path) -> None:
    said = fault(qdpx(tmp_path, XML, {"sources/other.QDE": XML}))
    assert "holds 2 files that end in .qde (project.qde, sources/other.QDE); a REFI-QDA project holds one" in said


def test_a_project_of_something_else_is_refused(tmp_path: Path) -> None:
    assert "project.qde: is no REFI-QDA: its outermost element is Study" in fault(qdpx(tmp_path, "<Study/>"))


DOCTYPES = {
    "doctype": "<!DOCTYPE Project>",
    "file": '<!DOCTYPE Project [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    "outside": '<!DOCTYPE Project SYSTEM "file:///etc/passwd">',
    "laughs": '<!DOCTYPE Project [<!ENTITY a "lol">' + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    ) + "]>",
}  # fmt: skip


@pytest.mark.parametrize("kind", DOCTYPES)
def test_a_doctype_is_refused(tmp_path: Path, kind: str) -> None:
    xml = XML.replace("?>", f"?>{DOCTYPES[kind]}", 1).replace("one.txt", "&i;" if kind == "laughs" else "one.txt")
    said = fault(qdpx(tmp_path, xml))
    assert said == "study.qdpx: project.qde: holds a DOCTYPE; no tool writes that, so it is not opened."
    assert "holds a DOCTYPE" in fault_of(tmp_path, xml)


@pytest.mark.parametrize(
    ("xml", "said"),
    [
        (XML[:-20], "study.qdpx, row 1: project.qde: is damaged, or no XML: "),
        (
            XML.replace("</Users>", "\n</Codes>"),
            "study.qdpx, row 2: project.qde: is damaged, or no XML: Opening and ending tag mismatch",
        ),
        (XML.replace("Study", "St\x00dy").encode(), "is damaged, or no XML: "),
        (XML.replace("Study", "St\xfcdy").encode("latin-1"), "is damaged, or no XML: "),
        (XML.replace("Study", "&unknown;"), "is damaged, or no XML: Entity 'unknown' not defined"),
        (XML.replace("utf-8", "klingon"), "is damaged, or no XML: Unsupported encoding: klingon"),
        ("", "study.qdpx: project.qde: is damaged, or no XML: no element found"),
    ],
)
def test_damaged_xml_is_said_to_be_so_with_its_line(tmp_path: Path, xml: str | bytes, said: str) -> None:
    path = qdpx(tmp_path, xml if isinstance(xml, str) else xml.decode("latin-1"))
    if isinstance(xml, bytes):
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("project.qde", xml)
    assert said in fault(path)
    assert "Export it again from its tool" in fault(path)


def test_a_truncated_archive_is_damaged(tmp_path: Path) -> None:
    path = qdpx(tmp_path, XML, {"sources/one.txt": TEXT})
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert not recognises(Incoming(path))
    broken = bytearray(whole)
    broken[whole.index(b"project.qde") + 20] ^= 0xFF
    path.write_bytes(bytes(broken))
    assert "project.qde: is damaged: " in fault(path)


@pytest.mark.parametrize("member", ["../one.txt", "/etc/one.txt", "C:/one.txt", "sources/../../one.txt"])
def test_an_archive_that_leads_out_of_itself_is_refused(tmp_path: Path, member: str) -> None:
    path = qdpx(tmp_path, XML, {member: TEXT})
    assert not recognises(Incoming(path))
    with pytest.raises(StudyError, match="leads out of the archive"):
        read(Incoming(path), Known())


def test_an_archive_with_a_name_twice_is_refused(tmp_path: Path) -> None:
    path = qdpx(tmp_path, XML, {"sources/one.txt": TEXT, "sources/onf.txt": "other"})
    path.write_bytes(path.read_bytes().replace(b"sources/onf.txt", b"sources/one.txt"))
    with pytest.raises(StudyError, match="stands twice in the archive"):
        read(Incoming(path), Known())


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = qdpx(tmp_path, XML, {"sources/one.txt": bytes(refi_text.LARGEST_TEXT + 1)})
    assert path.stat().st_size < 100_000
    assert "sources/one.txt: unpacks to more than 32 MB, the most that is read" in fault(path)


def test_texts_are_read_up_to_a_limit_in_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refi_text, "LARGEST_IN_ALL", 20)
    xml = project(*(source("one", path="one.txt", number=n) for n in (100, 101)))
    assert "unpacks to more than" in fault(qdpx(tmp_path, xml, {"sources/one.txt": TEXT}))


def nested(depth: int) -> str:
    opening = "".join(f'<Code guid="{guid(n)}" name="level {n}" isCodable="true">' for n in range(1, depth + 1))
    return opening + "</Code>" * depth


def test_a_codebook_a_hundred_levels_deep_is_read_and_a_deeper_one_refused(tmp_path: Path) -> None:
    parts = read_xml(tmp_path, project(codes=nested(100)))
    assert column(parts, "codes", "level") == ["domain"] * 98 + ["theme", "code"]
    assert read_xml(tmp_path, project(codes=nested(200))).in_file["codes"] == 200
    said = fault(qdpx(tmp_path, project(codes=nested(201))))
    assert "codes: “level 201” stands deeper than 200 levels down, the most that are read" in said
    assert "is damaged, or no XML: " in fault(qdpx(tmp_path, project(more="<Links>" * 100_000)))


def test_too_many_elements_and_too_long_texts_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refi_xml, "MOST_ELEMENTS", 20)
    assert "holds more than 20 elements, the most that are read" in fault(qdpx(tmp_path, project(more="<Link/>" * 20)))
    monkeypatch.setattr(refi_xml, "LARGEST_TEXT", 5)
    assert "holds a text longer than 0 MB" in fault(qdpx(tmp_path, project(source("one", content=TEXT))))


def test_a_small_file_made_to_take_long_is_read_in_time(tmp_path: Path) -> None:
    alike = "".join(f'<Code guid="{guid(n)}" name="a" isCodable="true"/>' for n in range(20_000))
    users = "".join(f'<User guid="{guid(n)}" name="a"/>' for n in range(20_000))
    sources = "".join(source("a", path="gone", number=n) for n in range(5_000))
    cases = "".join(f'<Case guid="{guid(n)}" name="a"><SourceRef targetGUID="{guid(n)}"/></Case>' for n in range(5_000))
    begun = time.process_time()
    parts = read_xml(tmp_path, project(sources, codes=alike, users=users, cases=cases))
    assert time.process_time() - begun < 10
    assert parts.in_file["codes"] == 20_000


@given(data=st.data())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_project_with_bytes_changed_is_read_or_refused_and_nothing_else(tmp_path: Path, data: st.DataObject) -> None:
    good = project(
        source("one", passage(0, 6, name="We met"), coding(), path="one.txt"),
        source("two", passage(1, 3), content="😀 two"),
        cases='<Case guid="x"><SourceRef targetGUID="y"/></Case>',
        more="<Notes><Note/></Notes><Description>commonplace study</Description>",
    ).encode()
    content = bytearray(good)
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(good) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path / "study.qdpx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("project.qde", bytes(content))
        archive.writestr("sources/one.txt", TEXT)
    try:
        parts = read(Incoming(path), Known())
    except StudyError as error:
        assert error.faults
        return
    assert not {kind: count for kind, count in parts.unaccounted.items() if kind != "attributes"}


@given(data=st.data())
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_an_archive_with_bytes_changed_is_read_or_refused_and_nothing_else(tmp_path: Path, data: st.DataObject) -> None:
    content = bytearray(qdpx(tmp_path, XML, {"sources/one.txt": TEXT}).read_bytes())
    for _ in range(data.draw(st.integers(1, 3))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path / "study.qdpx"
    path.write_bytes(bytes(content))
    file = Incoming(path)
    if recognises(file):
        try:
            read(file, Known())
        except StudyError as error:
            assert error.faults
