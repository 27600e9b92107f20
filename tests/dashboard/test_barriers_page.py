import json
from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl
import pytest
from dash.development.base_component import Component
from plotly.utils import PlotlyJSONEncoder

from dashboard.components.lens_rows import NO_CODE, finding_of_lens
from dashboard.components.side_sentences import answer_of_sides, finding_of_sides
from dashboard.page import Display, Edition
from dashboard.pages.barriers import barriers_and_enablers, lenses
from queries.database import Database
from queries.disclosure import Gate
from queries.selection import Dimension, Filters, Level, Selection
from queries.study import overview
from tests import oracle
from tests.gates import analyst, leader, presentation
from tests.studies import NORTHMERE, SETTINGS, open_release, write_small

SEVEN = {f"i{number}": (f"r{number}", "S1") for number in range(7)}
LENS = Selection(choices=(("lens", "Baker and Denis"),))


def parts(component: object) -> list[Component]:
    if isinstance(component, list | tuple):
        return [part for child in component for part in parts(child)]
    if isinstance(component, Component):
        return [component, *parts(getattr(component, "children", None))]
    return []


def words(component: object) -> str:
    if isinstance(component, list | tuple):
        return " ".join(words(child) for child in component)
    if isinstance(component, Component):
        label = getattr(component, "aria-label", "")
        return " ".join(filter(None, [label, words(getattr(component, "children", None))]))
    return "" if component is None else str(component)


def shown(gate: Gate, selection: Selection = Selection(), **display: str) -> Component:  # noqa: B008
    page = barriers_and_enablers(gate)
    return page.view(page, gate, Edition(overview(gate), "release 1"), selection, Display(**display))


def plate_of(view: Component, name: str) -> Component:
    return next(part for part in parts(view) if getattr(part, "id", "") == f"plate-{name}")


def title_of(plate: Component) -> str:
    return next(str(part.children) for part in parts(plate) if getattr(part, "className", "") == "cp-finding-title")


def lede_of(view: Component) -> str:
    return next((str(part.children) for part in parts(view) if getattr(part, "id", "") == "lede"), "")


def spoken(plate: Component) -> list[str]:
    return [getattr(part, "aria-label") for part in parts(plate) if getattr(part, "className", "") == "cp-chart-row"]


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Callable[..., Database]]:
    """Theme one hinders in domain D, theme two carries in domain E; r0 to r4 voice code one, r0 and r1 code three."""
    opened: list[Database] = []

    def make(views: str = 'barriers = ["D"]\nenablers = ["E"]', **more: object) -> Database:
        codings = [(f"i{number}", 0, 5, "T1.1", "a", "affirm") for number in range(5)]
        codings += [(f"i{number}", 0, 5, "T2.1", "a", "affirm") for number in range(2)]
        given = {"codings": codings, "interviews": SEVEN, "finished": [(interview, "a") for interview in SEVEN]} | more
        package = write_small(tmp_path, settings=f"{SETTINGS}\n[views]\n{views}\n", **given)
        codes = package / "codes.csv"
        text = codes.read_text().replace("T2,D,theme", "T2,E,theme") + "E,,domain,Carriers,false,false\n"
        codes.write_text(text)
        opened.append(open_release(package, tmp_path / "releases"))
        return opened[-1]

    yield make
    for database in opened:
        database.close()


def test_analysts_see_every_code_of_both_sides_as_an_independent_count_has_it(database: Database) -> None:
    voices = oracle.voiced(NORTHMERE)
    names = {row["code"]: row["name"] for row in oracle.rows(NORTHMERE, "codes") if row["level"] == "code"}
    expected = [
        [(len(oracle.people(voices[code])), names[code]) for code in names if code.startswith(side)] for side in "BM"
    ]
    ordered = [row for side in expected for row in sorted(side, key=lambda row: (-row[0], row[1]))]
    said = spoken(plate_of(shown(analyst(database)), "sides"))
    assert said == [f"{name}: {count} of 12 leaders. Open the evidence" for count, name in ordered]


def test_leaders_see_what_is_told_of_everyone_and_the_rest_as_change(database: Database) -> None:
    view = shown(leader(database))
    sides, change = spoken(plate_of(view, "sides")), words(plate_of(view, "change"))
    assert sides[0] == "Financial pressure: 9 of 12 leaders. Open the evidence"
    assert sides[13] == "Inter-professional relations: 8 of 12 leaders. Open the evidence"
    assert len(sides) == 13 + 6
    assert not any("Patient benefit" in row for row in sides)
    assert "Patient benefit" in change
    assert "4 more codes are told only as change between stages, below." in words(plate_of(view, "sides"))
    assert "95% interval" not in words(view)
    assert title_of(plate_of(view, "sides")) == (
        "Financial pressure leads the barriers with 9 of 12; three enablers share the lead with 8 of 12 each"
    )
    assert lede_of(view) == (
        "Financial pressure holds leaders back; Inter-professional relations, Local knowledge/culture and Trust "
        "building carry them; four more codes are told only as change between stages."
    )


def test_analysts_have_intervals_and_what_they_are(database: Database) -> None:
    view = shown(analyst(database))
    figures = [part.figure for part in parts(plate_of(view, "sides")) if hasattr(part, "figure")]
    [spans] = [trace for trace in figures[0].data if trace.name == "intervals"]
    assert len(spans.x) == 23
    assert spans.base[0] == pytest.approx(12 * 0.4677, abs=0.01)  # Wilson, 9 of 12
    assert "Pale bar: 95% interval (Wilson)" in words(view)
    theirs = [part.figure for part in parts(plate_of(shown(leader(database)), "sides")) if hasattr(part, "figure")]
    assert all(trace.name != "intervals" for trace in theirs[0].data)


def test_the_conference_reads_words_alone(database: Database) -> None:
    view = shown(presentation(database))
    sides = spoken(plate_of(view, "sides"))
    assert {row.split(": ")[1] for row in sides} == {"some of 12 leaders. Open the evidence"}
    names = [row.split(":")[0] for row in sides]
    assert names == sorted(names[:13]) + sorted(names[13:])
    assert title_of(plate_of(view, "sides")) == (
        "Each of the 13 barriers is voiced by some of 12; each of the six enablers is voiced by some of 12"
    )
    assert "13 barriers, each voiced by some of 12, hold leaders back; six enablers," in lede_of(view)


@pytest.mark.parametrize("width", ["wide", "medium", "narrow"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_row_is_said_at_every_width(database: Database, width: str, theme: str) -> None:
    view = shown(analyst(database), Selection(dimension=Dimension.ROLE_GROUP), width=width, theme=theme)
    assert len(spoken(plate_of(view, "sides"))) == 23
    assert title_of(plate_of(view, "sides")) == "Power dynamics: 5 of 6 senior managerial, 2 of 6 senior clinical"


def test_a_split_keeps_the_rows_in_their_places_and_the_groups_in_their_order(database: Database) -> None:
    whole = spoken(plate_of(shown(analyst(database)), "sides"))
    split = spoken(plate_of(shown(analyst(database), Selection(dimension=Dimension.STAGE)), "sides"))
    assert [row.split(":")[0] for row in split] == [row.split(":")[0] for row in whole]
    assert all(row.index("Autumn 2014") < row.index("Autumn 2015") for row in split)


def test_themes_and_domains_are_counted_too(database: Database) -> None:
    themes = shown(leader(database), Selection(level=Level.THEME))
    assert "Trust: 4 of 12 leaders. Open the evidence" in spoken(plate_of(themes, "sides"))
    domains = shown(leader(database), Selection(level=Level.DOMAIN))
    assert spoken(plate_of(domains, "sides")) == ["Barriers: 10 or more of 12 leaders. Open the evidence"]
    assert "Motivators and enablers has no number as a whole." in words(plate_of(domains, "sides"))
    assert "holds leaders back" not in words(domains)
    ours = shown(analyst(database), Selection(level=Level.DOMAIN))
    assert "has no number as a whole" not in words(ours)


def test_files_hold_the_domains_of_the_page(database: Database) -> None:
    view = shown(analyst(database), Selection(Filters(stages=("S1",)), level=Level.THEME))
    hrefs = [part.href for part in parts(view) if getattr(part, "className", "") == "cp-csv"]
    assert hrefs[0] == "/theme-prevalence.csv?stage=S1&level=theme&domain=B,M"
    assert all(href.endswith("domain=B,M") for href in hrefs)
    assert shown(leader(database)) is not None


def test_a_study_may_name_one_side_only(small: Callable) -> None:
    view = shown(leader(small('enablers = ["E"]')))
    assert spoken(plate_of(view, "sides")) == ["Code three: 2 or fewer of 7 leaders. Open the evidence"]
    assert title_of(plate_of(view, "sides")) == "No enabler is voiced by more than 2 of 7"
    assert "Barriers" not in words(plate_of(view, "sides"))


def test_a_domain_on_both_sides_is_a_barrier(small: Callable) -> None:
    assert barriers_and_enablers(analyst(small('barriers = ["D"]\nenablers = ["D", "E"]'))).domains == ("D", "E")


def test_one_of_a_side_is_not_said_to_lead(small: Callable) -> None:
    view = shown(analyst(small()))
    assert (
        title_of(plate_of(view, "sides")) == "Code one leads the barriers with 5 of 7; Code three is voiced by 2 of 7"
    )
    assert lede_of(view) == "Code one holds leaders back; Code three carries them."


def test_empty_pages_say_what_would_fill_them(small: Callable, database: Database) -> None:
    assert "study.toml, barriers and enablers under [views]" in words(shown(leader(small(""))))
    nobody = Selection(Filters(organisations=("south",), stages=("S1",)))
    assert "No one is left by these filters" in words(shown(analyst(database), nobody))


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"finished": []}, "No interview has been read to its end yet"),
        ({"codings": []}, "No one has coded anything yet"),
    ],
)
def test_pages_without_a_coding_say_so(small: Callable, more: dict[str, object], reason: str) -> None:
    assert reason in words(shown(analyst(small(**more))))


def test_what_was_not_recorded_and_what_has_no_level_is_told(small: Callable) -> None:
    database = small()
    assert "No organisations are recorded" in words(
        shown(analyst(database), Selection(dimension=Dimension.ORGANISATION))
    )


def test_too_few_people_have_no_number_and_no_answer(small: Callable) -> None:
    few = dict(list(SEVEN.items())[:3])
    database = small(
        interviews=few,
        finished=[(interview, "a") for interview in few],
        codings=[("i0", 0, 5, "T1.1", "a", "affirm")],
    )
    view = shown(leader(database))
    assert title_of(plate_of(view, "sides")) == "These leaders are too few for any number to be shown"
    assert lede_of(view) == ""
    assert "Code one: Not shown for this group. Open the evidence" in spoken(plate_of(view, "sides"))


def test_the_choice_is_offered_where_there_is_a_framework(small: Callable, database: Database) -> None:
    assert lenses(analyst(small())) == ()
    [choice] = lenses(leader(database))
    assert choice.options == (("own", "The study’s own themes"), ("Baker and Denis", "Baker and Denis"))


def test_leaders_read_the_items_with_each_code_and_no_sum(database: Database) -> None:
    view = shown(leader(database), LENS)
    said, rows = words(plate_of(view, "lens")), spoken(plate_of(view, "lens"))
    assert said.index("BD2 ·") < said.index("BD10 ·")
    assert NO_CODE in said
    assert "any of these" not in said.replace("\u00a0", " ")
    assert "Financial pressure: 9 of 12 leaders. Open the evidence" in rows
    assert "Shared narrative: as change. Open the evidence" in rows
    assert "told only as change between stages, below" in said
    assert "Senior commitment present" in words(plate_of(view, "change"))
    assert "Frontline empowerment" not in words(plate_of(view, "change"))
    assert (
        title_of(plate_of(view, "lens"))
        == "Nine of the ten items are heard from these leaders; one has no code in this study"
    )
    assert not [part for part in parts(view) if getattr(part, "id", "") == "plate-sides"]


def test_analysts_read_besides_how_many_voice_any_code_of_an_item(database: Database) -> None:
    voices = oracle.voiced(NORTHMERE)
    codes = [row["code"] for row in oracle.rows(NORTHMERE, "lens") if row["item"] == "BD10"]
    anyone = set().union(*(oracle.people(voices[code]) for code in codes))
    said = words(plate_of(shown(analyst(database), LENS), "lens")).replace("\u00a0", " ")
    assert f"BD10 · An enabling environment that buffers short-term factors (any of these: {len(anyone)} of 12)" in said
    assert "BD6 · Integration of care with seamless transitions (any" not in said  # one code alone


def test_codes_of_an_item_are_triangles_by_their_side_or_recorded_valence(database: Database) -> None:
    [figure] = [
        part.figure for part in parts(plate_of(shown(leader(database), LENS), "lens")) if hasattr(part, "figure")
    ]
    [people] = [trace for trace in figure.data if trace.name == "people"]
    assert set(people.marker.symbol) == {"triangle-down", "triangle-up", "circle"}


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_a_split_goes_through_the_framework_too(database: Database, width: str) -> None:
    view = shown(analyst(database), Selection(dimension=Dimension.STAGE, choices=LENS.choices), width=width)
    rows = spoken(plate_of(view, "lens"))
    assert len(rows) == len([row for row in oracle.rows(NORTHMERE, "lens") if row["code"]])
    assert all("Autumn 2014" in row for row in rows)


def test_a_framework_is_read_without_barriers_and_enablers(tmp_path: Path) -> None:
    package = write_small(
        tmp_path, codings=[("i0", 0, 5, "T1.1", "a", "affirm")], interviews=SEVEN, finished=[(i, "a") for i in SEVEN]
    )
    (package / "lens.csv").write_text("lens,item,item_name,code\nx,1,One,T1.1\nx,2,Two,T1.2\nx,2,Two,T2\nx,3,Three,D\n")
    database = open_release(package, tmp_path / "releases")
    view = shown(analyst(database), Selection(choices=(("lens", "x"),)))
    assert title_of(plate_of(view, "lens")) == "Two of the three items are heard from these leaders"
    theirs = shown(leader(database), Selection(choices=(("lens", "x"),)))
    assert title_of(plate_of(theirs, "lens")) == "None of the three items is certain to be heard from these leaders"
    database.close()


@pytest.mark.parametrize("gate", [leader, presentation])
@pytest.mark.parametrize("level", [Level.CODE, Level.THEME])
def test_nothing_on_the_page_depends_on_a_hidden_count(tmp_path: Path, gate: Callable, level: Level) -> None:
    views = f'{SETTINGS}\n[views]\nbarriers = ["D"]\nopposites = [["T1.1", "T1.2"], ["T1.2", "T2.1"]]\n'
    drawn = []
    for one, two, three in ((0, 2, 7), (2, 1, 5), (1, 0, 6)):  # of seven: 2 or fewer, 2 or fewer, 5 or more
        voiced = {"T1.1": one, "T1.2": two, "T2.1": three}
        codings = [(f"i{number}", 0, 5, code, "a", "affirm") for code, most in voiced.items() for number in range(most)]
        folder = tmp_path / str(one)
        folder.mkdir()
        finished = [(interview, "a") for interview in SEVEN]
        package = write_small(folder, codings=codings, interviews=SEVEN, finished=finished, settings=views)
        database = open_release(package, folder / "releases")
        drawn.append(json.dumps(shown(gate(database), Selection(level=level)), cls=PlotlyJSONEncoder))
        database.close()
    assert drawn[0] == drawn[1] == drawn[2]


@pytest.fixture
def twice(tmp_path: Path) -> Iterator[Callable[..., Database]]:
    """Seven people interviewed twice; theme one is released as change: four voice code one first, then all but one."""
    opened: list[Database] = []

    def make(codes: str = "T1") -> Database:
        interviews = {f"i{number}": (f"r{number % 7}", "S1" if number < 7 else "S2") for number in range(14)}
        codings = [(f"i{number}", 0, 5, "T1.1", "a", "affirm") for number in (0, 1, 2, 3, *range(7, 13))]
        finished = [(interview, "a") for interview in interviews]
        views = (
            f'{SETTINGS}\n[views]\nbarriers = ["{codes}"]\nopposites = [["T1.1", "T1.2"]]\n[release]\nchange = ["T1"]\n'
        )
        package = write_small(tmp_path, codings=codings, interviews=interviews, finished=finished, settings=views)
        text = (package / "codes.csv").read_text()
        if codes == "E":
            text = text.replace("T1,D,theme", "T1,E,theme") + "E,,domain,Hinders,false,false\n"
        (package / "codes.csv").write_text(text)
        opened.append(open_release(package, tmp_path / "releases"))
        return opened[-1]

    yield make
    for database in opened:
        database.close()


def test_a_page_may_hold_nothing_but_change(twice: Callable) -> None:
    view = shown(leader(twice("E")))
    assert not [part for part in parts(view) if getattr(part, "id", "") == "plate-sides"]
    assert lede_of(view) == ""
    assert "Code one" in words(plate_of(view, "change"))
    opposed = plate_of(view, "opposites")
    assert title_of(opposed) == (
        "Code one is voiced by more leaders than Code two: 5 or more of 7 against 2 or fewer of 7 in Second round"
    )
    assert "of those interviewed at both stages · n = 7 · First round and Second round · release 1" in words(opposed)


def test_a_domain_on_two_bases_has_no_number_and_says_so(twice: Callable) -> None:
    assert "Barriers has no number as a whole" in words(shown(leader(twice("D")), Selection(level=Level.DOMAIN)))


def side(mark: str, spans: dict[str, tuple[int | None, int | None]]) -> pl.DataFrame:
    rows = [
        (mark, name, least, most, 12, f"{least} of 12" if least == most else f"{least} to {most} of 12")
        for name, (least, most) in spans.items()
    ]
    kinds = {
        "mark": pl.String,
        "name": pl.String,
        "least": pl.Int64,
        "most": pl.Int64,
        "n": pl.Int64,
        "says": pl.String,
    }
    return pl.DataFrame(rows, kinds, orient="row")


@pytest.mark.parametrize(
    ("spans", "title", "answer"),
    [
        ({"A": (9, 9), "B": (4, 4)}, "A leads the barriers with 9 of 12", "A and B hold people back."),
        ({"A": (9, 9), "B": (9, 9), "C": (4, 4)}, "A and B lead the barriers with 9 of 12 each",
         "A, B and C hold people back."),
        ({"A": (9, 9), "B": (4, 4), "C": (4, 4), "D": (4, 4)}, "A leads the barriers with 9 of 12",
         "A holds people back."),
        ({"A": (9, 9), "B": (0, 2)}, "A leads the barriers with 9 of 12", "A holds people back."),
        ({"A": (10, 12), "B": (10, 12)}, "Each of the two barriers is voiced by 10 to 12 of 12",
         "A and B hold people back."),
        ({"A": (0, 0), "B": (0, 0)}, "No one voiced a barrier", "No one voiced a barrier."),
        ({"A": (0, 2), "B": (0, 2)}, "No barrier is voiced by more than 2 of 12",
         "No barrier is voiced by more than 2 of 12."),
    ],
)  # fmt: skip
def test_titles_and_answers_rest_on_the_bands(spans: dict, title: str, answer: str) -> None:
    rows = side("barrier", spans)
    assert finding_of_sides(rows, "people") == title
    assert answer_of_sides(rows, "people", more=0, level=Level.CODE) == answer


def test_an_answer_names_the_people_once_and_what_is_told_elsewhere() -> None:
    rows = pl.concat([side("barrier", {"A": (0, 0)}), side("enabler", {"B": (3, 3)})])
    said = answer_of_sides(rows, "people", more=1, level=Level.THEME)
    assert said == "No one voiced a barrier; B carries people; one more theme is told only as change between stages."


def test_an_item_counts_as_heard_only_where_that_is_certain() -> None:
    whole = pl.DataFrame(
        {
            "item": ["1", "2", "2", "3", "4", "5"],
            "code": ["a", "b", "c", "d", None, "e"],
            "least": [3, 0, 0, None, None, 0],
            "most": [3, 2, 0, None, None, 0],
        }
    )
    change = pl.DataFrame(
        {"code": ["d"], "before_least": [0], "after_least": [4], "before_most": [2], "after_most": [4]}
    )
    assert finding_of_lens(whole, change, "people") == (
        "At least two of the five items are heard from these people; one has no code in this study"
    )
    silent = finding_of_lens(whole.filter(pl.col("item").is_in(["4", "5"])), change, "people")
    assert silent == "None of the two items is heard from these people; one has no code in this study"
    sure = whole.filter(pl.col("item") != "2")
    assert finding_of_lens(sure, change, "people").startswith("Two of the four items are heard")
