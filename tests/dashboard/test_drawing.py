from collections.abc import Sequence

import polars as pl

from dashboard.figures.drawing import NO_SECTOR, drawing

KEYS = {"a": ("Alpha Trust", "provider"), "b": ("Beta Trust", "commissioner"), "c": ("Gamma Trust", None),
        "d": ("Delta Trust", "local_government_and_other")}  # fmt: skip


def bodies(years: dict[int, str], answered: dict[str, bool] | None = None) -> pl.DataFrame:
    rows = [
        {"organisation": key, "name": KEYS[key][0], "sector_group": KEYS[key][1], "year": year}
        | ({"answered": answered.get(key)} if answered is not None else {})
        for year, keys in years.items()
        for key in keys
    ]
    return pl.DataFrame(rows, schema_overrides={"sector_group": pl.String, "answered": pl.Boolean})


def edges(ties: Sequence[tuple[str, str, float | None]], year: int = 2015, source: str = "record") -> pl.DataFrame:
    return pl.DataFrame(
        [
            {"from_organisation": a, "from_name": KEYS[a][0] if a in KEYS else a, "to_organisation": b,
             "to_name": KEYS[b][0] if b in KEYS else b, "weight": weight, "year": year, "source": source}
            for a, b, weight in ties
        ],
        schema_overrides={"weight": pl.Float64},
    )  # fmt: skip


def test_places_are_by_sector_then_name_whatever_the_year_or_the_order_of_the_rows() -> None:
    both = bodies({2014: "ab", 2015: "bcda"})
    ties = edges([("a", "b", 1)])
    early, late = (drawing(both, ties, year=year, directed=False, is_survey=False) for year in (2014, 2015))
    turned = drawing(both.reverse(), ties, year=2014, directed=False, is_survey=False)
    assert list(late.names) == ["Beta Trust", "Delta Trust", "Alpha Trust", "Gamma Trust"]
    assert [body.sector for body in late.bodies] == [
        "Commissioner",
        "Local government and other",
        "Provider",
        NO_SECTOR,
    ]
    assert list(early.names) == list(late.names) == list(turned.names)
    assert [body.is_there for body in early.bodies] == [True, False, True, False]
    assert [body.label for body in late.bodies] == ["Beta", "Delta", "Alpha", "Gamma"]


def test_ties_join_places_and_keep_their_weight_and_source() -> None:
    found = drawing(
        bodies({2015: "abcd"}), edges([("d", "b", 2), ("a", "c", 5)]), year=2015, directed=False, is_survey=False
    )
    assert [(tie.start, tie.end, tie.weight) for tie in found.ties] == [(0, 1, 2), (2, 3, 5)]
    assert (found.sources, found.left_out, found.silent) == (["record"] * 2, 0, [])
    directed = drawing(bodies({2015: "abcd"}), edges([("d", "b", 2)]), year=2015, directed=True, is_survey=False)
    assert [(tie.start, tie.end) for tie in directed.ties] == [(1, 0)]


def test_classes_of_strength_are_those_of_all_years() -> None:
    ties = pl.concat([edges([("a", "b", 1)], 2014), edges([("a", "b", 7)], 2015)])
    found = drawing(bodies({2014: "ab", 2015: "ab"}), ties, year=2014, directed=False, is_survey=False)
    assert found.strengths.names() == ["1 or 2", "3 to 5", "6 or more"]
    assert len(found.ties) == 1


def test_a_tie_that_leads_outside_is_counted_and_not_drawn() -> None:
    ties = edges([("a", "b", 1), ("a", "x", 1)])
    found = drawing(bodies({2015: "ab"}), ties, year=2015, directed=False, is_survey=False)
    assert (len(found.ties), found.left_out) == (1, 1)


def test_the_word_of_a_body_that_did_not_answer_is_not_drawn() -> None:
    heard = bodies({2015: "abc"}, {"a": True, "b": False, "c": True})
    ties = edges([("a", "b", 1), ("b", "a", 1), ("b", "c", 1), ("c", "a", 1)], source="survey")
    directed = drawing(heard, ties, year=2015, directed=True, is_survey=True)
    assert len(directed.ties) == 2
    assert (directed.left_out, directed.silent) == (2, ["Beta Trust"])
    undirected = drawing(heard, edges([("b", "a", 1)], source="survey"), year=2015, directed=False, is_survey=True)
    assert (len(undirected.ties), undirected.left_out) == (1, 0)  # the word of one side is enough
    record = drawing(heard, edges([("b", "a", 1)]), year=2015, directed=True, is_survey=False)
    assert (len(record.ties), record.silent) == (1, [])
    unrecorded = drawing(bodies({2015: "ab"}, {}), edges([("b", "a", 1)]), year=2015, directed=True, is_survey=True)
    assert (len(unrecorded.ties), unrecorded.silent) == (1, [])


def test_bodies_that_nobody_listed_are_those_the_ties_name() -> None:
    none = bodies({2015: "a"}).clear()
    found = drawing(none, edges([("a", "b", 1)]), year=2015, directed=False, is_survey=False)
    assert list(found.names) == ["Alpha Trust", "Beta Trust"]
    assert {body.sector for body in found.bodies} == {NO_SECTOR}


def test_bodies_of_one_name_are_told_apart() -> None:
    alike = bodies({2015: "ab"}).with_columns(name=pl.lit("Health Trust"))
    found = drawing(alike, edges([("a", "b", 1)]), year=2015, directed=False, is_survey=False)
    assert list(found.names) == ["Health Trust (b)", "Health Trust (a)"]


def test_close_labels_leave_out_what_a_sector_shares_unless_two_would_be_alike() -> None:
    frame = pl.DataFrame(
        {
            "organisation": ["a", "b", "c"],
            "name": ["North Group", "South Group", "Hospitals"],
            "sector_group": ["commissioner", "commissioner", "provider"],
            "year": [2015] * 3,
        }
    )
    found = drawing(frame, edges([("a", "b", 1)]), year=2015, directed=False, is_survey=False)
    assert [body.label for body in found.within_sectors().bodies] == ["North", "South", "Hospitals"]
    alike = frame.with_columns(name=pl.Series(["North Group", "South Group", "North"]))
    same = drawing(alike, edges([("a", "b", 1)]), year=2015, directed=False, is_survey=False)
    assert same.within_sectors() is same
