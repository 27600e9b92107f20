from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.address import known_to, query_string, selection_from
from dashboard.page import Choice
from queries.database import Database
from queries.selection import Dimension, Filters, Level, Selection
from tests.gates import analyst

keys = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._ -]{0,10}", fullmatch=True)
values = st.lists(keys | st.just(""), unique=True, max_size=3).map(tuple)
selections = st.builds(
    Selection,
    filters=st.builds(Filters, values, values, values, values, values),
    dimension=st.sampled_from(Dimension),
    level=st.sampled_from(Level),
    code=keys | st.just(""),
    indicator=keys | st.just(""),
    finding=keys | st.just(""),
    choices=st.lists(
        st.sampled_from([("kind", "change"), ("year", "2014"), ("year", "2015")]), unique_by=lambda pair: pair[0]
    )
    .map(sorted)
    .map(tuple),
)
CHOICES = (
    Choice("kind", "Kind", (("all", "All"), ("change", "Change"))),
    Choice("year", "Year", (("2016", "2016"), ("2015", "2015"), ("2014", "2014"))),
)


@given(selections)
def test_an_address_brings_back_the_selection_it_was_made_from(selection: Selection) -> None:
    query = parse_qs(query_string(selection).lstrip("?"))
    assert selection_from(query, lambda name, value: True, CHOICES) == (selection, [])


@given(
    st.dictionaries(
        st.text(max_size=12) | st.sampled_from(["stage", "dimension", "level", "code"]),
        st.text(max_size=12) | st.lists(st.text(max_size=5), max_size=3),
        max_size=5,
    )
)
def test_any_query_string_gives_a_selection(query: dict[str, str | list[str]]) -> None:
    selection, _ = selection_from(query, lambda name, value: False)
    assert selection.filters == Filters()
    assert selection.code == ""


@pytest.mark.parametrize(
    ("query", "kept", "dropped"),
    [
        ({"kind": "all"}, (), []),
        ({"kind": ""}, (), []),
        ({"kind": "change", "year": "2014"}, (("kind", "change"), ("year", "2014")), []),
        ({"kind": "gone", "year": "2014"}, (("year", "2014"),), ["kind"]),
        ({"lens": "x"}, (), ["lens"]),
    ],
)
def test_a_choice_that_the_page_has_is_kept_and_its_default_is_none(
    query: dict[str, str], kept: tuple[tuple[str, str], ...], dropped: list[str]
) -> None:
    selection, was_dropped = selection_from(query, lambda name, value: True, CHOICES)
    assert (selection.choices, was_dropped) == (kept, dropped)
    assert selection.choice("kind") == dict(kept).get("kind", "")


def test_evidence_that_is_unknown_is_dropped_and_said() -> None:
    asked = {"code": "L1", "indicator": "days", "finding": "f1"}
    selection, dropped = selection_from(asked, lambda name, value: name in ("level", "dimension", "finding"))
    assert (selection.code, selection.indicator, selection.finding) == ("", "", "f1")
    assert dropped == ["code", "indicator"]


def test_defaults_stay_out_of_the_address() -> None:
    assert query_string(Selection()) == ""
    assert query_string(Selection(Filters(stages=("S1",)), Dimension.ROLE_GROUP)) == "?stage=S1&dimension=role_group"


@pytest.mark.parametrize(
    ("query", "kept", "dropped"),
    [
        ({"stage": "S1"}, Filters(stages=("S1",)), False),
        ({"stage": "S1,S9"}, Filters(stages=("S1",)), True),
        ({"stage": ["S1", "S3"]}, Filters(stages=("S1", "S3")), False),
        ({"organisation": "nowhere"}, Filters(), True),
        ({"page": "x"}, Filters(), True),
        ({"dimension": "respondent"}, Filters(), True),
        ({"level": ""}, Filters(), True),
        ({"code": "L2.5,L1"}, Filters(), False),
        ({"code": "XX"}, Filters(), True),
    ],
)
def test_what_the_release_does_not_have_is_dropped_and_said(
    database: Database, query: dict[str, str | list[str]], kept: Filters, dropped: bool
) -> None:
    selection, was_dropped = selection_from(query, known_to(analyst(database)))
    assert (selection.filters, bool(was_dropped)) == (kept, dropped)
