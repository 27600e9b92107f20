import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from lxml import etree

from data.faults import StudyError
from data.sources.conventions import CONVENTIONS, Convention, Text
from tests.data.refi_files import coding, column, passage, project, qdpx, read_file, read_xml, reasons, source, words
from tests.data.test_offsets import coded_texts, offset

SPOKEN = "We 😀 met.\r\nI said so, Anna.\r\nNobody 👩\u200d👧 asked cafe\u0301 owners."
SAID = ("We 😀 met.", "I said so, Anna.", "Nobody 👩\u200d👧 asked", "cafe\u0301 owners.")


def in_xml(path: Path, element: str) -> int:
    """How many such elements a project has, counted by other means."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            member = next(name for name in archive.namelist() if name.endswith(".qde"))
            return len(etree.fromstring(archive.read(member)).findall(f".//{{*}}{element}"))
    return len(etree.parse(path).findall(f".//{{*}}{element}"))


# Files of real tools


def test_the_nvivo_project_has_its_codebook_and_two_empty_texts(realdata: Path) -> None:
    parts = read_file(realdata / "qdpx_nvivo_qc/nvivo_project.qdpx")
    assert parts.tool == "NVivo for Mac 15.0.0 (REFI-QDA project)"
    assert parts.in_file == {"coders": 2, "transcripts": 2, "codes": 262, "codings": 0}
    assert reasons(parts, "transcripts") == ["its text is empty"] * 2
    assert column(parts, "coders", "coder") == ["CP", "C"]
    assert column(parts, "coders", "name") == ["chrisp", "cp"]
    parents = dict(parts.tables["codes"].select("code", "parent").iter_rows())
    depth = dict.fromkeys(parents, 1)
    for code, above in parents.items():  # a code stands behind the one above it
        depth[code] = depth[above] + 1 if above else 1
    assert max(depth.values()) == 7
    assert parts.transcripts == {}
    assert parts.offsets is None


def test_the_project_of_a_command_line_tool_has_its_codings(realdata: Path) -> None:
    path = realdata / "qdpx_qc_demo/demo.qdpx"
    parts = read_file(path)
    assert parts.tables["codings"].height == in_xml(path, "Coding") == 205
    assert parts.tables["codes"].height == 262
    assert len(set(column(parts, "codings", "code"))) == 77
    assert list(parts.transcripts) == ["board_2017", "admin-1"]
    assert set(column(parts, "codings", "coder")) == set(column(parts, "coders", "coder")) == {"cp"}
    assert parts.offsets == {"convention": "Unicode code points", "score": 1.0, "readings": {"code-points": 1.0}}
    assert words(parts)[0] == "This district goal is engage every student in joyful, purposeful learning that \n"
    assert parts.text_matches is None
    assert parts.left_out == []


@pytest.mark.parametrize("name", ["TestProject.qdpx", "Project.qde"])
def test_the_atlas_project_without_its_media_is_told_piece_by_piece(realdata: Path, name: str) -> None:
    path = realdata / "qdpx_skyloom" / name
    parts = read_file(path)
    assert parts.tool == "ATLAS.ti 8.4.0 573, macOS Version 10.14.3 (Build 18D109) (REFI-QDA project)"
    assert parts.title == "ATLAS.ti standard project"
    counts = {"codes": 14, "codings": 16, "coders": 3, "sets": 16, "graphs": 1, "links": 1, "transcripts": 11}
    counts |= {"pdf sources": 2, "picture sources": 1, "audio sources": 1, "video sources": 2, "other selections": 7}
    counts |= {"memos": 4, "passages without a code": 1}
    assert parts.in_file == counts
    assert in_xml(path, "Coding") == 16
    assert sum(entry.count for entry in parts.left_out if entry.kind == "codings") == 16
    assert "Coke::diet Coke" in column(parts, "codes", "name")
    assert "&" not in "".join(str(name) for name in column(parts, "codes", "name"))
    assert '"rushed"' in column(parts, "codes", "name")
    assert [memo.kind for memo in parts.memos] == ["comment", "comment", "note", "note"]
    assert parts.memos[2].author == "Friedrich Markgraf"
    assert parts.memos[2].written == "2018-03-27T19:38:46"
    assert parts.memos[2].text.startswith(
        "Research Plan\n\nday to day log about this amazing project\n\nThis is a great"
    )
    assert "its text is not in the project" in reasons(parts, "codings")
    assert "the same passage stands in the text of the source" in reasons(parts, "codings")


@pytest.mark.parametrize(("name", "codes"), [("blank-atlas-project", 0), ("target-atlas-project", 3)])
def test_nearly_empty_atlas_projects_are_read(realdata: Path, name: str, codes: int) -> None:
    parts = read_file(realdata / f"qdpx_atlas_ponte/{name}.qdpx")
    assert parts.in_file == {"coders": 2, "codes": codes, "codings": 0}
    assert (parts.title, parts.stages) == (name, {"S1": "Interviews"})


@pytest.mark.parametrize(
    ("name", "codes", "sets"),
    [
        ("REFI-QDA-1-5", 6, 0),
        ("doorstop-core-tests-files-exported", 8, 2),
        ("portableQDA_Atlasti", 5, 2),
        ("portableQDA_test_compare_Diff_destAtlas", 2, 1),
    ],
)
def test_codebooks_of_both_namespaces_are_read(realdata: Path, name: str, codes: int, sets: int) -> None:
    parts = read_file(realdata / f"qdc_portableqda/{name}.qdc")
    assert parts.in_file == {"codes": codes} | ({"sets": sets} if sets else {})
    assert (parts.title, list(parts.tables)) == ("", ["codes"])


def test_a_codebook_of_the_old_namespace_keeps_its_tree(realdata: Path) -> None:
    parts = read_file(realdata / "qdc_portableqda/portableQDA_Atlasti.qdc")
    assert parts.tool == "ATLAS.ti Win 9.0.19 (REFI-QDA codebook)"
    rows = parts.tables["codes"].select("code", "parent", "level", "name", "codable").rows()
    assert rows == [
        ("code2", None, "code", "code2", "true"),
        ("code1", None, "theme", "code1", "true"),
        ("code1.1", "code1", "code", "code1.1", "true"),
        ("code3", None, "theme", "code3", "false"),
        ("code-3.1", "code3", "code", "code:3.1", "true"),
    ]
    assert parts.identities["codes"]["code2"] == "2ce89c66-c28d-473b-b5c4-6cf87d20ef04"


# Offsets


@pytest.mark.parametrize("convention", CONVENTIONS, ids=lambda each: each.name)
@pytest.mark.parametrize(
    "text", [SPOKEN, SPOKEN.replace("\r\n", "\n"), SPOKEN.replace("😀 ", "")], ids=["CRLF", "LF", "one"]
)
@pytest.mark.parametrize("bom", [True, False], ids=["BOM", "no BOM"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
def test_passages_counted_by_any_convention_come_back_exactly(
    tmp_path: Path, convention: Convention, text: str, bom: bool, encoding: str
) -> None:
    counted = Text(text, bom=bom or encoding != "utf-8")
    said = [each for each in SAID if each in text]
    places = [(text.index(each), text.index(each) + len(each)) for each in said]
    passages = [passage(*(offset(counted, point, convention) for point in place)) for place in places]
    content = ("\ufeff" * counted.bom + text).encode(encoding)
    xml = project(source("one", *passages, path="internal://one.txt"))
    parts = read_xml(tmp_path, xml, {"sources/one.txt": content})
    assert parts.transcripts == {"one": text}
    assert words(parts) == said
    assert parts.offsets
    assert parts.offsets["score"] == 1.0
    assert words(read_xml(tmp_path, xml, {"sources/one.txt": content}, convention.name)) == said


@given(coded=coded_texts(), convention=st.sampled_from(CONVENTIONS), encoding=st.sampled_from(["utf-8", "utf-16-le"]))
@hypothesis_settings(max_examples=60, deadline=None)
def test_passages_of_whole_words_come_back_exactly_or_the_user_is_asked(
    coded: tuple[Text, list[tuple[int, int]]], convention: Convention, encoding: str
) -> None:
    text, spans = coded
    counted = Text(text.content, bom=text.bom or encoding != "utf-8")
    passages = [passage(*(offset(counted, point, convention) for point in span)) for span in spans]
    content = {"sources/one.txt": ("\ufeff" * counted.bom + text.content).encode(encoding)}
    said = [text.content[slice(*span)] for span in dict.fromkeys(spans)]
    with tempfile.TemporaryDirectory() as folder:
        xml = project(source("one", *passages, path="internal://one.txt"))
        assert words(read_xml(Path(folder), xml, content, convention.name)) == said
        try:
            assert words(read_xml(Path(folder), xml, content)) == said
        except StudyError as error:
            assert " fit equally well, and place passages otherwise" in str(error)


@pytest.mark.parametrize("newline", ["\r\n", "\n"], ids=["Windows", "Mac"])
def test_nvivo_counts_code_units_without_the_byte_order_mark_and_line_ends_as_they_are(
    tmp_path: Path, newline: str
) -> None:
    lines = [f"Speaker {n} said 🙂 something.{newline}" for n in range(97)]
    text = "".join(lines)
    passages = []
    for n, line in enumerate(lines):
        start = sum(len(each.encode("utf-16-le")) // 2 for each in lines[:n])
        passages.append(passage(start, start + len(line.strip().encode("utf-16-le")) // 2))
    xml = project(source("one", *passages, path="internal://one.txt"))
    parts = read_xml(tmp_path, xml, {"sources/one.txt": b"\xef\xbb\xbf" + text.encode()})
    assert words(parts) == [line.strip() for line in lines]
    line_ends = ", CRLF counted as two" if newline == "\r\n" else ""
    assert parts.offsets
    assert parts.offsets["convention"] == f"UTF-16 code units, byte order mark not counted{line_ends}"
    readings = parts.offsets["readings"]
    assert isinstance(readings, dict)
    assert readings["utf-16"] == 1.0
    assert readings["code-points"] < 0.5


AMBIGUOUS = project(source("one", passage(3, 4), passage(5, 6), passage(7, 8), content="😀x-y-z-x-y-z"))


def test_where_two_ways_to_count_fit_the_user_is_shown_both_and_chooses(tmp_path: Path) -> None:
    with pytest.raises(StudyError) as caught:
        read_xml(tmp_path, AMBIGUOUS)
    said = str(caught.value)
    assert said.startswith("study.qdpx: offsets: counts characters in a way that cannot be told: 2 fit equally well")
    assert "add --offsets code-points or --offsets utf-16" in said
    assert "passage 3, from 7 to 8:\n      code-points: “x”\n      utf-16: “-”" in said
    assert words(read_xml(tmp_path, AMBIGUOUS, offsets="utf-16")) == ["-", "-", "-"]
    stated = read_xml(tmp_path, AMBIGUOUS, offsets="Code-Points")
    assert words(stated) == ["y", "z", "x"]
    assert stated.offsets
    assert stated.offsets["convention"] == "Unicode code points (as stated)"


def test_a_way_to_count_that_is_none_is_refused_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r"“utf-8” is not one of code-points, .* utf-16,bom,crlf-1"):
        read_xml(tmp_path, project(), offsets="utf-8")


def test_the_given_words_settle_how_places_are_counted_and_are_counted(tmp_path: Path) -> None:
    passages = [passage(3, 8, coding(), coding(number=9), name="-y-z-"), passage(9, 10, name="Quotation 6:1")]
    parts = read_xml(tmp_path, project(source("one", *passages, content="😀x-y-z-x-y-z")))
    assert words(parts) == ["-y-z-", "-"]
    assert parts.text_matches == 2


def test_places_that_seldom_keep_to_words_are_taken_with_a_warning(tmp_path: Path) -> None:
    passages = [passage(14 * n + 3, 14 * n + 8) for n in range(10)]
    parts = read_xml(tmp_path, project(source("one", *passages, content="understanding " * 10)))
    assert parts.tables["codings"].height == 10
    assert any("only 0% of their ends" in line and "--offsets" in line for line in parts.assumed)


def test_places_that_are_none_are_left_out_each_with_its_reason(tmp_path: Path) -> None:
    places = [(0, 6), (-1, 4), (4, 2), (3, 3), (7, 99), (5, 8), ("x", 4), ("", ""), ("9" * 30, 4)]
    xml = project(source("one", *(passage(*place) for place in places), content="We met 😀 then"))
    parts = read_xml(tmp_path, xml, offsets="utf-16")
    assert words(parts) == ["We met"]
    lost = [(entry.place, entry.reason) for entry in parts.left_out]
    assert lost == [
        ("one, -1 to 4", "it begins before the text"),
        ("one, 4 to 2", "it ends before it begins"),
        ("one, 3 to 3", "it ends where it begins"),
        ("one, 7 to 99", "it ends after the end of the text"),
        ("one, 5 to 8", "it begins or ends in the middle of a character"),
        ("one, x to 4", "its place in the text is not given in numbers"),
        ("one, ? to ?", "its place in the text is not given in numbers"),
        (f"one, {'9' * 30} to 4", "its place in the text is not given in numbers"),
    ]


def test_two_projects_read_one_after_the_other_from_one_folder_are_two(tmp_path: Path) -> None:
    texts = {"one": "We met on Monday.", "two": "Nobody came at all."}
    found = []
    for name, text in texts.items():
        inside = source(name, passage(0, len(text), name=text), path="internal://text.txt")
        path = qdpx(tmp_path, project(inside), {"sources/text.txt": text}).rename(tmp_path / f"{name}.qdpx")
        found.append(read_file(path))
    again = [read_file(tmp_path / f"{name}.qdpx") for name in texts]
    assert [words(parts) for parts in found] == [words(parts) for parts in again] == [[text] for text in texts.values()]
    assert [list(parts.transcripts) for parts in found] == [["one"], ["two"]]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.qdpx", "two.qdpx"]
