"""Indicators as tables hold them: wide ones, periods, numbers, gaps."""

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.faults import StudyError
from data.settings import Source
from data.sources.numbers import number, other_decimal
from data.sources.observations import gaps, reshaped, with_periods, with_values
from data.sources.periods import KINDS, dates_stand_for, months_are_first, period, years_or_months
from data.sources.spreadsheet import read_grid

NAME = "figures.csv"


def grid(headings: str, *rows: Sequence[str | None]) -> pl.DataFrame:
    table = pl.DataFrame(list(rows), schema=dict.fromkeys(headings.split(), pl.String), orient="row")
    return table.with_row_index("row", offset=2).cast({"row": pl.Int64})


def source(**said: object) -> Source:
    return Source.model_validate({"file": NAME, "table": "observations", "shape": "wide", **said})


WIDE = source(columns={"subject": "org", "period": "when"}, spread={"beds": "beds", "waits": "waiting_share"})


# Periods


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("2014", ("2014-01-01", "2014-12-31")),
        ("2014/15", ("2014-04-01", "2015-03-31")),
        ("2014-15", ("2014-04-01", "2015-03-31")),
        ("2014–15", ("2014-04-01", "2015-03-31")),
        ("2014/2015", ("2014-04-01", "2015-03-31")),
        ("1999/00", ("1999-04-01", "2000-03-31")),
        ("FY 2009-10", ("2009-04-01", "2010-03-31")),
        ("2019-04", ("2019-04-01", "2019-04-30")),
        ("2020-02", ("2020-02-01", "2020-02-29")),
        ("Apr-19", ("2019-04-01", "2019-04-30")),
        ("April 2019", ("2019-04-01", "2019-04-30")),
        (" sept.  2014 ", ("2014-09-01", "2014-09-30")),
        ("2019 Apr", ("2019-04-01", "2019-04-30")),
        ("Dec-99", ("1999-12-01", "1999-12-31")),
        ("2014 Q3", ("2014-07-01", "2014-09-30")),
        ("Q4 2014", ("2014-10-01", "2014-12-31")),
        ("2014/15 Q4", ("2015-01-01", "2015-03-31")),
        ("Q1 2014/15", ("2014-04-01", "2014-06-30")),
        ("2019-04-01", ("2019-04-01", "2019-04-01")),
        ("2019-04-01 00:00:00", ("2019-04-01", "2019-04-01")),
        ("01/04/2019", ("2019-04-01", "2019-04-01")),
        ("1.4.2019", ("2019-04-01", "2019-04-01")),
        ("31 Mar 2021", ("2021-03-31", "2021-03-31")),
        ("1st April 2021", ("2021-04-01", "2021-04-01")),
    ],
)
def test_a_period_is_read_as_people_write_it(text: str, span: tuple[str, str]) -> None:
    assert period(text) == (date.fromisoformat(span[0]), date.fromisoformat(span[1]))


@pytest.mark.parametrize(
    "text",
    ["", "2009-10", "2014/16", "2014/16 Q1", "2019-13", "2019-02-30", "03/25/2019", "19-Apr", "0000", "9999-12", "２０１４", "soon"],
)  # fmt: skip
def test_what_names_no_period_or_may_name_two_is_none(text: str) -> None:
    assert period(text) is None


def test_the_kind_says_which_of_two_periods_is_meant_and_what_a_date_stands_for() -> None:
    assert period("2009-10", "month") == (date(2009, 10, 1), date(2009, 10, 31))
    assert period("2009-10", "financial_year") == (date(2009, 4, 1), date(2010, 3, 31))
    assert period("2009", "financial_year") == (date(2009, 4, 1), date(2010, 3, 31))
    around = {kind: period("2019-02-15", kind) for kind in KINDS}
    assert around == {
        "day": (date(2019, 2, 15), date(2019, 2, 15)),
        "month": (date(2019, 2, 1), date(2019, 2, 28)),
        "quarter": (date(2019, 1, 1), date(2019, 3, 31)),
        "year": (date(2019, 1, 1), date(2019, 12, 31)),
        "financial_year": (date(2018, 4, 1), date(2019, 3, 31)),
    }


@pytest.mark.parametrize(
    ("dates", "kind"),
    [
        (["2019-04-01", "2019-05-01", "2019-09-01"], "month"),
        (["2019-01-01", "2019-04-01", "2019-10-01"], "quarter"),
        (["2017-01-01", "2018-01-01", "2020-01-01"], "year"),
        (["2017-04-01", "2018-04-01", "2020-04-01"], "financial_year"),
        (["2017-04-01", "2018-04-01"], "day"),
        (["2017-05-01", "2018-05-01", "2019-05-01"], "day"),
        (["2019-04-01", "2019-05-02"], "day"),
        (["2019-04-01"], "day"),
        (["2019", "x", "2019-02-30"], ""),
    ],
)
def test_dates_in_even_steps_stand_for_periods(dates: list[str], kind: str) -> None:
    assert dates_stand_for(dates) == kind


def test_years_and_months_are_told_apart_by_the_whole_column() -> None:
    assert years_or_months(["2009-10", "2010-11", "2019"]) == "financial_year"
    assert years_or_months(["2009-10", "2009-11"]) == "month"
    assert years_or_months(["2009-10", "2009"]) == ""
    assert months_are_first(["03/25/2019", "04/01/2019"])
    assert not months_are_first(["25/03/2019", "04/01/2019", "2019-03-25"])


@settings(deadline=None)
@given(st.text(max_size=12) | st.from_regex(r"\A[0-9]{1,4}[-/. ][0-9a-z]{1,4}([-/. ][0-9]{1,4})?\Z"), st.sampled_from([None, *KINDS]))  # fmt: skip
def test_every_text_is_a_period_that_ends_after_it_begins_or_none(text: str, kind: str | None) -> None:
    found = period(text, kind)
    assert found is None or found[0] <= found[1]


@settings(deadline=None)
@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 1, 1)), st.sampled_from(KINDS))
def test_a_date_lies_in_the_period_it_stands_for(day: date, kind: str) -> None:
    found = period(day.isoformat(), kind)
    assert found is not None
    assert found[0] <= day <= found[1]


# Numbers


@pytest.mark.parametrize(
    ("text", "decimal", "plain"),
    [
        ("1,234", ".", "1234"),
        ("1.234,5", ",", "1234.5"),
        ("1,3%", ",", "0.013"),
        ("47.8%", ".", "0.478"),
        ("100 %", ".", "1"),
        ("1 234 567.5", ".", "1234567.5"),
        ("1\u202f234", ".", "1234"),
        ("1'234", ".", "1234"),
        ("−.5", ".", "-0.5"),
        ("5.", ".", "5"),
        ("1.5E+3", ".", "1.5E+3"),
        ("0,125", ".", None),
        ("1,23", ".", None),
        ("12,34,567", ".", None),
        ("1,234 567", ".", None),
        (".", ".", None),
        ("%", ".", None),
        ("1e999", ".", None),
        ("nan", ".", None),
        ("٣", ".", None),
        ("", ".", None),
    ],
)
def test_numbers_are_read_as_people_write_them(text: str, decimal: str, plain: str | None) -> None:
    assert number(text, decimal) == plain


def test_a_number_with_the_other_decimal_mark_is_noticed() -> None:
    assert other_decimal("1,5", ".")
    assert other_decimal("1.5", ",")
    assert not other_decimal("1,500", ".")
    assert not other_decimal("x", ".")


@settings(deadline=None)
@given(st.floats(allow_nan=False, allow_infinity=False), st.sampled_from(".,"))
def test_what_a_number_is_written_as_is_read_as_that_number(value: float, decimal: str) -> None:
    plain = number(str(value).replace(".", decimal), decimal)
    assert plain is not None
    assert float(plain) == value


@settings(deadline=None)
@given(st.integers(min_value=0, max_value=10**12))
def test_thousands_are_no_decimals(value: int) -> None:
    assert number(f"{value:,}") == str(value)


# Wide tables


def test_each_row_and_named_column_is_an_observation() -> None:
    table = grid("org when beds waits note", ("A", "2014", "1,200", "10%", "x"), ("B", "2014/15", None, "0.5", None))
    found, left_out = reshaped(table, WIDE, NAME)
    assert found.sort("row", "indicator").rows(named=True) == [
        {"row": 2, "subject": "A", "value": "1200", "indicator": "beds", "missing_reason": None,
         "period_start": "2014-01-01", "period_end": "2014-12-31"},
        {"row": 2, "subject": "A", "value": "0.1", "indicator": "waiting_share", "missing_reason": None,
         "period_start": "2014-01-01", "period_end": "2014-12-31"},
        {"row": 3, "subject": "B", "value": None, "indicator": "beds", "missing_reason": "not_collected",
         "period_start": "2014-04-01", "period_end": "2015-03-31"},
        {"row": 3, "subject": "B", "value": "0.5", "indicator": "waiting_share", "missing_reason": None,
         "period_start": "2014-04-01", "period_end": "2015-03-31"},
    ]  # fmt: skip
    assert [(entry.kind, entry.what) for entry in left_out] == [("columns", "note")]


def test_the_order_is_that_of_the_rows() -> None:
    table = grid("org when beds waits", *[(f"O{number}", "2014", "1", "2") for number in range(50)])
    assert reshaped(table, WIDE, NAME)[0]["row"].to_list() == [row for row in range(2, 52) for _ in range(2)]


def test_a_word_is_a_reason_where_the_study_says_so_and_left_out_where_not() -> None:
    table = grid("org when beds waits", ("A", "2014", "*", "suppressed"), ("B", "2014", "n/a", "suppressed"))
    said = WIDE.model_copy(update={"values": {"missing_reason": {"*": "too_few", "n/a": "not_applicable"}}})
    found, left_out = reshaped(table, said, NAME)
    assert found.select("subject", "indicator", "value", "missing_reason").rows() == [
        ("A", "beds", None, "too_few"),
        ("B", "beds", None, "not_applicable"),
    ]
    [entry] = left_out
    assert (entry.kind, entry.count, entry.place) == ("observations", 2, "figures.csv, rows 2, 3")
    assert entry.reason == "“suppressed” is no number"


def test_a_period_that_cannot_be_read_leaves_out_its_observations() -> None:
    table = grid(
        "org when beds waits",
        *[(org, "soon", "1", "2") for org in "ABCD"],
        ("E", None, "1", "2"),
        ("F", "2014", "1", "2"),
    )
    found, left_out = reshaped(table, WIDE, NAME)
    assert found["subject"].to_list() == ["F", "F"]
    assert {(entry.what, entry.count) for entry in left_out} == {("soon", 8), ("no period", 2)}
    places = {entry.place for entry in left_out}
    assert places == {"figures.csv, rows 2, 3, 4 and 1 more", "figures.csv, row 6"}


def test_a_wide_table_without_a_period_is_left_to_its_constants() -> None:
    found, left_out = reshaped(
        grid("org beds", ("A", "1")), source(columns={"subject": "org"}, spread={"beds": "beds"}), NAME
    )
    assert found.rows(named=True) == [
        {"row": 2, "subject": "A", "value": "1", "indicator": "beds", "missing_reason": None}
    ]
    assert left_out == []


def test_decimal_commas_are_read_where_they_are_said_and_refused_where_not() -> None:
    table = grid("org when beds waits", ("A", "2014", "1.234", "1,3%"))
    found, _ = reshaped(table, WIDE.model_copy(update={"decimal": ","}), NAME)
    assert found["value"].to_list() == ["1234", "0.013"]
    with pytest.raises(
        StudyError,
        match=r'figures.csv, row 2: value: “1,3%” has another decimal mark than “\."; .*set decimal = ","|decimal = ","',
    ):
        reshaped(table, WIDE, NAME)
    with pytest.raises(StudyError, match=r'decimal = "\."'):
        reshaped(grid("org when beds waits", ("A", "2014", "1.5", "1")), WIDE.model_copy(update={"decimal": ","}), NAME)


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ({"columns": {"subject": "org", "periode": "when"}, "spread": {"beds": "b"}}, "periode.*Did you mean “period”"),
        ({"columns": {"subject": "orgg"}, "spread": {"beds": "b"}}, "looks for subject under it.*“org”"),
        ({"columns": {"subject": "org"}, "spread": {"bed": "b"}}, "looks for b under it.*“beds”"),
        ({"columns": {"subject": "org", "value": "beds"}, "spread": {"beds": "b"}}, "stands in spread, not in columns"),
        ({"columns": {"subject": "org"}}, "needs spread = .* there are org, when, beds"),
    ],
)
def test_a_mapping_that_does_not_fit_is_a_fault_that_names_the_remedy(said: dict[str, object], rule: str) -> None:
    with pytest.raises(StudyError, match=rule):
        reshaped(grid("org when beds", ("A", "2014", "1")), source(**said), NAME)


# Long tables


def test_dates_of_a_monthly_series_become_months() -> None:
    table = grid("subject period", ("A", "2019-04-01"), ("A", "2019-05-01"))
    found, left_out = with_periods(table, NAME)
    assert found.columns == ["row", "subject", "period_start", "period_end"]
    assert found.select("period_start", "period_end").rows() == [
        ("2019-04-01", "2019-04-30"),
        ("2019-05-01", "2019-05-31"),
    ]
    assert left_out == []
    days, _ = with_periods(table, NAME, "day")
    assert days["period_end"].to_list() == ["2019-04-01", "2019-05-01"]


def test_one_year_that_may_be_a_month_is_left_out_with_the_remedy() -> None:
    found, [entry] = with_periods(grid("subject period", ("A", "2009-10"), ("A", "2009")), NAME)
    assert found.height == 1
    assert "may be a month or a financial year; write 2009/10" in entry.reason
    told, _ = with_periods(grid("subject period", ("A", "2009-10")), NAME, "month")
    assert told["period_end"].to_list() == ["2009-10-31"]


def test_dates_with_the_month_first_are_not_guessed() -> None:
    table = grid("subject period", ("A", "04/01/2019"), ("A", "03/25/2019"), ("A", "2019-03-25"))
    found, left_out = with_periods(table, NAME)
    assert found["period_start"].to_list() == ["2019-03-25"]
    assert all("may have its day first or its month" in entry.reason for entry in left_out)


def test_years_stay_years_beside_dates_that_stand_for_months() -> None:
    table = grid("subject period", ("A", "2019-04-01"), ("A", "2019-05-01"), ("A", "2019"))
    assert with_periods(table, NAME)[0]["period_end"].to_list() == ["2019-04-30", "2019-05-31", "2019-12-31"]


def test_values_of_a_long_table_are_read_and_their_lack_is_said() -> None:
    table = grid(
        "subject value numerator denominator missing_reason",
        ("A", "0.5", "1", "2", None),
        ("B", None, "x", "2,000", None),
        ("C", None, None, None, "too_few"),
    )
    found, [entry] = with_values(table, source(), NAME)
    assert found.select("value", "numerator", "denominator", "missing_reason").rows() == [
        ("0.5", "1", "2", None),
        (None, None, "2000", "not_collected"),
        (None, None, None, "too_few"),
    ]
    assert (entry.kind, entry.what) == ("cells", "x")


def test_a_table_without_values_is_left_as_it_is() -> None:
    found, left_out = with_values(grid("subject", ("A",)), source(), NAME)
    assert (found["missing_reason"].to_list(), left_out) == ([None], [])


# Gaps


def observed(*pairs: tuple[str, str, str]) -> pl.DataFrame:
    return pl.DataFrame(pairs, schema=["subject", "period_start", "period_end"], orient="row")


JANUARY, FEBRUARY, APRIL = ("2014-01-01", "2014-01-31"), ("2014-02-01", "2014-02-28"), ("2014-04-01", "2014-04-30")


def test_months_that_nobody_has_a_row_for_are_gaps_too() -> None:
    table = observed(("A", *JANUARY), ("A", *APRIL), ("B", *FEBRUARY), ("B", *FEBRUARY))
    assert gaps(table) == (
        "gaps: 5 of 8 pairs of subject and period have no row (2 subjects and 4 periods from 2014-01-01 to 2014-04-30)"
    )


def test_a_table_without_gaps_says_so() -> None:
    table = observed(("A", *JANUARY), ("B", *JANUARY))
    assert gaps(table) == "no gaps: 2 subjects and 1 period from 2014-01-01 to 2014-01-31, each with a row"


@pytest.mark.parametrize(
    "spans",
    [
        [JANUARY, ("2014-01-01", "2014-12-31")],  # periods of two lengths
        [("2014-01-01", "2014-01-15"), ("2014-01-16", "2014-01-20")],  # not of whole months
        [("2014-01-01", "2014-03-31"), ("2014-05-01", "2014-07-31")],  # quarters out of step
        [("2014-01-01", "9999-12-31"), JANUARY],
    ],
)
def test_periods_of_no_one_length_are_counted_as_they_come(spans: list[tuple[str, str]]) -> None:
    assert "1 of 4 pairs" in gaps(observed(("A", *spans[0]), ("A", *spans[1]), ("B", *spans[0])))


def test_where_nothing_can_be_said_of_gaps_nothing_is() -> None:
    assert gaps(pl.DataFrame({"subject": ["A"]})) == ""
    assert gaps(observed(("A", "soon", "later"))) == ""
    assert gaps(observed().cast(pl.String)) == ""


# Real tables


def test_attendances_at_emergency_departments_with_their_gaps(realdata: Path) -> None:
    table = read_grid(realdata / "nhs_ae_attendances" / "ae_attendances.csv")
    assert table.height == 12_765
    said = source(
        columns={"subject": "org_code", "period": "period"},
        spread={"attendances": "attendances", "breaches": "breaches", "admissions": "admissions"},
    )
    found, left_out = reshaped(table, said, NAME)
    assert found.height == 3 * 12_765
    assert [entry.what for entry in left_out] == ["type"]
    assert found["missing_reason"].null_count() == found.height
    months = found.select("period_start", "period_end").unique().sort("period_start")
    assert months.height == 36
    assert (months.row(0), months.row(-1)) == (("2016-04-01", "2016-04-30"), ("2019-03-01", "2019-03-31"))
    assert gaps(found) == (
        "gaps: 1,566 of 9,864 pairs of subject and period have no row "
        "(274 subjects and 36 periods from 2016-04-01 to 2019-03-31)"
    )


def test_waits_in_northern_ireland_have_thousands_and_percentages(realdata: Path) -> None:
    table = read_grid(realdata / "nhs_capacity_indicators" / "northern-ireland-ae-raw.csv")
    spread = {"Under 4 Hours": "under", "Total": "total", "Percent Under 4 Hours": "share"}
    found, left_out = reshaped(table, source(columns={"subject": "Dept", "period": "Month"}, spread=spread), NAME)
    first = found.filter(pl.col("row") == 2)
    assert dict(first.select("indicator", "value").rows()) == {"under": "1273", "total": "2665", "share": "0.478"}
    assert first["period_end"].unique().to_list() == ["2022-03-31"]
    assert {entry.kind for entry in left_out} == {"columns"}
    read = found.height + sum(entry.count for entry in left_out if entry.kind == "observations")
    assert read == 3 * table.height == 3 * 3_121


def test_figures_of_english_trusts_with_na_for_none(realdata: Path) -> None:
    table = read_grid(realdata / "nhs_capacity_indicators" / "england_ae.csv")
    spread = {"No. Attendance Total": "attendances", "% Total <= 4 hours": "in_four_hours"}
    found, left_out = reshaped(table, source(columns={"subject": "Trust Code"}, spread=spread), NAME)
    assert found.height == 2 * 212
    counts = dict(found.filter(pl.col("missing_reason") == "not_collected").group_by("indicator").agg(pl.len()).rows())
    with (realdata / "nhs_capacity_indicators" / "england_ae.csv").open(encoding="utf-8") as file:
        raw = list(csv.DictReader(file))
    assert counts == {ours: sum(not row[theirs] for row in raw) for theirs, ours in spread.items()}
    assert counts == {"attendances": 60, "in_four_hours": 83}
    assert {entry.kind for entry in left_out} == {"columns"}


CELLS = (
    st.none()
    | st.sampled_from(["1", "2,5", "3.5", "*", "NA", "1,000", "2014", "2014/15", "2009-10", "x"])
    | st.text(max_size=4)
)


@settings(deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS, CELLS, CELLS), max_size=8))
def test_every_cell_is_an_observation_or_left_out(rows: list[tuple[str | None, ...]]) -> None:
    table = grid("org when beds waits", *rows)
    try:
        found, left_out = reshaped(table, WIDE, NAME)
    except StudyError as error:
        assert "decimal mark" in str(error)
        return
    assert found.height + sum(entry.count for entry in left_out if entry.kind == "observations") == 2 * len(rows)
    assert (found["value"].is_null() != found["missing_reason"].is_null()).all()
    assert found["period_start"].null_count() == found["period_end"].null_count() == 0
