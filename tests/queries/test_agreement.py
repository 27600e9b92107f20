import csv
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from queries.agreement import (
    AGREEMENT,
    AGREEMENT_CHARACTERS,
    AGREEMENT_PASSAGES,
    NO_KAPPA,
    agreement,
    agreement_characters,
    agreement_passages,
)
from queries.database import Database
from queries.disclosure import ROWS, WithheldError
from queries.query import Query
from queries.selection import Filters, Level, Selection
from queries.statistics import agreement_2x2
from tests import oracle
from tests.gates import analyst, leader, presentation
from tests.studies import NORTHMERE, open_release, write_small

FIVE = {"i1": ("r1", "S1"), "i2": ("r2", "S1"), "i3": ("r3", "S1"), "i4": ("r1", "S2"), "i5": ("r4", "S1")}
BY_BOTH = [(interview, coder) for interview in FIVE for coder in "ab"]
LEVELS = (Level.CODE, Level.THEME, Level.DOMAIN)


def edited(package: Path, table: str, edit: Callable[[list[dict]], list[dict]]) -> Path:
    """The package with a table rewritten by `edit`, which may give rows further columns."""
    old = package / f"{table}.csv"
    rows = edit(oracle.rows(package, table))
    columns = list(
        dict.fromkeys([*old.read_text(encoding="utf-8").split("\n", 1)[0].split(","), *(c for r in rows for c in r)])
    )
    with old.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)
    return package


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Callable[..., Database]]:
    """Builds and opens one small study of FIVE interviews that a and b have finished, unless told otherwise."""
    opened: list[Database] = []

    def make(codings: list[tuple], *edits: tuple[str, Callable], **more: object) -> Database:
        package = write_small(tmp_path, codings=codings, **{"interviews": FIVE, "finished": BY_BOTH} | more)
        for table, edit in edits:
            edited(package, table, edit)
        opened.append(open_release(package, tmp_path / "releases"))
        return opened[-1]

    yield make
    for database in opened:
        database.close()


def row(ask: Callable, database: Database, code: str, **selection: object) -> dict:
    frame = ask(analyst(database), Selection(**selection))
    (found,) = frame.filter(code=code).rows(named=True)
    return found


def counts(found: dict) -> tuple[int, ...]:
    return tuple(found[name] for name in ("both", "only_a", "only_b", "neither", "n") if name in found)


def test_a_person_counts_for_a_coder_who_marked_them_in_either_interview(small: Callable) -> None:
    codings = [
        ("i1", 0, 5, "T1.1", "a", "affirm"), ("i4", 50, 55, "T1.1", "b", "affirm"),  # r1, at different stages
        ("i2", 0, 5, "T1.1", "a", "affirm"), ("i2", 90, 99, "T1.1", "b", "affirm"),  # r2, in different places
        ("i3", 0, 5, "T1.1", "a", "affirm"), ("i3", 0, 5, "T1.1", "b", "counter"),  # r3: one hears a no
    ]  # fmt: skip
    found = row(agreement, small(codings), "T1.1")
    assert counts(found) == (2, 1, 0, 1, 4)
    assert (found["coder_a"], found["coder_b"], found["interviews"]) == ("Coder A", "Coder B", 5)
    # po 3/4; pe (3·2 + 1·2)/16 = 1/2; kappa 1/2. Marks: 5 of 8 yes; D_e = 2·5·3/(8·7) = 15/28; alpha 1 - (1/4)/(15/28).
    assert (found["percent"], found["kappa"]) == pytest.approx((0.75, 0.5))
    assert found["alpha"] == pytest.approx(1 - 7 / 15)
    assert (found["prevalence"], found["positive"], found["negative"]) == pytest.approx((5 / 8, 4 / 5, 2 / 3))
    assert found["kappa_se"] > 0
    assert found["reason"] is None


def test_silence_counts_only_where_both_have_finished(small: Callable) -> None:
    codings = [("i1", 0, 5, "T1.1", "a", "affirm"), ("i2", 0, 5, "T1.1", "a", "affirm")]
    database = small(codings, finished=[pair for pair in BY_BOTH if pair != ("i2", "b")])
    assert counts(row(agreement, database, "T1.1")) == (0, 1, 0, 2, 3)  # r2 is unknown
    assert counts(row(agreement_passages, database, "T1.1")) == (0, 1, 0, 1)
    assert counts(row(agreement_characters, database, "T1.1")) == (0, 5, 0, 395, 400)


def test_marks_that_are_settled_superseded_or_the_panels_are_not_the_coders_own(small: Callable) -> None:
    codings = [(i, 0, 5, "T1.1", "b", "affirm") for i in ("i1", "i2", "i3")] + [("i5", 0, 5, "T1.1", "p", "affirm")]
    statuses = ("independent", "superseded", "reconciled", "adjudicated")
    mark = ("codings", lambda rows: [r | {"status": s} for r, s in zip(rows, statuses, strict=True)])
    database = small(codings, mark, finished=[*BY_BOTH, ("i5", "p"), ("i1", "p")])
    for ask, expected in (
        (agreement, (0, 0, 1, 3, 4)),
        (agreement_passages, (0, 0, 1, 1)),
        (agreement_characters, (0, 0, 5, 495, 500)),
    ):
        frame = ask(analyst(database), Selection())
        assert frame.height == 3  # one pair, three codes: the panel is no coder here
        assert counts(frame.filter(code="T1.1").row(0, named=True)) == expected


def test_passages_agree_when_they_share_a_character_and_not_when_they_touch(small: Callable) -> None:
    codings = [
        ("i1", 0, 10, "T1.1", "a", "affirm"), ("i1", 9, 20, "T1.1", "b", "counter"),  # one, said the other way round
        ("i1", 30, 40, "T1.1", "a", "affirm"), ("i1", 40, 50, "T1.1", "b", "affirm"),  # two
        ("i2", 0, 10, "T1.1", "a", "affirm"), ("i2", 5, 30, "T1.1", "a", "affirm"), ("i2", 29, 40, "T1.1", "b", "affirm"),
        ("i3", 0, 50, "T1.1", "b", "affirm"), ("i3", 5, 9, "T1.1", "a", "affirm"), ("i3", 20, 30, "T1.1", "a", "affirm"),
        ("i3", 49, 55, "T1.1", "a", "affirm"), ("i3", 70, 75, "T1.1", "b", "affirm"),
    ]  # fmt: skip
    found = row(agreement_passages, small(codings), "T1.1")
    assert counts(found) == (3, 1, 2, 6)
    assert found["positive"] == pytest.approx(6 / 9)
    assert found["reason"] is None
    assert not {"neither", "kappa", "percent"} & set(found)
    assert "not defined" in NO_KAPPA


def test_characters_of_overlapping_marks_count_once_and_a_long_interview_weighs_more(small: Callable) -> None:
    codings = [
        ("i1", 0, 150, "T1.1", "a", "affirm"), ("i1", 100, 200, "T1.1", "a", "counter"),
        ("i1", 100, 300, "T1.1", "b", "affirm"), ("i2", 0, 100, "T1.1", "a", "affirm"), ("i2", 0, 100, "T1.1", "b", "affirm"),
    ]  # fmt: skip
    two = {"i1": ("r1", "S1"), "i2": ("r2", "S1")}
    database = small(codings, transcript="👩🏽é." * 250, interviews=two, finished=[(i, c) for i in two for c in "ab"])
    each = agreement_characters(analyst(database), Selection(), by_interview=True).filter(code="T1.1").rows(named=True)
    assert [(found["interview"], *counts(found)) for found in each] == [
        ("i1", 100, 100, 100, 700, 1000),
        ("i2", 100, 0, 0, 900, 1000),
    ]
    assert (each[0]["percent"], each[0]["kappa"]) == pytest.approx((0.8, 0.375))  # method.md, 3H
    pooled = row(agreement_characters, database, "T1.1")
    assert counts(pooled) == (200, 100, 100, 1600, 2000)
    assert (pooled["interview"], pooled["interviews"]) == (None, 2)
    assert pooled["kappa"] == pytest.approx((0.9 - 0.745) / (1 - 0.745))  # not 0.6875, the mean of the two


def test_a_theme_is_agreed_on_where_its_codes_differ(small: Callable) -> None:
    codings = [("i1", 0, 10, "T1.1", "a", "affirm"), ("i1", 5, 20, "T1.2", "b", "affirm")]
    database = small(codings)
    for ask, code, theme in (
        (agreement, (0, 1, 0, 3, 4), (1, 0, 0, 3, 4)),
        (agreement_passages, (0, 1, 0, 1), (1, 0, 0, 1)),
        (agreement_characters, (0, 10, 0, 490, 500), (5, 5, 10, 480, 500)),
    ):
        assert counts(row(ask, database, "T1.1")) == code
        assert counts(row(ask, database, "T1", level=Level.THEME)) == theme
        assert ask(analyst(database), Selection(level=Level.THEME))["code"].to_list() == ["T1", "T2"]
        assert ask(analyst(database), Selection(), domains=["T2"])["code"].to_list() == ["T2.1"]


def test_what_cannot_be_computed_is_null_with_its_reason(small: Callable) -> None:
    codings = [(i, 0, 100, "T1.2", c, "affirm") for i in FIVE for c in "ab"] + [("i1", 0, 9, "T2.1", "b", "affirm")]
    database = small(codings)
    for ask in (agreement, agreement_characters):
        unused, throughout, one = (row(ask, database, code) for code in ("T1.1", "T1.2", "T2.1"))
        assert (unused["kappa"], unused["alpha"], unused["reason"]) == (None, None, "not used")
        assert (throughout["kappa"], throughout["percent"]) == (None, 1)
        assert throughout["reason"] == "used by both throughout"
        assert (one["kappa"], one["reason"]) == (0, "used by one coder only")
    passages = [row(agreement_passages, database, code) for code in ("T1.1", "T1.2", "T2.1")]
    assert [found["positive"] for found in passages] == [None, 1, 0]
    assert [found["reason"] for found in passages] == ["not used", None, "used by one coder only"]


def test_three_coders_are_three_pairs_in_the_order_of_their_keys(small: Callable) -> None:
    coders = ("coders", lambda rows: [r | {"role": "independent"} for r in reversed(rows)])
    codings = [("i1", 0, 9, "T1.1", "p", "affirm"), ("i1", 8, 12, "T1.1", "b", "affirm")]
    database = small(codings, coders, finished=[*BY_BOTH, ("i1", "p"), ("i2", "p")])
    for ask, expected in (
        (agreement, [(0, 0, 1, 3, 4), (0, 0, 1, 1, 2), (1, 0, 0, 1, 2)]),
        (agreement_passages, [(0, 0, 1, 1), (0, 0, 1, 1), (1, 0, 0, 1)]),
        (agreement_characters, [(0, 0, 4, 496, 500), (0, 0, 9, 191, 200), (1, 3, 8, 188, 200)]),
    ):
        frame = ask(analyst(database), Selection()).filter(code="T1.1")
        assert frame.select("coder_a", "coder_b").rows() == [
            ("Coder A", "Coder B"), ("Coder A", "Panel"), ("Coder B", "Panel"),
        ]  # fmt: skip
        assert [counts(found) for found in frame.rows(named=True)] == expected
        assert frame["interviews"].to_list() == [5, 2, 2]


@pytest.mark.parametrize("ask", [agreement, agreement_passages, agreement_characters])
def test_without_two_coders_there_is_no_row(small: Callable, ask: Callable) -> None:
    frame = ask(analyst(small([], finished=[("i1", "a"), ("i2", "b"), ("i1", "p")])), Selection())
    assert frame.is_empty()
    assert "reason" in frame.columns


@pytest.mark.parametrize(
    ("ask", "query"),
    [(agreement, AGREEMENT), (agreement_passages, AGREEMENT_PASSAGES), (agreement_characters, AGREEMENT_CHARACTERS)],
)
@pytest.mark.parametrize("gate", [leader, presentation])
def test_it_is_for_analysts_only(database: Database, gate: Callable, ask: Callable, query: Query) -> None:
    with pytest.raises(WithheldError):
        ask(gate(database), Selection())
    assert query.name not in ROWS


def branches(package: Path) -> dict[str, list[str]]:
    """Each code with all above it, itself first."""
    parent = {code["code"]: code["parent"] for code in oracle.rows(package, "codes")}
    found = {}
    for code in parent:
        found[code] = [code]
        while parent[found[code][-1]]:
            found[code].append(parent[found[code][-1]])
    return found


def joint(package: Path, stages: tuple[str, ...] = ()) -> dict[tuple[str, str], list[dict[str, str]]]:
    """For each pair of independent coders the interviews of these stages that both have finished."""
    own = {coder["coder"] for coder in oracle.rows(package, "coders") if coder["role"] == "independent"}
    done = {(a["interview"], a["coder"]) for a in oracle.rows(package, "assignments") if a["finished"] == "true"}
    pairs = defaultdict(list)
    for interview in oracle.rows(package, "interviews"):
        for a, b in combinations(sorted(own), 2):
            both = {(interview["interview"], a), (interview["interview"], b)} <= done
            if both and (not stages or interview["stage"] in stages):
                pairs[a, b].append(interview)
    return dict(pairs)


def marks(package: Path) -> dict[tuple[str, str, str], list[tuple[int, int, str]]]:
    """The independent marks (start, end, polarity) of each interview, coder, and code of any level."""
    above = branches(package)
    found = defaultdict(list)
    for coding in oracle.rows(package, "codings"):
        if coding["status"] == "independent":
            for code in above[coding["code"]]:
                span = (int(coding["start"]), int(coding["end"]), coding["polarity"])
                found[coding["interview"], coding["coder"], code].append(span)
    return found


def components(spans: list[tuple[int, int, str]]) -> list[list[tuple[int, int, str]]]:
    """Spans gathered with all that they share a character with, however far the chain goes."""
    groups: list[list[tuple[int, int, str]]] = []
    for span in spans:
        met = [group for group in groups if any(set(range(*span[:2])) & set(range(*other[:2])) for other in group)]
        groups = [group for group in groups if group not in met] + [
            [span, *(other for group in met for other in group)]
        ]
    return groups


def expected_people(package: Path, stages: tuple[str, ...] = ()) -> dict[tuple[str, str, str], tuple[int, ...]]:
    said, found = marks(package), {}
    for (a, b), interviews in joint(package, stages).items():
        for code in branches(package):
            heard = {
                coder: {
                    interview["respondent"]
                    for interview in interviews
                    if any(polarity == "affirm" for *_, polarity in said[interview["interview"], coder, code])
                }
                for coder in (a, b)
            }
            people = {interview["respondent"] for interview in interviews}
            tally = Counter((person in heard[a], person in heard[b]) for person in people)
            found[a, b, code] = (
                tally[True, True],
                tally[True, False],
                tally[False, True],
                tally[False, False],
                len(people),
            )
    return found


def expected_passages(package: Path, stages: tuple[str, ...] = ()) -> dict[tuple[str, str, str], tuple[int, ...]]:
    said, found = marks(package), {}
    for (a, b), interviews in joint(package, stages).items():
        for code in branches(package):
            tally = Counter()
            for interview in interviews:
                spans = [(*span[:2], coder) for coder in (a, b) for span in said[interview["interview"], coder, code]]
                tally.update(frozenset(coder for *_, coder in group) for group in components(spans))
            found[a, b, code] = (tally[frozenset({a, b})], tally[frozenset({a})], tally[frozenset({b})], tally.total())
    return found


def expected_characters(package: Path, stages: tuple[str, ...] = ()) -> dict[tuple[str, str, str], tuple[int, ...]]:
    said, found = marks(package), {}
    text = {path.stem: len(path.read_bytes().decode()) for path in (package / "transcripts").iterdir()}
    for (a, b), interviews in joint(package, stages).items():
        for code in branches(package):
            total = [0] * 5
            for interview in interviews:
                name = interview["interview"]
                by_a, by_b = ({p for span in said[name, c, code] for p in range(*span[:2])} for c in (a, b))
                each = (len(by_a & by_b), len(by_a - by_b), len(by_b - by_a), text[name] - len(by_a | by_b), text[name])
                total = [sum(pair) for pair in zip(total, each, strict=True)]
            found[a, b, code] = tuple(total)
    return found


KINDS = (
    (agreement, expected_people),
    (agreement_passages, expected_passages),
    (agreement_characters, expected_characters),
)


def everything(ask: Callable, database: Database, package: Path, **filters: tuple) -> dict:
    """All levels of the answer by coders and code."""
    keys = {coder["name"]: coder["coder"] for coder in oracle.rows(package, "coders")}
    found = {}
    for level in LEVELS:
        for each in ask(analyst(database), Selection(Filters(**filters), level=level)).rows(named=True):
            found[keys[each["coder_a"]], keys[each["coder_b"]], each["code"]] = counts(each)
    return found


@pytest.mark.parametrize("stages", [(), ("S1",), ("S3",)])
@pytest.mark.parametrize(("ask", "expected"), KINDS)
def test_northmere_agrees_with_the_independent_count(
    database: Database, ask: Callable, expected: Callable, stages: tuple[str, ...]
) -> None:
    found = everything(ask, database, NORTHMERE, stages=stages)
    assert found == expected(NORTHMERE, stages)
    assert len(found) == 85


def test_northmere_planted_facts(database: Database) -> None:
    for ask in (agreement, agreement_passages, agreement_characters):
        nobody, one = row(ask, database, "N2.2"), row(ask, database, "O2.1")
        assert (nobody["both"], nobody["only_a"], nobody["only_b"], nobody["reason"]) == (0, 0, 0, "not used")
        assert nobody.get("kappa") is nobody["positive"] is None
        assert one["only_a"] > 0 == one["both"] == one["only_b"] == one["positive"]
        assert one["reason"] == "used by one coder only"
    perfect, none = [(12, 0, 0), (10, 0, 0)], [(0, 3, 2), (1, 2, 6)]
    for code, expected in zip(("M1.1", "B3.1", "L1.3", "N1.3"), perfect + none, strict=True):
        at = [row(agreement, database, code, filters=Filters(stages=(stage,))) for stage in ("S1", "S3")]
        by_interview = [sum(pair) for pair in zip(*map(counts, at), strict=True)]  # one interview a person and stage
        assert tuple(by_interview[:3]) == expected
        assert by_interview[4] == 22
        assert [found["kappa"] == 1 for found in at] == [expected in perfect] * 2
        beyond_chance = agreement_2x2(*by_interview[:4])
        assert beyond_chance is not None
        assert (beyond_chance.kappa == 1) if expected in perfect else (beyond_chance.kappa < 0.02)


def test_northmere_coefficients_follow_from_its_counts(database: Database) -> None:
    for ask in (agreement, agreement_characters):
        for found in ask(analyst(database), Selection()).rows(named=True):
            both, only_a, only_b, neither, n = counts(found)
            chance = ((both + only_a) * (both + only_b) + (only_b + neither) * (only_a + neither)) / n**2
            assert found["percent"] == pytest.approx((both + neither) / n)
            assert found["prevalence"] == pytest.approx((2 * both + only_a + only_b) / (2 * n))
            if found["kappa"] is None:
                assert chance == 1
            else:
                assert found["kappa"] == pytest.approx(((both + neither) / n - chance) / (1 - chance))


mark = st.tuples(
    st.sampled_from(["i1", "i4"]),
    st.integers(0, 30),
    st.integers(1, 12),
    st.sampled_from(["T1.1", "T1.2"]),
    st.sampled_from("abp"),
    st.sampled_from(["affirm", "counter"]),
    st.sampled_from(["independent", "independent", "independent", "superseded", "reconciled"]),
)


def any_package(folder: Path, drawn: list[tuple], finished: list[tuple[str, str]], third: str) -> Path:
    """A small study of the drawn marks, whose coder p is a third coder or the panel."""
    codings = [(i, start, start + length, *rest) for i, start, length, *rest, _ in drawn]
    package = write_small(folder, codings=codings, interviews=FIVE, finished=finished, transcript="ab👩‍⚕️ " * 10)
    edited(package, "coders", lambda rows: [r | {"role": third} if r["coder"] == "p" else r for r in rows])
    return edited(package, "codings", lambda rows: [r | {"status": d[6]} for r, d in zip(rows, drawn, strict=True)])


def any_study(test: Callable) -> Callable:
    """Runs a test on random small studies."""
    pairs = [(interview, coder) for interview in FIVE for coder in "abp"]
    drawn = given(
        drawn=st.lists(mark, max_size=24, unique_by=lambda each: each[:5]),
        finished=st.lists(st.sampled_from(pairs), unique=True, min_size=8),
        third=st.sampled_from(["independent", "adjudicator"]),
    )
    return settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)(
        drawn(test)
    )


@any_study
def test_any_small_study_agrees_with_the_independent_count(
    tmp_path_factory: pytest.TempPathFactory, drawn: list[tuple], finished: list[tuple[str, str]], third: str
) -> None:
    folder = tmp_path_factory.mktemp("any")
    package = any_package(folder, drawn, finished, third)
    database = open_release(package, folder / "releases")
    for ask, expected in KINDS:
        assert everything(ask, database, package) == expected(package)
    each = agreement_characters(analyst(database), Selection(), by_interview=True)
    pooled = agreement_characters(analyst(database), Selection())
    key = ["coder_a", "coder_b", "code"]
    summed = each.group_by(key, maintain_order=True).agg(pl.col("both", "n", "interviews").sum())
    assert summed.equals(pooled.select(*key, "both", "n", "interviews"))
    database.close()
