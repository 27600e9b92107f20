import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from data.merging import Merged, merged

COLUMNS = ("code", "parent", "level", "name", "definition")
Row = tuple[str | None, ...]


def codes(*rows: Row) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=dict.fromkeys(COLUMNS, pl.String), orient="row")


def after(
    new: pl.DataFrame, there: pl.DataFrame, before: pl.DataFrame, elsewhere: pl.DataFrame | None = None
) -> Merged:
    return merged("codes", new, there, before, codes() if elsewhere is None else elsewhere)


TRUST: Row = ("T", None, "code", "Trust", None)


def test_a_first_import_adds_and_fills_empty_cells() -> None:
    there = codes(("T", "D", "code", None, "What holds"))
    found = after(codes(TRUST, ("P", None, "code", "Power", None)), there, codes())
    assert found.rows.rows() == [("T", "D", "code", "Trust", "What holds"), ("P", None, "code", "Power", None)]
    assert (found.already, found.gone, found.kept_out, found.clashing) == (0, 0, [], [])


def test_a_first_import_that_says_otherwise_clashes_and_names_the_cells() -> None:
    found = after(codes(TRUST), codes(("T", None, "theme", "Faith", None)), codes())
    assert found.clashing == [("T", "level, name")]


def test_what_only_the_file_has_changed_is_taken() -> None:
    found = after(codes(("T", None, "code", "Confidence", None)), codes(TRUST), codes(TRUST))
    assert found.rows["name"].to_list() == ["Confidence"]


def test_what_only_people_have_changed_stays() -> None:
    mine = ("T", "D", "code", "Trust", "What holds")
    found = after(codes(TRUST), codes(mine), codes(TRUST))
    assert (found.rows.rows(), found.clashing) == ([mine], [])


def test_both_may_change_other_cells_of_one_row_or_the_same_cell_alike() -> None:
    now, mine = ("T", "D", "code", "Trust", "New"), ("T", "D", "code", "Faith", None)
    found = after(codes(now), codes(mine), codes(TRUST))
    assert (found.rows.rows(), found.clashing) == ([("T", "D", "code", "Faith", "New")], [])


def test_both_changing_one_cell_otherwise_clashes() -> None:
    found = after(codes(("T", None, "code", "A", None)), codes(("T", None, "code", "B", None)), codes(TRUST))
    assert found.clashing == [("T", "name")]


def test_a_cell_that_people_emptied_stays_empty() -> None:
    found = after(codes(TRUST), codes(("T", None, "code", None, None)), codes(TRUST))
    assert found.rows["name"].to_list() == [None]


def test_what_the_file_no_longer_has_goes_unless_another_file_has_it() -> None:
    assert after(codes(), codes(TRUST), codes(TRUST)).gone == 1
    assert after(codes(), codes(TRUST), codes(TRUST)).rows.is_empty()
    kept = after(codes(), codes(TRUST), codes(TRUST), elsewhere=codes(("T", None, None, None, None)))
    assert (kept.gone, kept.rows.rows()) == (0, [TRUST])


def test_what_people_took_out_stays_out_until_the_file_says_something_new() -> None:
    assert after(codes(TRUST), codes(), codes(TRUST)).kept_out == ["T"]
    assert after(codes(TRUST), codes(), codes(TRUST)).rows.is_empty()
    assert after(codes(("T", None, "code", "New", None)), codes(), codes(TRUST)).rows["name"].to_list() == ["New"]


def test_rows_keep_their_places_but_a_codebook_is_in_the_files_order_until_somebody_moves_a_code() -> None:
    a, b, c, own = (("a", None, "code", "A", None), ("b", None, "code", "B", None), ("c", None, "code", "C", None), ("x", None, "code", "X", None))  # fmt: skip
    assert after(codes(c, b, a), codes(a, own, b), codes(a, b)).rows["code"].to_list() == ["c", "b", "a", "x"]
    assert after(codes(c, b, a), codes(b, own, a), codes(a, b)).rows["code"].to_list() == ["b", "x", "a", "c"]


def test_columns_the_file_does_not_have_stay() -> None:
    there = codes(TRUST).with_columns(text=pl.lit("own"))
    assert after(codes(TRUST), there, codes()).rows.columns == [*COLUMNS, "text"]


CELL = st.sampled_from([None, "x", "y", "z"])
FRAME = st.dictionaries(st.sampled_from("abcd"), st.tuples(CELL, CELL, CELL, CELL), max_size=4).map(
    lambda rows: codes(*((key, *cells) for key, cells in rows.items()))
)


def by_hand(new: dict[str, Row], there: dict[str, Row], before: dict[str, Row]) -> dict[str, Row] | None:
    """The merge in plain Python, one cell after the other; None where anything clashes."""
    result: dict[str, Row] = {}
    for key in there.keys() | new.keys():
        now, here, was = new.get(key), there.get(key), before.get(key)
        if now is None:
            if was is None and here is not None:
                result[key] = here
            continue
        if here is None:
            if was != now:
                result[key] = now
            continue
        cells: list[str | None] = []
        for n, h, w in zip(now, here, was or (None,) * 4, strict=True):
            if n != w and h not in (w, n):
                return None
            cells.append(n if n != w else h)
        result[key] = tuple(cells)
    return result


@given(FRAME, FRAME, FRAME)
def test_it_agrees_with_a_merge_in_plain_python(new: pl.DataFrame, there: pl.DataFrame, before: pl.DataFrame) -> None:
    plain = [{row[0]: tuple(row[1:]) for row in frame.rows()} for frame in (new, there, before)]
    expected = by_hand(*plain)
    found = after(new, there, before)
    assert bool(found.clashing) == (expected is None)
    if expected is not None:
        assert {row[0]: tuple(row[1:]) for row in found.rows.rows()} == expected


@given(FRAME, FRAME)
def test_importing_the_same_file_again_changes_nothing(new: pl.DataFrame, there: pl.DataFrame) -> None:
    once = after(new, there, codes())
    if not once.clashing:
        again = after(new, once.rows, new)
        assert (again.rows.rows(), again.clashing, again.kept_out) == (once.rows.rows(), [], [])
