from collections.abc import Callable
from pathlib import Path

import pytest

from queries.agreement import agreement_passages
from queries.database import Database
from queries.disagreements import DISAGREEMENTS, disagreements
from queries.disclosure import ROWS, WithheldError
from queries.selection import Filters, Level, Selection
from tests import oracle
from tests.gates import analyst, leader, presentation
from tests.queries.test_agreement import LEVELS, any_package, any_study, branches, components, edited, joint, marks
from tests.studies import NORTHMERE, open_release, write_small

FOUR = {"i1": ("r1", "S1"), "i2": ("r2", "S1"), "i3": ("r3", "S1"), "i4": ("r1", "S2")}
BY_BOTH = [(interview, coder) for interview in FOUR for coder in "ab"]
TEXT = "👩‍⚕️ é 🏴 " + "0123456789" * 10


def found(
    folder: Path, codings: list[tuple], code: str | None = None, *, finished: list[tuple], level: Level = Level.CODE
) -> list[dict]:
    package = write_small(folder, codings=codings, interviews=FOUR, finished=finished, transcript=TEXT)
    database = open_release(package, folder / "releases")
    rows = disagreements(analyst(database), Selection(level=level), code).rows(named=True)
    database.close()
    return rows


def test_what_one_coder_marked_and_the_other_did_not_touch(tmp_path: Path) -> None:
    codings = [
        ("i1", 10, 20, "T1.1", "a", "affirm"), ("i1", 19, 30, "T1.1", "b", "counter"),  # they meet
        ("i1", 30, 40, "T1.1", "a", "affirm"), ("i1", 35, 50, "T1.1", "a", "counter"),  # one passage of a
        ("i1", 0, 9, "T1.1", "b", "counter"), ("i1", 0, 9, "T1.2", "a", "affirm"),  # other codes do not meet
        ("i4", 5, 9, "T1.1", "b", "affirm"),
    ]  # fmt: skip
    rows = found(tmp_path, codings, finished=BY_BOTH)
    assert [tuple(row.values()) for row in rows] == [
        ("i1", "r1", "First round", "T1.1", "Code one", 0, 9, TEXT[:9], "Coder B", "Coder A", "counter", None, 4),
        ("i1", "r1", "First round", "T1.2", "Code two", 0, 9, TEXT[:9], "Coder A", "Coder B", "affirm", None, 4),
        ("i1", "r1", "First round", "T1.1", "Code one", 30, 50, TEXT[30:50], "Coder A", "Coder B", "both", None, 4),
        ("i4", "r1", "Second round", "T1.1", "Code one", 5, 9, TEXT[5:9], "Coder B", "Coder A", "affirm", None, 4),
    ]


def test_one_code_or_theme_can_be_asked_for(tmp_path: Path) -> None:
    codings = [("i1", 0, 9, "T1.1", "a", "affirm"), ("i1", 5, 20, "T1.2", "b", "affirm"), ("i2", 0, 9, "T1.2", "b", "affirm"),
               ("i3", 0, 9, "T2.1", "b", "affirm")]  # fmt: skip
    spans = {
        code: [(row["code"], row["interview"], row["start"], row["end"]) for row in rows]
        for code in ("T1.1", "T1.2", "T1")
        if (rows := found(tmp_path / code, codings, code, finished=BY_BOTH))
    }
    assert spans == {
        "T1.1": [("T1.1", "i1", 0, 9)],
        "T1.2": [("T1.2", "i1", 5, 20), ("T1.2", "i2", 0, 9)],
        "T1": [("T1", "i2", 0, 9)],  # in i1 both use the theme
    }
    by_theme = found(tmp_path / "all", codings, finished=BY_BOTH, level=Level.THEME)
    assert [(row["code"], row["interview"]) for row in by_theme] == [("T1", "i2"), ("T2", "i3")]


def test_what_the_panel_made_of_it_is_unknown_until_it_has_finished(tmp_path: Path) -> None:
    codings = [(i, 10, 20, "T1.1", "a", "affirm") for i in FOUR]
    codings += [("i1", 19, 30, "T1.1", "p", "affirm"), ("i2", 20, 30, "T1.1", "p", "affirm"), ("i2", 10, 20, "T1.2", "p", "affirm"),
                ("i3", 10, 20, "T1.1", "p", "affirm")]  # fmt: skip
    rows = found(tmp_path, codings, finished=[*BY_BOTH, ("i1", "p"), ("i2", "p"), ("i4", "p")])
    assert {row["interview"]: row["confirmed"] for row in rows} == {"i1": True, "i2": False, "i3": None, "i4": False}


def test_only_two_coders_who_have_finished_disagree(tmp_path: Path) -> None:
    codings = [
        ("i1", 0, 9, "T1.1", "a", "affirm"),
        ("i2", 0, 9, "T1.1", "a", "affirm"),
        ("i3", 0, 9, "T1.1", "p", "affirm"),
    ]
    finished = [("i1", "a"), ("i1", "p"), ("i2", "a"), ("i2", "b"), ("i3", "a"), ("i3", "b"), ("i3", "p")]
    assert [row["interview"] for row in found(tmp_path, codings, finished=finished)] == ["i2"]


def test_a_mark_that_was_superseded_is_neither_a_coders_nor_the_panels(tmp_path: Path) -> None:
    codings = [
        ("i1", 0, 9, "T1.1", "a", "affirm"),
        ("i1", 0, 9, "T1.1", "b", "affirm"),
        ("i1", 0, 9, "T1.1", "p", "affirm"),
    ]
    package = write_small(tmp_path, codings=codings, interviews=FOUR, finished=[*BY_BOTH, ("i1", "p")])
    statuses = ("independent", "superseded", "superseded")
    edited(package, "codings", lambda rows: [r | {"status": s} for r, s in zip(rows, statuses, strict=True)])
    database = open_release(package, tmp_path / "releases")
    (row,) = disagreements(analyst(database), Selection()).rows(named=True)
    assert (row["by"], row["not_by"], row["confirmed"]) == ("Coder A", "Coder B", False)
    database.close()


@pytest.mark.parametrize("gate", [leader, presentation])
def test_it_is_for_analysts_only(database: Database, gate: Callable) -> None:
    with pytest.raises(WithheldError):
        disagreements(gate(database), Selection())
    assert DISAGREEMENTS.name not in ROWS


def expected(package: Path, stages: tuple[str, ...] = ()) -> dict[str, list[tuple]]:
    """For each level the disagreements as (interview, code, start, end, by, not_by, polarity, confirmed), sorted."""
    level = {code["code"]: code["level"] for code in oracle.rows(package, "codes")}
    panel = {coder["coder"] for coder in oracle.rows(package, "coders") if coder["role"] == "adjudicator"}
    name = {coder["coder"]: coder["name"] for coder in oracle.rows(package, "coders")}
    read = {
        a["interview"] for a in oracle.rows(package, "assignments") if a["coder"] in panel and a["finished"] == "true"
    }
    kept = [c for c in oracle.rows(package, "codings") if c["coder"] in panel and c["status"] != "superseded"]
    above, said = branches(package), marks(package)
    found: dict[str, list[tuple]] = {kind: [] for kind in LEVELS}
    for (a, b), interviews in joint(package, stages).items():
        for interview in (each["interview"] for each in interviews):
            for code in above:
                spans = [(*span, coder) for coder in (a, b) for span in said[interview, coder, code]]
                for group in components(spans):
                    if len({coder for *_, coder in group}) == 2:
                        continue
                    start, end = min(span[0] for span in group), max(span[1] for span in group)
                    said_as = {span[2] for span in group}
                    by = group[0][3]
                    settled = any(
                        c["interview"] == interview and code in above[c["code"]] and set(range(int(c["start"]), int(c["end"]))) & set(range(start, end))
                        for c in kept
                    )  # fmt: skip
                    found[level[code]].append(
                        (interview, code, start, end, name[by], name[b if by == a else a],
                         "both" if len(said_as) == 2 else said_as.pop(), settled if interview in read else None)
                    )  # fmt: skip
    return {kind: sorted(rows, key=str) for kind, rows in found.items()}


def answered(database: Database, **filters: tuple) -> dict[str, list[tuple]]:
    columns = ["interview", "code", "start", "end", "by", "not_by", "polarity", "confirmed"]
    return {
        level: sorted(disagreements(analyst(database), Selection(Filters(**filters), level=level)).select(columns).rows(), key=str)
        for level in LEVELS
    }  # fmt: skip


@pytest.mark.parametrize("stages", [(), ("S3",)])
def test_northmere_agrees_with_the_independent_list(database: Database, stages: tuple[str, ...]) -> None:
    assert answered(database, stages=stages) == expected(NORTHMERE, stages)


def test_northmere_lists_what_agreement_counts(database: Database) -> None:
    for level in LEVELS:
        counted = agreement_passages(analyst(database), Selection(level=level))
        listed = disagreements(analyst(database), Selection(level=level))
        assert listed["total"].unique().to_list() == [listed.height]
        for code, only_a, only_b in counted.select("code", "only_a", "only_b").iter_rows():
            rows = listed.filter(code=code)
            assert (rows.filter(by="Coder A").height, rows.filter(by="Coder B").height) == (only_a, only_b)
            assert disagreements(analyst(database), Selection(), code).drop("total").rows() == rows.drop("total").rows()


def test_northmere_planted_facts(database: Database) -> None:
    rows = disagreements(analyst(database), Selection())
    unfinished = rows.filter(rows["confirmed"].is_null())["interview"].unique().sort().to_list()
    assert unfinished == ["L03-S3", "L12-S3"]
    assert rows.filter(code="N2.2").is_empty()
    resilience = rows.filter(code="O2.1")
    assert resilience["by"].unique().to_list() == ["Coder A"]
    for interview, start, end, passage in rows.select("interview", "start", "end", "passage").iter_rows():
        text = (NORTHMERE / "transcripts" / f"{interview}.txt").read_bytes().decode()
        assert passage == text[start:end]


def test_pages_follow_one_another_without_a_gap(database: Database) -> None:
    whole = disagreements(analyst(database), Selection())
    pages = [disagreements(analyst(database), Selection(), limit=50, offset=at) for at in range(0, whole.height, 50)]
    assert [page.height for page in pages[:-1]] == [50] * (len(pages) - 1)
    assert [row for page in pages for row in page.rows()] == whole.rows()


@any_study
def test_any_small_study_agrees_with_the_independent_list(
    tmp_path_factory: pytest.TempPathFactory, drawn: list[tuple], finished: list[tuple[str, str]], third: str
) -> None:
    folder = tmp_path_factory.mktemp("any")
    package = any_package(folder, drawn, finished, third)
    database = open_release(package, folder / "releases")
    assert answered(database) == expected(package)
    database.close()
