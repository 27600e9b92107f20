from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from queries.database import Database
from queries.passages import Segment, passages, segments
from queries.selection import Filters, Selection
from tests import oracle
from tests.gates import analyst
from tests.studies import NORTHMERE, open_release, write_small

TWO = {"i1": ("r1", "S1"), "i2": ("r2", "S1")}


def found(tmp_path: Path, codings: list[tuple], code: str, **more: object) -> list[dict]:
    package = write_small(tmp_path, codings=codings, interviews=TWO, finished=[("i1", "a"), ("i2", "a")], **more)
    database = open_release(package, tmp_path / "releases")
    rows = passages(analyst(database), Selection(), code).rows(named=True)
    database.close()
    return rows


def test_overlapping_marks_of_a_code_are_one_passage_and_touching_ones_are_two(tmp_path: Path) -> None:
    rows = found(
        tmp_path,
        [("i1", 10, 20, "T1.1", "a", "affirm"), ("i1", 15, 30, "T1.1", "b", "affirm"),
         ("i1", 30, 40, "T1.1", "a", "affirm"), ("i2", 15, 18, "T1.1", "a", "counter")],
        "T1.1",
    )  # fmt: skip
    assert [(row["interview"], row["start"], row["end"]) for row in rows] == [
        ("i1", 10, 30),
        ("i1", 30, 40),
        ("i2", 15, 18),
    ]
    assert {row["total"] for row in rows} == {3}
    assert [mark["coder"] for mark in rows[0]["marks"]] == ["Coder A", "Coder B"]
    assert rows[2]["marks"][0]["polarity"] == "counter"


def test_a_theme_gathers_the_passages_of_its_codes(tmp_path: Path) -> None:
    rows = found(
        tmp_path,
        [("i1", 0, 5, "T1.1", "a", "affirm"), ("i1", 3, 9, "T1.2", "a", "affirm"), ("i1", 0, 9, "T2.1", "a", "affirm")],
        "T1",
    )
    assert [(row["start"], row["end"], len(row["marks"])) for row in rows] == [(0, 9, 2)]


def test_places_are_code_points_whatever_the_text_holds(tmp_path: Path) -> None:
    text = "👩‍⚕️ café 🏴 “ward” e\u0301 end"
    start = text.index("“ward”")
    rows = found(tmp_path, [("i1", start, start + 6, "T1.1", "a", "affirm")], "T1.1", transcript=text)
    assert rows[0]["before"] + "|" + rows[0]["passage"] + "|" + rows[0]["after"] == "👩‍⚕️ café 🏴 |“ward”| e\u0301 end"


def test_every_passage_of_northmere_is_the_words_of_its_transcript(database: Database) -> None:
    codes = {row["code"] for row in oracle.rows(NORTHMERE, "codes") if row["level"] == "code"}
    for code in sorted(codes):
        rows = passages(analyst(database), Selection(), code).rows(named=True)
        marked = [row for row in oracle.rows(NORTHMERE, "codings") if row["code"] == code]
        assert sum(len(row["marks"]) for row in rows) == len(marked)
        for row in rows:
            text = (NORTHMERE / "transcripts" / f"{row['interview']}.txt").read_bytes().decode()
            assert row["passage"] == text[row["start"] : row["end"]]
            assert text[: row["start"]].endswith(row["before"])
            assert text[row["end"] :].startswith(row["after"])


def test_pages_follow_one_another_without_a_gap(database: Database) -> None:
    whole = passages(analyst(database), Selection(), "L")
    pages = [
        passages(analyst(database), Selection(), "L", limit=7, offset=offset) for offset in range(0, whole.height, 7)
    ]
    assert [row for page in pages for row in page.drop("marks").rows()] == whole.drop("marks").rows()
    assert whole["total"].unique().to_list() == [whole.height]


def test_filters_narrow_the_passages(database: Database) -> None:
    rows = passages(analyst(database), Selection(Filters(organisations=("north",), stages=("S3",))), "L")
    assert set(rows["respondent"]) <= {"L06", "L07"}
    assert set(rows["stage"]) == {"Autumn 2015"}
    assert 0 < rows.height < passages(analyst(database), Selection(), "L").height


def mark(start: int, end: int, coder: str, *, panel: bool = False) -> dict[str, object]:
    return {"start": start, "end": end, "coder": coder, "is_panel": panel}


def test_segments_say_who_marked_which_words() -> None:
    marks = [mark(100, 106, "A"), mark(103, 109, "B"), mark(100, 109, "P", panel=True)]
    assert list(segments("abcdefghi", 100, marks)) == [
        Segment("abc", ("A",)), Segment("def", ("A", "B")), Segment("ghi", ("B",)),
    ]  # fmt: skip


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 20), st.sampled_from("AB")), max_size=6))
def test_segments_put_together_are_the_passage(spans: list[tuple[int, int, str]]) -> None:
    text = "abcdefghijklmnopqrstu"
    marks = [mark(start, min(start + length, 21), coder) for start, length, coder in spans if start < 21]
    cut = list(segments(text, 0, marks))
    assert "".join(segment.text for segment in cut) == text
    for coder in "AB":
        covered = {
            place for m in marks if m["coder"] == coder for place in range(int(str(m["start"])), int(str(m["end"])))
        }
        assert sum(len(segment.text) for segment in cut if coder in segment.coders) == len(covered)


def test_a_passage_says_whether_it_counted(database: Database) -> None:
    voiced = oracle.voiced(NORTHMERE)
    for code in ("L1.3", "L3.4", "L2"):
        for row in passages(analyst(database), Selection(), code).rows(named=True):
            respondent, stage = row["interview"].split("-")
            assert row["counted"] == ((respondent, stage) in voiced[code])


def test_marks_that_meet_are_one_passage_at_every_level_of_northmere(database: Database) -> None:
    parent = {row["code"]: row["parent"] for row in oracle.rows(NORTHMERE, "codes")}
    spans: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for row in oracle.rows(NORTHMERE, "codings"):
        above = row["code"]
        while above and row["status"] != "superseded":
            spans.setdefault((above, row["interview"]), []).append((int(row["start"]), int(row["end"])))
            above = parent[above]
    for code in parent:
        expected = set()
        for (marked, interview), places in spans.items():
            open_at = past = None
            for start, end in sorted(places) if marked == code else ():
                if past is None or start >= past:
                    expected |= {(interview, open_at, past)} if past is not None else set()
                    open_at, past = start, end
                past = max(past, end)
            expected |= {(interview, open_at, past)} if past is not None else set()
        found = passages(analyst(database), Selection(), code).select("interview", "start", "end").rows()
        assert set(found) == expected, code
        assert len(found) == len(expected), code
