from pathlib import Path

import polars as pl
import pytest
from dash.development.base_component import Component
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.change_plate import change_plate, in_order
from dashboard.components.change_sentences import finding_of_change, furthest, measure_of_change, note_on_change
from dashboard.page import Display, Edition
from queries.bands import Scheme
from queries.database import Database
from queries.disclosure import Gate
from queries.selection import Filters, Level, Selection
from queries.study import overview
from queries.themes import opposites, stage_change
from tests import oracle
from tests.dashboard.test_dumbbell import change
from tests.dashboard.test_themes_page import words
from tests.gates import analyst, leader, presentation
from tests.studies import NORTHMERE, open_release, write_small


def found(component: object, kind: str, **attributes: str) -> list[Component]:
    """All parts of a kind, such as "Tr", with these attributes."""
    if isinstance(component, list | tuple):
        return [part for child in component for part in found(child, kind, **attributes)]
    if not isinstance(component, Component):
        return []
    is_it = type(component).__name__ == kind and all(
        getattr(component, name, None) == value for name, value in attributes.items()
    )
    return [*([component] if is_it else []), *found(getattr(component, "children", None), kind, **attributes)]


def drawn(gate: Gate, *, level: Level = Level.CODE, filters: Filters | None = None, **display: object) -> Component:
    edition = Edition(overview(gate), "release 1")
    rows = stage_change(gate, Selection(filters or Filters(), level=level)).filter(base="change")
    return change_plate(
        "change", rows, Display(**display), edition=edition, people="leaders", level=level, csv="/stage-change.csv?x",
        opposites=opposites(gate).rows(),
    )  # fmt: skip


def table(plate: Component) -> list[list[str]]:
    [body] = found(plate, "Tbody")
    return [[words(cell).strip() for cell in row.children] for row in body.children]


def expected(first: str, last: str) -> dict[str, tuple[int, int, int, int]]:
    """Before, after, gained and lost of every code in Northmere among the people read at both stages, anew."""
    finished = {row["interview"] for row in oracle.rows(NORTHMERE, "assignments") if row["finished"] == "true"}
    read = {(r["respondent"], r["stage"]) for r in oracle.rows(NORTHMERE, "interviews") if r["interview"] in finished}
    people = {who for who, stage in read if stage == first} & {who for who, stage in read if stage == last}
    counts = {}
    for code, voices in oracle.voiced(NORTHMERE).items():
        before, after = ({who for who in people if (who, stage) in voices} for stage in (first, last))
        counts[code] = (len(before), len(after), len(after - before), len(before - after))
    return counts


@pytest.mark.parametrize("width", ["wide", "medium", "narrow"])
def test_analysts_read_the_numbers_of_an_independent_count(database: Database, width: str) -> None:
    plate = drawn(analyst(database), width=width)
    counts = expected("S1", "S3")
    rows = [row for row in table(plate) if len(row) > 1]
    assert len(rows) == 8
    buttons = {button.children: getattr(button, "data-code") for button in found(plate, "Button", className="cp-link")}
    for name, before, after, gained, lost, difference in rows:
        was, now, came, left = counts[buttons[name]]
        assert (before, after, gained, lost) == (f"{was} of 10", f"{now} of 10", str(came), str(left))
        moved = f"{10 * (now - was):+d}".replace("-", "−") if now != was else "0"
        assert difference.startswith(f"{moved} (")
        assert f"{name}: {was} of 10 Autumn 2014, {now} of 10 Autumn 2015. Open the evidence" in words(plate)


def test_leaders_are_told_both_ends_as_bands_and_never_who_came_or_left(database: Database) -> None:
    plate = drawn(leader(database))
    assert [words(head) for head in found(plate, "Th", scope="col")] == ["Code", "Autumn 2014", "Autumn 2015"]
    rows = {row[0]: row[1:] for row in table(plate) if row}
    assert rows["Incomplete senior commitment"] == ["2 or fewer of 10", "7 of 10"]
    assert rows["Senior commitment present"] == ["5 of 10", "2 or fewer of 10"]
    said = words(plate)
    assert "Incomplete senior commitment: 2 or fewer, then 7 of 10 leaders" in said
    assert "a person could be told apart" in said
    assert "Came to it" not in said
    assert "interval" not in said


def test_a_conference_is_told_words_and_what_they_mean(database: Database) -> None:
    said = words(drawn(presentation(database)))
    assert "Incomplete senior commitment: few of 10 Autumn 2014, some of 10 Autumn 2015. Open the evidence" in said
    assert "Some: 3 to 7 of 10. Few: 2 or fewer of 10." in said
    assert " 7 of 10 Autumn 2015" not in said.replace("to 7 of 10", "")


def test_themes_are_told_at_their_level_and_the_measure_says_so(database: Database) -> None:
    said = words(drawn(leader(database), level=Level.THEME))
    assert "Commitment: 7 of 10 Autumn 2014, 8 or more of 10 Autumn 2015" in said
    assert "Commitment: 7, then 8 or more of 10 leaders" in said
    assert (
        "Leaders who voiced each theme, the same people on two occasions · ○ Autumn 2014 ● Autumn 2015 · "
        "n = 10 interviewed twice · release 1"
    ) in said


def test_opposites_are_pointed_out_once_where_both_are_shown(database: Database) -> None:
    said = words(drawn(leader(database)))
    assert (
        "Senior commitment present and Incomplete senior commitment are opposites that one person can hold together, "
        "so they are never added."
    ) in said
    assert "opposites" not in words(drawn(leader(database), level=Level.THEME))


def test_the_filters_of_an_analyst_are_told_and_counted(database: Database) -> None:
    gate = analyst(database)
    clinical = Filters(role_groups=("senior_clinical",))
    rows = stage_change(gate, Selection(clinical)).filter(base="change")
    n = rows["n"][0]
    assert 0 < n < 10
    said = measure_of_change("release 1", level=Level.CODE, change=rows, people="leaders", of="Senior clinical")
    assert f"n = {n} interviewed twice · of them Senior clinical · release 1" in said
    assert f" of {n} Autumn 2015" in words(drawn(gate, filters=clinical))


def test_too_few_people_are_a_table_without_a_chart(tmp_path: Path) -> None:
    settings_text = (
        '[study]\nid = "small"\ntitle = "A small study"\ndesign = "single_case"\ndata_status = "synthetic"\n'
        'stages = { S1 = "First", S2 = "Second" }\n[release]\nchange = ["T1"]\n'
    )
    both = {f"r{who}-{stage}": (f"r{who}", stage) for who in range(4) for stage in ("S1", "S2")}
    package = write_small(
        tmp_path, codings=[("r0-S2", 0, 5, "T1.1", "a", "affirm")], interviews=both,
        finished=[(interview, "a") for interview in both], settings=settings_text,
    )  # fmt: skip
    database = open_release(package, tmp_path / "releases")
    plate = drawn(leader(database))
    assert found(plate, "Graph") == []
    assert table(plate) == [[name, *["Not shown for this group"] * 2] for name in ("Code one", "Code two")]
    assert "These leaders are too few for any number to be shown" in words(plate)
    assert "n = " not in words(plate)
    exact = words(drawn(analyst(database)))
    assert "Code one: 0, then 1 of 4 leaders" in exact
    database.close()


@pytest.mark.parametrize(
    ("rows", "scheme", "title"),
    [
        ([("a", 4, 7), ("b", 5, 4)], Scheme.EXACT, "Code a: 4, then 7 of 10 leaders"),
        ([("a", 4, 5), ("b", 8, 2)], Scheme.EXACT, "Code b: 8, then 2 of 10 leaders"),
        ([("a", 1, 7), ("b", 3, 7)], Scheme.WINDOW, "Code a: 2 or fewer, then 7 of 10 leaders"),
        ([("a", 0, 3), ("b", 3, 5)], Scheme.WINDOW, "Code b: 3, then 5 of 10 leaders"),
        ([("a", 9, 1)], Scheme.WINDOW, "Code a: 8 or more, then 2 or fewer of 10 leaders"),
        ([("a", 1, 9), ("b", 1, 5)], Scheme.WORDS, "Code a: few, then nearly all of 10 leaders"),
        ([("a", 4, 4), ("b", 9, 9)], Scheme.EXACT, "Each code was voiced by as many leaders in 2015 as in 2014"),
        ([("a", 3, 7), ("b", 1, 0)], Scheme.WORDS, "No code is certain to have moved between 2014 and 2015"),
        ([("a", 4, 4), ("b", 10, 8)], Scheme.WINDOW, "No code is certain to have moved between 2014 and 2015"),
    ],
)
def test_the_title_tells_the_row_that_moved_furthest_for_certain(
    rows: list[tuple[str, int, int]], scheme: Scheme, title: str
) -> None:
    told = in_order(change(*rows, scheme=scheme).with_columns(heading_code=pl.lit("T")))
    assert finding_of_change(told, Level.CODE, "leaders") == title


COUNTS = st.lists(st.tuples(st.integers(0, 10), st.integers(0, 10)), min_size=1, max_size=6)


@settings(deadline=None, max_examples=60)
@given(COUNTS, st.sampled_from([Scheme.WINDOW, Scheme.WORDS]), st.data())
def test_title_and_order_depend_on_nothing_that_is_hidden(
    counts: list[tuple[int, int]], scheme: Scheme, data: st.DataObject
) -> None:
    def told(pairs: list[tuple[int, int]]) -> pl.DataFrame:
        named = [(str(place), *pair) for place, pair in enumerate(pairs)]
        return in_order(change(*named, scheme=scheme).with_columns(heading_code=pl.lit("T")))

    rows = told(counts)
    spans = {row["code"]: row for row in rows.iter_rows(named=True)}
    other = [
        tuple(data.draw(st.integers(spans[str(place)][f"{end}_least"], spans[str(place)][f"{end}_most"]))
              for end in ("before", "after"))
        for place in range(len(counts))
    ]  # fmt: skip
    assert told(other).equals(rows)
    moved = furthest(rows)
    if moved:  # whatever the bands hide, this row has moved, and the way that the title says
        (was, now), (then, later) = counts[int(moved["code"])], other[int(moved["code"])]
        assert (now - was) * (later - then) > 0
    else:
        assert finding_of_change(rows, Level.CODE, "leaders").startswith(("No code is certain", "Each code was"))


def test_of_too_few_people_no_row_has_moved_for_certain() -> None:
    assert furthest(change(("a", 0, 4), n=4)) is None


def test_rows_stand_by_what_is_told_of_the_last_stage_then_by_name() -> None:
    rows = change(("d", 1, 4), ("c", 9, 4), ("b", 5, 0), ("a", 5, 2), ("e", 0, 9)).with_columns(
        heading_code=pl.lit("T")
    )
    assert in_order(rows)["code"].to_list() == ["e", "c", "d", "a", "b"]


def test_codes_of_one_name_are_told_apart() -> None:
    rows = change(("a", 1, 4), ("b", 1, 4), ("c", 1, 4)).with_columns(
        heading_code=pl.lit("T"), name=pl.Series(["Alike", "Alike", "Other"])
    )
    assert in_order(rows)["name"].to_list() == ["Alike (a)", "Alike (b)", "Other"]


def test_the_note_explains_words_and_leaves_pairs_of_which_one_is_missing() -> None:
    rows = change(("a", 1, 9), ("b", 4, 5), scheme=Scheme.WORDS)
    note = note_on_change(rows, [("a", "z"), ("b", "a")], is_only_number=False)
    assert note == (
        "Code b and Code a are opposites that one person can hold together, so they are never added. "
        "Nearly all: 8 or more of 10. Some: 3 to 7 of 10. Few: 2 or fewer of 10."
    )
    assert note_on_change(change(("a", 4, 5)), [], is_only_number=False) == ""
