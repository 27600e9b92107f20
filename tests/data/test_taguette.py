import csv
import sqlite3
import time
from collections import Counter, defaultdict
from html import escape
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.faults import StudyError
from data.importing import import_files
from data.sources import taguette
from data.sources.incoming import Incoming
from data.sources.parts import Known, Parts
from data.sources.taguette import code_points, text_of
from data.study import load_study
from queries.selection import Selection
from queries.study import overview
from queries.themes import domains_shown, theme_prevalence
from tests.data.tool_databases import made, reasons, sound, words
from tests.gates import analyst
from tests.studies import NORTHMERE, open_release

SCHEMA = """
create table projects (id integer primary key, name text, description text);
create table project_members (project_id integer, user_login text);
create table documents (id integer primary key, name text, contents text, project_id integer);
create table tags (id integer primary key, path text, description text, project_id integer);
create table highlights (id integer primary key, document_id integer, start_offset integer, end_offset integer, snippet text);
create table highlight_tags (highlight_id integer, tag_id integer);
create table alembic_version (version_num text);
create table commands (id integer primary key, user_login text, payload text);
insert into alembic_version values ('abc');
"""

ONE_OF_TWO_CODED = (
    "insert into documents values (1, 'one', 'words', 1), (2, 'two', 'words', 1)",
    "insert into tags values (1, 'mood', '', 1)",
    "insert into highlights values (1, 1, 0, 5, 'words')",
    "insert into highlight_tags values (1, 1)",
)


@pytest.fixture
def serdif(realdata: Path) -> Path:
    return realdata / "taguette_serdif"


def database(path: Path, *statements: str, members: str = "('ann')") -> Path:
    project = "insert into projects values (1, 'Study', 'What for')"
    of_project = f"insert into project_members select 1, column1 from (values {members})"
    return made(path, SCHEMA, project, of_project, *statements)


def read(path: Path) -> Parts:
    file = Incoming(path)
    assert taguette.recognises(file)
    return taguette.read(file, Known())


def test_the_real_database_comes_in_whole(serdif: Path, tmp_path: Path) -> None:
    report = import_files([serdif / "SERDIF_P2_ThematicAnalysis.sqlite3"], tmp_path / "serdif")
    assert report["in_file"] == {
        "coders": 1,
        "codes": 22,
        "transcripts": 17,
        "highlights": 1794,
        "codings": 1930,
    }
    completed = {"respondents": 17, "interviews": 17, "assignments": 17}
    assert {**report["taken"], "highlights": 1794} == {**report["in_file"], **completed}
    assert report["unaccounted"] == {}
    left = defaultdict(int)
    for entry in report["left_out"]:
        left[entry["what"]] += 1
    for name, count in report["in_file"].items():
        assert count == report["taken"][name] + left[name], name
    assert report["text_matches"] == 1930
    assert report["offsets"]["score"] == 1
    assert load_study(tmp_path / "serdif").tables["codings"].height == 1930


def test_respondents_for_each_tag_equal_the_tool_s_own_export(serdif: Path, tmp_path: Path) -> None:
    import_files([serdif / "SERDIF_P2_ThematicAnalysis.sqlite3"], tmp_path / "serdif")
    with (serdif / "all_tags_20220303.csv").open(encoding="utf-8", newline="") as file:
        documents = defaultdict(set)
        words = []
        for row in csv.DictReader(file):
            documents[row["tag"]].add(row["document"])
            words.append(row["content"])
    assert len(words) == 1930
    release = open_release(tmp_path / "serdif", tmp_path / "releases")
    frame = theme_prevalence(analyst(release), Selection())
    assert dict(frame.select("name", "respondents").iter_rows()) == {
        tag: len(names) for tag, names in documents.items()
    }
    assert frame["n"].unique().to_list() == [17]
    assert domains_shown(analyst(release), "leadership").is_empty()
    study = overview(analyst(release))
    assert (study.respondents, study.organisations, study.networks, study.people(2)) == (17, 0, [], "respondents")
    release.close()


def test_every_coding_is_a_row_of_the_tool_s_own_export(serdif: Path) -> None:
    parts = sound(read(serdif / "SERDIF_P2_ThematicAnalysis.sqlite3"))
    names = dict(parts.tables["codes"].select("code", "name").iter_rows())
    ours = sorted((f"{document}.odt", names[code], " ".join(said.split())) for document, code, said in words(parts))
    with (serdif / "all_tags_20220303.csv").open(encoding="utf-8", newline="") as file:
        theirs = sorted((row["document"], row["tag"], " ".join(row["content"].split())) for row in csv.DictReader(file))
    assert len(theirs) == 1930
    assert ours == theirs


def test_the_codebook_is_the_tool_s_own_export(serdif: Path) -> None:
    parts = read(serdif / "SERDIF_P2_ThematicAnalysis.sqlite3")
    codings = Counter(parts.tables["codings"]["code"])
    ours = [
        (row["name"], " ".join(row["definition"].split()), codings[row["code"]])
        for row in parts.tables["codes"].rows(named=True)
    ]
    with (serdif / "codebook_20220303_8.csv").open(encoding="utf-8", newline="") as file:
        theirs = [
            (row["tag"], " ".join(row["description"].split()), int(row["number of highlights"]))
            for row in csv.DictReader(file)
        ]
    assert sorted(ours) == sorted(theirs)
    assert sum(codings.values()) == 1930


def test_bytes_become_code_points(tmp_path: Path) -> None:
    path = database(
        tmp_path / "t.sqlite3",
        "insert into documents values (1, 'Zoë.odt', '<p>caf\u00e9 &amp; 🙂 then</p><p>more</p>', 1)",
        "insert into tags values (1, 'mood', 'd', 1)",
        "insert into highlights values (1, 1, 8, 17, '🙂 then')",
        "insert into highlight_tags values (1, 1)",
    )
    parts = read(path)
    assert parts.transcripts == {"Zoë": "café & 🙂 thenmore"}
    [row] = parts.tables["codings"].select("start", "end").rows()
    assert parts.transcripts["Zoë"][int(row[0]) : int(row[1])] == "🙂 then"
    assert parts.text_matches == 1


def test_paths_with_dots_are_a_tree(tmp_path: Path) -> None:
    path = database(
        tmp_path / "t.sqlite3",
        "insert into tags values (1, 'a.b.c', '', 1), (2, 'a.b.d', '', 1), (3, 'e', 'alone', 1), (4, 'A.b', '', 1)",
    )
    codes = read(path).tables["codes"]
    names = {row["code"]: row["name"] for row in codes.rows(named=True)}
    found = [(row["name"], names.get(row["parent"]), row["level"], row["codable"]) for row in codes.rows(named=True)]
    assert found == [
        ("A", None, "theme", "false"), ("b", "A", "code", "true"),
        ("a", None, "domain", "false"), ("b", "a", "theme", "false"), ("c", "b", "code", "true"), ("d", "b", "code", "true"),
        ("e", None, "code", "true"),
    ]  # fmt: skip
    assert len({code.casefold() for code in names}) == 7


def test_what_cannot_be_placed_is_told(tmp_path: Path) -> None:
    path = database(
        tmp_path / "t.sqlite3",
        "insert into documents values (1, 'one', '<p>é words</p>', 1)",
        "insert into tags values (1, 'mood', '', 1)",
        "insert into highlights values (1, 1, 1, 4, 'x'), (2, 1, 3, 99, 'x'), (3, 1, 3, 8, 'words'), (4, 1, 3, 8, 'words'), (5, 1, 3, 8, 'words')",
        "insert into highlight_tags values (1, 1), (2, 1), (3, 1), (4, 1)",
        members="('ann'), ('bob')",
    )
    with pytest.raises(StudyError, match="the words of 2 of 4 match"):
        read(path)
    with sqlite3.connect(path) as more:
        for number in range(6, 46):
            more.execute(f"insert into tags values ({number}, 'tag {number}', '', 1)")
            more.execute(f"insert into highlight_tags values (3, {number})")
        more.execute("insert into highlight_tags values (3, 999)")
        more.execute("insert into highlights values (6, 7, 3, 8, 'words'), (7, 1, 3, 8, 'wards')")
        more.execute("insert into highlight_tags values (6, 1), (7, 1), (99, 1)")
    more.close()
    parts = read(path)
    assert reasons(parts, "codings") == [
        "it is placed outside its document",
        "it is placed outside its document",
        "its document or its tag is not in the database",
        "the same passage is coded mood by unknown twice",
        "its document or its tag is not in the database",
        "its words are not those that stand at its place",
        "its document or its tag is not in the database",
    ]
    assert reasons(parts, "highlights") == ["it has no tag, so nothing was coded"]
    left = sum(entry.what == "codings" for entry in parts.left_out)
    assert parts.in_file["codings"] == parts.taken["codings"] + left == 48
    assert any("does not say who made 7 of the highlights; their coder is “unknown”" in line for line in parts.assumed)


def test_the_log_says_who_coded_and_each_has_read_what_they_marked(tmp_path: Path) -> None:
    path = database(
        tmp_path / "t.sqlite3",
        "insert into documents values (1, 'one', 'words', 1), (2, 'two', 'words', 1)",
        "insert into tags values (1, 'mood', '', 1)",
        "insert into highlights values (1, 1, 0, 5, 'words'), (2, 1, 0, 4, 'word'), (3, 2, 0, 5, 'words')",
        "insert into highlight_tags values (1, 1), (2, 1), (3, 1)",
        """insert into commands values (1, 'ann@x.org', '{"type": "highlight_add", "highlight_id": 1}'),
           (2, 'bob', '{"type": "highlight_add", "highlight_id": 2}'), (3, 'bob', '{"type": "highlight_add", "highlight_id": 3}'),
           (4, 'bob', '{"type": "tag_add", "tag_id": 1}'), (5, 'bob', 'no json'), (6, 'bob', '[1]'), (7, '', '{"type": "highlight_add"}')""",
        members="('ann@x.org'), ('bob')",
    )
    parts = sound(read(path))
    assert parts.tables["coders"].select("coder", "name").rows() == [("ann-x.org", "ann@x.org"), ("bob", "bob")]
    assert parts.tables["codings"]["coder"].to_list() == ["ann-x.org", "bob", "bob"]
    assert sorted(parts.tables["assignments"].select("interview", "coder", "finished").rows()) == [
        ("one", "ann-x.org", "true"), ("one", "bob", "true"), ("two", "bob", "true"),
    ]  # fmt: skip


def test_a_document_coded_later_comes_in_on_the_next_import(tmp_path: Path) -> None:
    path = database(
        tmp_path / "t.sqlite3",
        *ONE_OF_TWO_CODED,
    )
    import_files([path], tmp_path / "study")
    with sqlite3.connect(path) as more:
        more.execute("insert into highlights values (2, 2, 0, 5, 'words')")
        more.execute("insert into highlight_tags values (2, 1)")
    more.close()
    report = import_files([path], tmp_path / "study")
    assert report["already_there"]["codings"] == 1
    study = load_study(tmp_path / "study")
    assert study.tables["codings"].height == 2
    assert study.tables["assignments"]["finished"].to_list() == [True, True]


def test_what_lacks_is_named_otherwise_or_left_out(tmp_path: Path) -> None:
    path = database(
        tmp_path / "t.sqlite3",
        "insert into documents values (1, null, 'words', 1), (2, 'two', null, 1), (3, 'three', '<p> </p>', 1)",
        "insert into tags values (1, null, null, 1), (2, 'a..b', '', 1), (3, 'c.', '', 1)",
        "update alembic_version set version_num = null",
        "update projects set description = null, name = ''",
        "alter table documents add column description text",
        "update documents set description = 'by phone' where id = 2",
    )
    parts = sound(read(path))
    assert parts.transcripts == {"document 1": "words"}
    assert reasons(parts, "transcripts") == ["it is empty", "it is empty"]
    assert parts.tables["codes"]["name"].to_list() == ["a", "a.", "b", "c", "c.", "tag 1"]
    assert (parts.tool, parts.title) == ("Taguette (database schema unknown)", "t")
    assert [(memo.about, memo.text) for memo in parts.memos] == [("two", "by phone")]
    import_files([path], tmp_path / "study")
    assert load_study(tmp_path / "study").tables["respondents"].height == 1


@pytest.mark.parametrize(
    ("table", "columns"), [("documents", 4), ("tags", 4), ("highlights", 5), ("highlight_tags", 2), ("commands", 3)]
)
def test_odd_values_are_taken_or_told(tmp_path: Path, table: str, columns: int) -> None:
    odd = [
        None,
        "",
        "text",
        b"\0\x01",
        "a\0b",
        2**63 - 1,
        -1,
        0,
        1,
        1e300,
        float("inf"),
        0.5,
        "[" * 9000,
        "<p" * 99,
        "&#x0;",
    ]
    loose = SCHEMA.replace(" primary key", "")
    for shift in range(0, len(odd), 2):
        strange = [tuple(odd[(shift + place * step) % len(odd)] for place in range(columns)) for step in (0, 1, 2)]
        rows = {"projects": [(1, "Study", "")], "project_members": [(1, "ann")], table: strange}
        path = made(tmp_path / f"{shift}.sqlite3", loose, *ONE_OF_TWO_CODED, rows=rows)
        try:
            sound(read(path))
        except StudyError as error:
            assert "match" in str(error)


def test_tags_of_a_hundred_levels_are_read_and_of_more_refused(tmp_path: Path) -> None:
    path = database(tmp_path / "t.sqlite3", f"insert into tags values (1, '{'a.' * 100}z', '', 1)")
    parts = sound(read(path))
    assert parts.in_file["codes"] == 101
    assert parts.tables["codes"]["level"].to_list() == ["domain"] * 99 + ["theme", "code"]
    path = database(tmp_path / "u.sqlite3", f"insert into tags values (1, '{'a.' * 5000}z', '', 1)")
    with pytest.raises(StudyError, match="stands under more than 100 others"):
        read(path)


def test_when_a_highlight_was_made_is_known_from_the_log(tmp_path: Path) -> None:
    path = database(
        tmp_path / "t.sqlite3",
        *ONE_OF_TWO_CODED,
        "alter table commands add column date text",
        """insert into commands values (1, 'ann', '{"type": "highlight_add", "highlight_id": 1}', '2022-02-03 04:05:06.789')""",
    )
    assert read(path).tables["codings"]["coded_at"].to_list() == ["2022-02-03T04:05:06"]


def test_a_write_ahead_log_is_read_and_nothing_is_left_beside_the_file(tmp_path: Path) -> None:
    path = database(tmp_path / "t.sqlite3", "insert into documents values (1, 'one', 'words', 1)")
    writer = sqlite3.connect(path)
    writer.execute("pragma journal_mode = wal")
    writer.execute("insert into documents values (2, 'two', 'words', 1)")
    writer.commit()
    before = sorted(tmp_path.iterdir())
    assert set(read(path).transcripts) == {"one", "two"}
    assert sorted(tmp_path.iterdir()) == before
    writer.close()


def test_an_unread_document_is_unknown_and_not_silent(tmp_path: Path) -> None:
    path = database(
        tmp_path / "t.sqlite3",
        *ONE_OF_TWO_CODED,
    )
    import_files([path], tmp_path / "study")
    release = open_release(tmp_path / "study", tmp_path / "releases")
    assert theme_prevalence(analyst(release), Selection()).select("respondents", "n").rows() == [(1, 1)]
    release.close()


def test_other_files_are_not_taken_for_taguette(tmp_path: Path) -> None:
    assert not taguette.recognises(Incoming(NORTHMERE / "codes.csv"))
    assert not taguette.recognises(Incoming(NORTHMERE))
    assert not taguette.recognises(Incoming(made(tmp_path / "other.sqlite3", "create table documents (id integer)")))


def test_several_projects_in_one_database_are_refused(tmp_path: Path) -> None:
    path = database(tmp_path / "t.sqlite3", "insert into projects values (2, 'Other', '')")
    with pytest.raises(StudyError, match="holds 2 projects"):
        read(path)


def test_a_damaged_database_is_refused_in_words(serdif: Path, tmp_path: Path) -> None:
    content = (serdif / "SERDIF_P2_ThematicAnalysis.sqlite3").read_bytes()
    (tmp_path / "t.sqlite3").write_bytes(content[: len(content) // 3])
    with pytest.raises(StudyError):
        import_files([tmp_path / "t.sqlite3"], tmp_path / "study")
    assert not (tmp_path / "study").exists()


def test_text_is_what_stands_between_the_tags() -> None:
    assert text_of("<p>a&nbsp;b</p>\n<ul><li>c &lt; d</li></ul>") == "a\u00a0b\nc < d"
    assert text_of("<!-- a > b -->c<img alt='>'>d < e<br/>") == "cd < e"
    assert text_of('a<b title="never ends>f') == text_of("a<!-- f") == text_of("a<b f") == "a"


def test_markup_without_end_takes_no_long_time() -> None:
    began = time.monotonic()
    for piece in ("<", "<a", "<!--", '<a b="', "<![", "<?", "&", "&#"):
        text_of(piece * 50_000)
    assert time.monotonic() - began < 2


def test_bytes_inside_a_character_are_no_place() -> None:
    assert code_points("é🙂x", range(-1, 10)) == {0: 0, 2: 1, 6: 2, 7: 3}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(data=st.data())
def test_any_highlights_read_back_their_words(tmp_path: Path, data: st.DataObject) -> None:
    text = data.draw(st.text(st.sampled_from("ab .<&é🙂\n\u00a0"), max_size=30)) + "x"
    rows, wanted = [], set()
    for number in range(1, data.draw(st.integers(1, 6))):
        start = data.draw(st.integers(0, len(text) - 1))
        end = data.draw(st.integers(start + 1, len(text)))
        rows.append(
            (number, 1, len(text[:start].encode()), len(text[:end].encode()), f"<p>{escape(text[start:end])}</p>")
        )
        wanted.add((start, end))
    path = tmp_path / "t.sqlite3"
    path.unlink(missing_ok=True)
    made(path, SCHEMA, rows={
        "projects": [(1, "Study", "")], "project_members": [(1, "ann")],
        "documents": [(1, "one", f"<div>{escape(text)}</div>", 1)], "tags": [(1, "mood", "", 1)],
        "highlights": rows, "highlight_tags": [(row[0], 1) for row in rows],
    })  # fmt: skip
    parts = sound(read(path))
    assert {(int(start), int(end)) for start, end in parts.tables["codings"].select("start", "end").rows()} == wanted
