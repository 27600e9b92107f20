import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from dash.development.base_component import Component

from dashboard.components import standings
from dashboard.components.indicators import (
    Measure,
    axis,
    lowered,
    measures,
    missing,
    period_label,
    short_names,
    span,
    tick,
    value,
)
from dashboard.page import Display, Edition
from dashboard.pages.place_and_issue import choices, page
from queries.comparison import comparison, networks_observed, periods
from queries.database import Database
from queries.disclosure import Gate
from queries.selection import Selection
from queries.study import overview
from tests import oracle
from tests.dashboard.test_themes_page import words
from tests.gates import analyst, leader, presentation
from tests.queries.test_comparison import BEFORE, YEAR, Seen, crowd, indicator, prevalence, share, study
from tests.studies import NORTHMERE, open_release, write_small

GATES = pytest.mark.parametrize("gate_of", [leader, presentation, analyst])


def view(gate: Gate, selection: Selection = Selection(), **display: Any) -> Component:  # noqa: B008
    return page.view(page, gate, Edition(overview(gate), "release 1"), selection, Display(**display))


def found(component: object, kind: str) -> list[Any]:
    """All components of a kind, in the order in which they stand."""
    if isinstance(component, list | tuple):
        return [one for child in component for one in found(child, kind)]
    if not isinstance(component, Component):
        return []
    own = [component] if type(component).__name__ == kind else []
    return own + found(getattr(component, "children", None), kind)


def titles(component: object) -> list[str]:
    return [words(one) for one in found(component, "H2")]


def rows(component: object) -> dict[str, str]:
    """What each row of the charts says, by indicator."""
    chart = [one for one in found(component, "Button") if getattr(one, "className", "") == "cp-chart-row"]
    return {getattr(one, "data-indicator"): getattr(one, "aria-label") for one in chart}


def claims(component: object) -> dict[str, list[str]]:
    """The cells of each claim: what the data show, whether it is as claimed, what speaks against it."""
    table = next(one for one in found(component, "Table") if "cp-claims" in one.className)
    body = [row for row in found(table, "Tr") if found(row, "Td")]
    return {words(found(row, "Th")): [words(cell) for cell in found(row, "Td")] for row in body}


def told(gate: Gate, period: str | None = None) -> dict[str, Measure]:
    return {one.about["indicator"]: one for one in measures(networks_observed(gate, period), comparison(gate, period))}


def cities(folder: Path) -> Database:
    """Three place-based networks beside four issue-based ones."""
    about = [
        indicator("reach", unit="proportion", source_type="administrative", stated_contrast="place_higher"),
        indicator("far", unit="km", source_type="administrative", stated_contrast="issue_higher"),
        indicator("culture", stated_contrast="similar", claim_basis="author_assertion"),
        indicator("people", unit="persons", source_type="administrative", stated_contrast="none"),
        prevalence("voiced") | {"stated_contrast": "place_higher", "claim_basis": "empirical_case"},
    ]
    figures = {
        "reach": {"n": 0.75, "m": 0.75, "p": 0.5, "x": 0.25, "y": 0.75, "z": 0.25, "w": 0.25},
        "far": {"n": 5, "m": 7, "p": 9, "x": 60, "y": 50, "z": 40, "w": ""},
        "culture": {"n": 3.6, "m": 3.7, "p": 3.5, "x": 3.0, "y": 3.5, "z": 3.8, "w": 4.5},
        "people": {"n": 9e5, "m": 5e5, "p": 4e5, "x": 3e5, "y": 6e5, "z": 1e5, "w": 2e5},
    }
    seen = [Seen(name, key, number) for name, own in figures.items() for key, number in own.items() if number != ""]
    seen += [share("voiced", key, count, 12) for key, count in {"m": 7, "p": 4, "x": 5, "y": 3, "z": 1}.items()]
    seen.append(share("voiced", "n", 6, 12))
    return study(folder, about, seen, places=("n", "m", "p"), issue=("x", "y", "z", "w"), first=crowd(6))


def one_place(
    folder: Path, seen: Mapping[str, Mapping[str, float]], more: Mapping[str, Mapping[str, object]]
) -> Database:
    """A study of network n beside x, y and z; `seen` gives the values of each indicator, `more` what it is."""
    about = [indicator(name, source_type="administrative", **more.get(name, {})) for name in seen]
    observed = [Seen(name, key, number) for name, own in seen.items() for key, number in own.items()]
    return study(folder, about, observed)


HIGHER, LOWER, NONE = ({"stated_contrast": one} for one in ("place_higher", "issue_higher", "none"))
FIRST, LAST = {"n": 9, "x": 1, "y": 2, "z": 3}, {"n": 0, "x": 1, "y": 2, "z": 3}


# What Northmere's page says


@GATES
def test_every_indicator_of_northmere_is_a_row_that_opens_it(database: Database, gate_of: Any) -> None:
    said = rows(view(gate_of(database)))
    assert set(said) == {row["indicator"] for row in oracle.rows(NORTHMERE, "indicators")}
    assert all("Northmere" in text and text.endswith("Open the measure") for text in said.values())


def test_differences_likenesses_and_the_rest_are_told_apart(database: Database) -> None:
    drawn = view(leader(database))
    heads = [words(one) for one in found(drawn, "Span") if getattr(one, "className", "") == "cp-head"]
    assert heads == [
        "Where a difference is expected", "Where no difference is expected", "Where no claim is made",
        "Claim against data",
    ]  # fmt: skip
    contrasts = {row["indicator"]: row["stated_contrast"] for row in oracle.rows(NORTHMERE, "indicators")}
    order = [["place_higher", "issue_higher"], ["similar"], ["none"]]
    expected = [{key for key, one in contrasts.items() if one in kinds} for kinds in order]
    plates = [set(rows(one)) for one in found(drawn, "Figure")]
    assert plates == [*expected, set()]


def test_northmere_titles_agree_with_a_count_over_the_tables(database: Database) -> None:
    seen = [row for row in oracle.rows(NORTHMERE, "observations") if row["period_start"] == YEAR[0]]
    about = {row["indicator"]: row for row in oracle.rows(NORTHMERE, "indicators")}
    first, beaten = 0, []
    for key, row in about.items():
        values = {one["subject"]: float(one["value"]) for one in seen if one["indicator"] == key and one["value"]}
        own, others = values.pop("northmere"), list(values.values())
        if row["stated_contrast"] == "place_higher":
            first += own >= max(others)
            beaten += [] if own >= max(others) else [row["name"]]
        elif row["stated_contrast"] == "issue_higher":
            first += own <= min(others)
            beaten += [] if own <= min(others) else [row["name"]]
    stated = sum(row["stated_contrast"] in ("place_higher", "issue_higher") for row in about.values())
    title = titles(view(analyst(database)))[0]
    assert title == (
        f"Northmere comes first, as expected, on {first} of {stated} measures, but not on {lowered(beaten[0])}"
    )
    assert len(beaten) == 1


def test_leaders_are_told_ranges_and_no_reasons(database: Database) -> None:
    drawn = view(leader(database))
    said = rows(drawn)
    assert "10 or more of 12, highest of 9 with data; 1 network: no value to show" in said["power_barrier"]
    assert "Northmere No value to show; 3 networks: no value to show" in said["external_ties"]
    text = words(drawn)
    for hidden in ("not collected", "too few", "not applicable", "no data", "z =", "p =", "Hedges", "11 of 12"):
        assert hidden not in text
    assert "told as a range" in text
    assert "we can say where Northmere stands. We cannot say why." in text


def test_analysts_have_every_value_and_the_distance(database: Database) -> None:
    drawn = view(analyst(database))
    assert "told as a range" not in words(drawn)
    assert "Northmere +0.43, highest of 7 with data; 3 networks: no data" in rows(drawn)["external_ties"]
    assert "Standard deviations from their mean" in words(drawn)
    assert re.search(r"2\.76 \(0\.91 to 4\.58\)", words(drawn))


def test_on_the_screen_people_are_words_with_their_meaning(database: Database) -> None:
    drawn = view(presentation(database))
    said = rows(drawn)
    assert "Northmere nearly all of 12" in said["power_barrier"]
    assert "Northmere some of 12, cannot be told" in said["neutral_setting"].replace("Cannot", "cannot")
    assert "Northmere 88 days, fastest of 7 with data" in said["days_to_adoption"]
    assert "Nearly all: 10 or more of 12." in words(drawn)
    assert not re.search(r"\b\d+ of (10|11|12)\b(?! with)", " ".join(said.values()))


@pytest.mark.parametrize("width", ["wide", "medium", "narrow"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_size_says_the_same(database: Database, width: str, theme: str) -> None:
    drawn = view(leader(database), width=width, theme=theme)
    assert rows(drawn) == rows(view(leader(database)))
    tops = [one.style["top"] for one in found(drawn, "Button") if getattr(one, "className", "") == "cp-chart-row"]
    assert tops
    heights = [float(one.style["height"][:-2]) for one in found(drawn, "Button")
               if getattr(one, "className", "") == "cp-chart-row"]  # fmt: skip
    assert min(heights) >= 44


def test_periods_are_a_choice_the_latest_first_and_the_file_is_of_the_same(database: Database) -> None:
    (choice,) = choices(leader(database))
    assert (choice.name, [label for _, label in choice.options]) == ("period", ["2015", "2014"])
    before = Selection(choices=(("period", "/".join(BEFORE)),))
    drawn = view(leader(database), before)
    assert " · 2014 · release 1" in words(drawn)
    assert " · 2015 · release 1" in words(view(leader(database)))
    files = {one.href for one in found(drawn, "A")}
    assert files == {"/comparison.csv?period=2014-01-01%2F2014-12-31"}
    assert "No value to show" in rows(drawn)["shared_narrative"]
    assert "7 of 10" in rows(view(leader(database)))["shared_narrative"]


def test_one_period_is_no_choice(tmp_path: Path) -> None:
    assert choices(leader(one_place(tmp_path, {"a": FIRST}, {}))) == ()


# Titles


@pytest.mark.parametrize(
    ("seen", "more", "title"),
    [
        ({"a": FIRST}, {"a": HIGHER}, "Network n comes first, as expected, on a"),
        ({"a": LAST}, {"a": LOWER}, "Network n comes first, as expected, on a"),
        ({"a": LAST}, {"a": HIGHER}, "Network n does not come first, as expected, on this measure"),
        ({"a": LAST, "b": LAST}, {"a": HIGHER, "b": HIGHER},
         "Network n does not come first, as expected, on any of these 2 measures"),
        ({"a": FIRST, "b": LAST, "c": FIRST}, dict.fromkeys("abc", HIGHER),
         "Network n comes first, as expected, on a and c only"),
        ({"a": FIRST | {"x": 9}}, {"a": HIGHER}, "Network n comes first or joint first, as expected, on a"),
        (dict.fromkeys("abcd", FIRST), dict.fromkeys("abcd", HIGHER),
         "Network n comes first, as expected, on all 4 measures"),
        (dict.fromkeys("abcd", FIRST) | {"e": LAST}, dict.fromkeys("abcde", HIGHER),
         "Network n comes first, as expected, on 4 of 5 measures, but not on e"),
        (dict.fromkeys("abcd", FIRST) | dict.fromkeys("efgh", LAST), dict.fromkeys("abcdefgh", HIGHER),
         "Network n comes first, as expected, on 4 of 8 measures"),
        ({"a": {"x": 1}}, {"a": HIGHER}, "Where Network n stands cannot be told on this measure"),
        ({"a": FIRST}, {}, "On the one measure that tells, where no difference is expected, Network n does not stand in "
         "the middle half of the others"),
        ({"a": FIRST | {"n": 2}}, {}, "On the one measure that tells, where no difference is expected, Network n stands "
         "in the middle half of the others"),
        ({"a": FIRST, "b": LAST}, {},
         "On none of 2 measures where no difference is expected Network n stands in the middle half of the others"),
        ({"a": {"n": 2, "x": 1}}, {},
         "Whether Network n stands in the middle half of the others cannot be told on this measure"),
        ({"a": FIRST, "b": LAST}, {"a": NONE, "b": NONE | {"unit": "km"}},
         "Where no claim is made, Network n is highest on a and closest on b"),
        ({"a": FIRST | {"n": 2}}, {"a": NONE}, "Where no claim is made, Network n is not at either end"),
        ({"a": {"x": 2}}, {"a": NONE}, "Where no claim is made, Network n is not known to be at either end"),
        (dict.fromkeys("abcd", FIRST), dict.fromkeys("abcd", NONE),
         "Where no claim is made, Network n is at one end on 4 of 4 measures"),
    ],
)  # fmt: skip
def test_a_title_states_what_its_strips_show(
    tmp_path: Path, seen: Mapping[str, Mapping[str, float]], more: Mapping[str, Mapping[str, object]], title: str
) -> None:
    assert titles(view(leader(one_place(tmp_path, seen, more))))[0] == title


@pytest.mark.parametrize(
    ("places", "issue", "lede"),
    [
        (["Northmere Quality Network"], 9, "With one place network against nine we can say where Northmere stands. We "
         "cannot say why."),
        (["Northmere"], 0, "There is no issue-based network to compare Northmere with, so the data cannot answer."),
        (["A", "B"], 0, "There is no issue-based network to compare a place-based network with, so the data cannot "
         "answer."),
        (["A", "B"], 1, "With two place networks against one issue network we can say how the two kinds differ here. We "
         "cannot say that place is the reason."),
        (["A", "B", "C"], 12, "With three place networks against 12 issue networks we can say how the two kinds differ "
         "here. We cannot say that place is the reason."),
    ],
)  # fmt: skip
def test_the_answer_rests_on_how_many_networks_there_are(places: list[str], issue: int, lede: str) -> None:
    assert standings.lede(places, issue) == lede


# Several places


@GATES
def test_three_cities_stand_on_one_strip_each_with_its_name(tmp_path: Path, gate_of: Any) -> None:
    drawn = view(gate_of(cities(tmp_path)))
    said = rows(drawn)
    assert set(said) == {"reach", "far", "culture", "people", "voiced"}
    assert said["far"] == (
        "far: Network m 7 km, 2nd closest of 6 with data; Network n 5 km, closest of 6 with data; "
        "Network p 9 km, 3rd closest of 6 with data; 1 network: "
        f"{'no data' if gate_of is analyst else 'no value to show'}. Open the measure"
    )
    assert "Network m 75%, joint highest of 7 with data" in said["reach"]
    figure = found(drawn, "Graph")[0].figure
    diamonds = next(one for one in figure.data if one.name == "place-based")
    assert len(diamonds.x) == (6 if gate_of is presentation else 9)  # there, people are ranges
    names = next(one for one in figure.data if one.name == "names")
    assert set(names.text) == {"Network m", "Network n", "Network p"}


def test_titles_of_three_cities(tmp_path: Path) -> None:
    assert titles(view(analyst(cities(tmp_path)))) == [
        "A place-based network comes first or joint first, as expected, on far, reach and voiced",
        "On the one measure that tells, where no difference is expected, every place-based network stands in the middle "
        "half of the others",
        "Where no claim is made, a place-based network is at one end on the one measure",
        "On all 4 claims the data are as claimed",
    ]


def test_claims_are_said_of_each_of_three_cities(tmp_path: Path) -> None:
    cells = claims(view(analyst(cities(tmp_path))))
    shown, verdicts, against = cells["far: shorter in place-based networks"]
    assert "Network n: 5 km, closest of 6 with data" in shown
    assert verdicts.count("As claimed") == 3
    assert against == "1 network: no data"
    assert "Network p: 1 of 4 issue networks is higher" in cells["reach: higher in place-based networks"][2]
    assert "Network n: 1 of 4 issue networks is equal" in cells["reach: higher in place-based networks"][2]


# Claims


@pytest.mark.parametrize(
    ("own", "others", "contrast", "verdict"),
    [
        (9, (1, 2, 3), "place_higher", "as claimed"),
        (2.5, (1, 2, 3), "place_higher", "as claimed"),
        (1.5, (1, 2, 3), "place_higher", "not as claimed"),
        (2, (1, 2, 3), "place_higher", "not as claimed"),
        (0, (1, 2, 3), "issue_higher", "as claimed"),
        (9, (1, 2, 3), "issue_higher", "not as claimed"),
        (2, (1, 2, 3), "similar", "as claimed"),
        (9, (1, 2, 3), "similar", "not as claimed"),
        (2, (1,), "similar", "cannot be told"),
        (2, (), "place_higher", "cannot be told"),
    ],
)
def test_a_claim_is_set_beside_more_than_half_of_the_others(
    tmp_path: Path, own: float, others: Sequence[float], contrast: str, verdict: str
) -> None:
    values = {"n": own, **dict(zip("xyz", others, strict=False))}
    database = one_place(tmp_path, {"a": values}, {"a": {"stated_contrast": contrast}})
    (cells,) = claims(view(leader(database))).values()
    assert cells[1] == verdict[:1].upper() + verdict[1:]


def test_a_verdict_is_told_only_where_every_value_left_open_gives_it(tmp_path: Path) -> None:
    about = [prevalence(name) | {"stated_contrast": "place_higher"} for name in ("sure", "open", "against")]
    seen = [share("sure", key, 5, 12) for key in "xyz"]
    seen += [share("open", "x", 12, 12), share("open", "y", 11, 12), share("open", "z", 3, 12)]
    seen += [share("against", "x", 50, 60), share("against", "y", 53, 60), share("against", "z", 54, 60)]
    database = study(tmp_path, about, seen, first=crowd(11))
    told_ = {key: standings.verdict(one, one.places[0]) for key, one in told(leader(database)).items()}
    assert told_ == {"sure": "as claimed", "open": "cannot be told", "against": "cannot be told"}
    exact = {key: standings.verdict(one, one.places[0]) for key, one in told(analyst(database)).items()}
    assert "cannot be told" in set(exact.values())  # nothing is recorded of n itself


def test_grounds_are_kept_apart_the_firmest_first(tmp_path: Path) -> None:
    grounds = {"d": "author_assertion", "c": "literature", "b": "empirical_case", "a": "measured_here", "e": ""}
    more = {name: HIGHER | {"claim_basis": ground} for name, ground in grounds.items()}
    drawn = view(leader(one_place(tmp_path, dict.fromkeys(grounds, FIRST), more)))
    table = next(one for one in found(drawn, "Table") if "cp-claims" in one.className)
    sections = [words(found(body, "Tr")[0]) for body in found(table, "Tbody")]
    starts = (
        "Measured here",
        "This case",
        "Literature",
        "Authors’ argument",
        "The ground of these claims is not recorded",
    )
    assert [section.strip().startswith(start) for section, start in zip(sections, starts, strict=True)] == [True] * 5
    assert titles(drawn)[-1] == "On all 5 claims the data are as claimed"


def test_what_speaks_against_a_claim_is_said(tmp_path: Path) -> None:
    seen = {"a": {"n": 2, "x": 1, "y": 1.5, "z": 3}, "b": {"n": 9, "x": 1, "y": 2, "z": 3}, "c": LAST, "d": FIRST}
    more = {"a": HIGHER, "b": {"stated_contrast": "similar"}, "c": {"stated_contrast": "similar"}, "d": LOWER}
    cells = claims(view(leader(one_place(tmp_path, seen, more))))
    assert [one[2] for one in cells.values()] == [
        "1 of 3 issue networks is higher", "Above the middle half of the others", "Below the middle half of the others",
        "3 of 3 issue networks are lower",
    ]  # fmt: skip
    survey = study(tmp_path / "survey", [indicator("s")], [Seen("s", key, 3) for key in "nxyz"])
    assert [one[2] for one in claims(view(leader(survey))).values()] == ["People of one place only"]


def test_a_study_without_claims_has_no_table_of_them(tmp_path: Path) -> None:
    drawn = view(leader(one_place(tmp_path, {"a": FIRST}, {"a": NONE})))
    assert "Claim against data" not in words(drawn)
    assert len(titles(drawn)) == 1


@pytest.mark.parametrize(
    ("seen", "title"),
    [
        ({"a": FIRST}, "On the one claim the data are as claimed"),
        ({"a": LAST}, "On the one claim the data are not as claimed"),
        ({"a": FIRST, "b": LAST, "c": LAST, "d": {"x": 1}},
         "On 1 of 4 claims the data are as claimed, on 2 they are not and on 1 they cannot tell"),
        ({"a": LAST, "b": LAST}, "On none of 2 claims the data are as claimed and on 2 they are not"),
    ],
)  # fmt: skip
def test_the_title_of_the_claims_counts_them(
    tmp_path: Path, seen: Mapping[str, Mapping[str, float]], title: str
) -> None:
    assert titles(view(leader(one_place(tmp_path, seen, dict.fromkeys(seen, HIGHER)))))[-1] == title


# Where there is little


@GATES
def test_no_comparator_is_said_and_not_zero(tmp_path: Path, gate_of: Any) -> None:
    database = study(tmp_path, [indicator("a", **HIGHER)], [Seen("a", "n", 3)], issue=())
    drawn = view(gate_of(database))
    assert "There is no issue-based network to compare Network n with" in words(drawn)
    assert rows(drawn)["a"] == "a: Network n 3.0 of 5, No comparator data. Open the measure"
    assert titles(drawn) == ["Where Network n stands cannot be told on this measure",
                             "On the one claim the data cannot tell"]  # fmt: skip
    assert "○" not in words(drawn)


@GATES
def test_a_study_without_a_place_says_which_table_names_one(tmp_path: Path, gate_of: Any) -> None:
    database = study(tmp_path, [indicator("a")], [Seen("a", "x", 3)], places=(), belong={"only": "x"})
    assert "No place-based network is recorded" in words(view(gate_of(database)))


@GATES
def test_nothing_observed_says_which_tables_would_fill_it(tmp_path: Path, gate_of: Any) -> None:
    seen = [Seen("a", "o", 3, subject_type="organisation")]
    bodies = study(tmp_path / "bodies", [indicator("a")], seen)
    bare = write_small(tmp_path / "bare", codings=[], interviews={"i": ("r", "S1")}, finished=[])
    for database in (bodies, open_release(bare, tmp_path / "releases")):
        text = words(view(gate_of(database)))
        assert "Nothing has been observed of networks yet" in text
        assert "observations.csv holds the values of networks" in text
        assert choices(gate_of(database)) == ()


# Words


@pytest.mark.parametrize(
    ("unit", "number", "said"),
    [
        ("proportion", 0.56, "56%"), ("proportion", 0.125, "12.5%"), ("proportion", 0.0004, "0.04%"),
        ("proportion", 0, "0%"), ("proportion_of_respondents", 0.4784, "47.8%"), ("persons", 640000, "640,000"),
        ("km", 4.9, "4.9 km"), ("km", 1, "1 km"), ("years", 6.4, "6.4 years"), ("years", 1, "1 year"),
        ("days", 88, "88 days"), ("days", 1, "1 day"), ("days", 262.5, "262 days"), ("likert_1_5", 3.8, "3.8 of 5"),
        ("likert_1_5", 4, "4.0 of 5"), ("likert_1_5", 3.85, "3.85 of 5"), ("scale_1_4", 3, "3.0 of 4"),
        ("ordinal_1_3", 2.9, "2.9 of 3"), ("index_m1_1", -0.43, "−0.43"), ("index_m1_1", 0.43, "+0.43"),
        ("index_m1_1", 0, "0.00"), ("count", 12, "12"), ("gbp", 1200, "£1,200"), ("gbp", -12.5, "−£12.5"),
    ],
)  # fmt: skip
def test_values_have_their_unit(unit: str, number: float, said: str) -> None:
    assert value(unit, number) == said


@pytest.mark.parametrize(
    ("unit", "number", "said"),
    [
        ("proportion", 0.5, "50%"), ("proportion_of_respondents", 0.5, "half"), ("proportion_of_respondents", 1, "all"),
        ("proportion_of_respondents", 0.25, "25%"), ("likert_1_5", 3, "3.0"), ("index_m1_1", -1, "−1"),
        ("index_m1_1", 0, "0"), ("index_m1_1", 1, "+1"), ("persons", 500000, "500,000"), ("gbp", 500, "£500"),
    ],
)  # fmt: skip
def test_ticks_are_short(unit: str, number: float, said: str) -> None:
    assert tick(unit, number) == said


def test_a_span_says_its_unit_once() -> None:
    assert span("proportion", 0.39, 0.47) == "39% to 47%"
    assert span("likert_1_5", 3.2, 3.5) == "3.2 to 3.5 of 5"
    assert span("km", 43, 66) == "43 to 66 km"


@pytest.mark.parametrize(
    ("unit", "bounds", "values", "ends"),
    [
        ("proportion", (None, None), (0.2, 0.3), (0, 1)),
        ("index_m1_1", (None, None), (0.2,), (-1, 1)),
        ("km", (0, None), (4.9, 71.4), (0, 80)),
        ("days", (None, None), (88, 345), (0, 400)),
        ("persons", (0, None), (640000, 768898), (0, 800000)),
        ("count", (0, 20), (3,), (0, 20)),
        ("count", (0, 20), (30,), (0, 40)),
        ("count", (5, None), (3, 7), (0, 8)),
        ("gbp", (None, None), (-30, 50), (-40, 60)),
        ("km", (0, None), (0,), (0, 1)),
        ("km", (None, None), (), (0, 1)),
    ],
)
def test_an_axis_holds_every_value(
    unit: str, bounds: tuple[float | None, float | None], values: Sequence[float], ends: tuple[float, float]
) -> None:
    about = {"unit": unit, "minimum": bounds[0], "maximum": bounds[1]}
    found_ = axis(Measure(about, (), tuple({"low": one, "high": one} for one in values)))
    assert found_ == pytest.approx(ends)


def test_names_are_short_where_that_says_which_is_meant() -> None:
    names = ["Northmere Quality Network", "Stroke Recovery Collaboration", "Falls Network", "Falls Alliance", "Network"]
    assert list(short_names(names).values()) == [
        "Northmere", "Stroke Recovery", "Falls Network", "Falls Alliance", "Network",
    ]  # fmt: skip
    assert [lowered(name) for name in ("Reach", "E-I index", "A", "")] == ["reach", "E-I index", "a", ""]


def test_periods_are_said_in_years_where_they_are_whole(database: Database) -> None:
    for period, start, end in periods(analyst(database)).iter_rows():
        assert period_label(start, end) == period[:4]
    start, end = periods(analyst(database)).select("period_start", "period_end").row(0)
    assert period_label(start.replace(year=2013), end) == "2013 to 2015"
    assert period_label(start.replace(day=2), end) == "2 Jan 2015 to 31 Dec 2015"


def test_what_is_missing_is_counted(tmp_path: Path) -> None:
    database = one_place(tmp_path, {"a": FIRST, "b": {"n": 1, "x": 1}, "c": {"n": 1, "x": 1, "y": 1}}, {})
    told_ = told(analyst(database))
    assert [missing(one, is_restricted=True) for one in told_.values()] == [
        "all 3 have data", "2 networks: no data", "1 network: no data",
    ]  # fmt: skip
    assert missing(told_["b"], is_restricted=False) == "2 networks: no value to show"
    assert missing(Measure({}, (), ({"low": 1},)), is_restricted=True) == ""
