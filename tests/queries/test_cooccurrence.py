from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from queries.cooccurrence import COOCCURRENCE, cooccurrence
from queries.database import Database
from queries.disclosure import ROWS, WithheldError
from queries.selection import Filters, Level, Selection
from tests import oracle
from tests.gates import analyst, leader, presentation
from tests.queries.test_agreement import branches, edited
from tests.studies import NORTHMERE, open_release, write_small

FIVE = {"i1": ("r1", "S1"), "i2": ("r2", "S1"), "i3": ("r3", "S1"), "i4": ("r1", "S2"), "i5": ("r4", "S1")}
BY_BOTH = [(interview, coder) for interview in FIVE for coder in "ab"]
COUNTS = ["both", "first", "second", "n", "same_passage", "same_passage_interviews"]


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Callable[..., Database]]:
    """Builds and opens one small study of FIVE interviews that a and b have finished, unless told otherwise."""
    opened: list[Database] = []

    def make(codings: list[tuple], codebook: Callable = list, **more: object) -> Database:
        package = write_small(tmp_path, codings=codings, **{"interviews": FIVE, "finished": BY_BOTH} | more)
        opened.append(open_release(edited(package, "codes", codebook), tmp_path / "releases"))
        return opened[-1]

    yield make
    for database in opened:
        database.close()


def pairs(database: Database, *, domains: tuple[str, ...] = (), **selection: object) -> dict[tuple[str, str], tuple]:
    frame = cooccurrence(analyst(database), Selection(**selection), domains=domains)
    return dict(
        zip(frame.select("first_code", "second_code").iter_rows(), frame.select(COUNTS).iter_rows(), strict=True)
    )


def by(coders: str, interview: str, code: str, start: int, end: int) -> list[tuple]:
    return [(interview, start, end, code, coder, "affirm") for coder in coders]


def test_codes_meet_in_people_and_in_passages(small: Callable) -> None:
    codings = [
        *by("ab", "i1", "T1.1", 0, 10), *by("ab", "i4", "T1.2", 0, 10),  # r1: one at each stage
        *by("ab", "i2", "T1.1", 0, 10), *by("ab", "i2", "T1.2", 9, 20),  # r2: in one passage
        *by("ab", "i3", "T1.1", 0, 10), *by("ab", "i3", "T1.2", 10, 20),  # r3: side by side
        *by("ab", "i5", "T1.1", 0, 10),
    ]  # fmt: skip
    database = small(codings)
    assert pairs(database) == {
        ("T1.1", "T1.2"): (3, 4, 3, 4, 1, 1),
        ("T1.1", "T2.1"): (0, 4, 0, 4, 0, 0),
        ("T1.2", "T2.1"): (0, 3, 0, 4, 0, 0),
    }
    met, unmet, _ = cooccurrence(analyst(database), Selection()).rows(named=True)
    assert (met["first_name"], met["second_name"]) == ("Code one", "Code two")
    assert (met["jaccard"], met["lift"], met["expected"]) == pytest.approx((0.75, 1, 3))
    assert met["phi"] is None  # everyone voices the first
    assert met["near_chance"] is True
    assert (unmet["jaccard"], unmet["lift"], unmet["expected"], unmet["near_chance"]) == (0, None, 0, True)


def test_one_person_counts_once_and_each_interview_is_told(small: Callable) -> None:
    codings = [mark for i in ("i1", "i4") for code in ("T1.1", "T2.1") for mark in by("ab", i, code, 0, 10)]
    assert pairs(small(codings))["T1.1", "T2.1"] == (1, 1, 1, 4, 1, 2)


def test_two_codes_that_nobody_voices_have_no_measures(small: Callable) -> None:
    frame = cooccurrence(analyst(small([])), Selection())
    assert frame.select(COUNTS).rows() == [(0, 0, 0, 4, 0, 0)] * 3
    assert frame.select("jaccard", "lift", "expected", "phi", "near_chance").rows() == [(None,) * 5] * 3


@pytest.mark.parametrize(
    ("voiced", "expected"),
    [((3, 4, 9), (0.3, 1.0, 0.0, True)), ((0, 4, 5), (0.0, 0.0, -0.598, False)), ((6, 6, 6), (1.0, 2.0, 1.0, False))],
)
def test_measures_are_the_published_ones(small: Callable, voiced: tuple, expected: tuple) -> None:
    both, first, second = voiced
    twelve = {f"i{place:02}": (f"r{place:02}", "S1") for place in range(12)}
    last = first - both + second  # the second code begins where both do
    codings = [mark for i in list(twelve)[:first] for mark in by("a", i, "T1.1", 0, 9)]
    codings += [mark for i in list(twelve)[first - both : last] for mark in by("a", i, "T2.1", 20, 29)]
    database = small(codings, interviews=twelve, finished=[(i, "a") for i in twelve])
    (row,) = cooccurrence(analyst(database), Selection()).filter(first_code="T1.1", second_code="T2.1").rows(named=True)
    assert tuple(row[name] for name in COUNTS) == (both, first, second, 12, 0, 0)
    assert (row["jaccard"], row["lift"], row["phi"]) == pytest.approx(expected[:3], abs=0.0005)
    assert row["near_chance"] == expected[3]


def test_a_passage_is_shared_only_by_one_reader_whom_the_rule_listens_to(small: Callable) -> None:
    codings = [
        *by("a", "i1", "T1.1", 0, 10), *by("b", "i1", "T1.1", 30, 40),  # r1: a's first meets b's second, no one's own
        *by("a", "i1", "T1.2", 50, 60), *by("b", "i1", "T1.2", 0, 10),
        *by("ab", "i2", "T1.1", 0, 10), *by("ab", "i2", "T1.2", 0, 10),  # r2: the panel decides, and sees them apart
        *by("p", "i2", "T1.1", 0, 10), *by("p", "i2", "T1.2", 50, 60),
        *by("ab", "i3", "T1.1", 0, 10), *by("a", "i3", "T1.2", 0, 10),  # r3: the second does not count
        *by("ab", "i5", "T1.1", 0, 10), *by("ab", "i5", "T1.2", 50, 60), ("i5", 0, 9, "T1.2", "a", "counter"),
    ]  # fmt: skip
    assert pairs(small(codings, finished=[*BY_BOTH, ("i2", "p")]))["T1.1", "T1.2"] == (3, 4, 3, 4, 0, 0)


def test_themes_meet_where_their_codes_do(small: Callable) -> None:
    codings = [*by("ab", "i1", "T1.2", 0, 10), *by("ab", "i1", "T2.1", 5, 6), *by("ab", "i2", "T1.1", 0, 10)]
    assert pairs(small(codings), level=Level.THEME) == {("T1", "T2"): (1, 2, 1, 4, 1, 1)}


def test_a_code_and_one_it_stands_under_are_no_pair(small: Callable) -> None:
    def nested(rows: list[dict]) -> list[dict]:
        below = {"level": "code", "sensitive": "false", "codable": "true"}
        return [{"code": "X", "parent": "T1.1", "name": "Below", **below}, *rows, {"code": "Y", "parent": "X", "name": "Deep", **below}]  # fmt: skip

    database = small(by("ab", "i1", "Y", 0, 9), nested)
    assert list(pairs(database)) == [
        ("X", "T1.2"), ("X", "T2.1"), ("T1.1", "T1.2"), ("T1.1", "T2.1"), ("T1.2", "T2.1"), ("T1.2", "Y"), ("T2.1", "Y"),
    ]  # fmt: skip
    assert set(pairs(database, domains=("T1",))) == {("X", "T1.2"), ("T1.1", "T1.2"), ("T1.2", "Y")}


@pytest.mark.parametrize("gate", [leader, presentation])
def test_it_is_for_analysts_only(database: Database, gate: Callable) -> None:
    with pytest.raises(WithheldError):
        cooccurrence(gate(database), Selection())
    assert COOCCURRENCE.name not in ROWS


def test_where_nobody_is_left_there_is_no_row(database: Database) -> None:
    frame = cooccurrence(analyst(database), Selection(Filters(organisations=("nowhere",))))
    assert frame.is_empty()
    assert "near_chance" in frame.columns


def expected(package: Path, level: str, stages: tuple[str, ...] = ()) -> dict[tuple[str, str], tuple]:
    voiced, above = oracle.voiced(package), branches(package)
    role = {coder["coder"]: coder["role"] for coder in oracle.rows(package, "coders")}
    interviews = [each for each in oracle.rows(package, "interviews") if not stages or each["stage"] in stages]
    readers = defaultdict(set)
    for each in oracle.rows(package, "assignments"):
        if each["finished"] == "true":
            readers[each["interview"]].add(each["coder"])
    said = defaultdict(set)
    for c in oracle.rows(package, "codings"):
        if c["status"] != "superseded" and c["polarity"] == "affirm":
            for code in above[c["code"]]:
                said[c["interview"], c["coder"], code].add((c["code"], int(c["start"]), int(c["end"])))
    codes = [code["code"] for code in oracle.rows(package, "codes") if code["level"] == level]
    n = len({each["respondent"] for each in interviews if readers[each["interview"]]})
    people = {code: {person for person, stage in voiced[code] if not stages or stage in stages} for code in codes}
    found = {}
    for one, other in combinations(codes, 2) if n else ():
        shared = {
            (each["interview"], each["respondent"])
            for each in interviews
            for panel in [{coder for coder in readers[each["interview"]] if role[coder] == "adjudicator"}]
            for coder in panel or readers[each["interview"]]
            for code, start, end in said[each["interview"], coder, one]
            for code_too, start_too, end_too in said[each["interview"], coder, other]
            if max(start, start_too) < min(end, end_too)
            and all((each["respondent"], each["stage"]) in voiced[marked] for marked in (code, code_too))
        }
        found[one, other] = (
            len(people[one] & people[other]), len(people[one]), len(people[other]), n,
            len({person for _, person in shared}), len(shared),
        )  # fmt: skip
    return found


@pytest.mark.parametrize(("level", "stages"), [("code", ()), ("code", ("S3",)), ("theme", ()), ("domain", ("S1",))])
def test_northmere_agrees_with_the_independent_count(database: Database, level: str, stages: tuple[str, ...]) -> None:
    found = pairs(database, filters=Filters(stages=stages), level=Level(level))
    assert found == expected(NORTHMERE, level, stages)
    assert len(found) == {"code": 1830, "theme": 153, "domain": 15}[level]
    assert any(row[4] for row in found.values())


def test_northmere_measures_follow_from_its_counts(database: Database) -> None:
    frame = cooccurrence(analyst(database), Selection())
    for row in frame.rows(named=True):
        both, first, second, n = (row[name] for name in COUNTS[:4])
        assert row["jaccard"] == pytest.approx(both / (first + second - both))
        assert row["near_chance"] == (abs(both * n - first * second) < n)
        assert (row["lift"] is None) == ("N2.2" in (row["first_code"], row["second_code"]))
        assert row["same_passage"] <= min(both, row["same_passage_interviews"])
    assert frame["near_chance"].n_unique() == 2


coding = st.tuples(
    st.sampled_from(["i1", "i2", "i4"]),
    st.integers(0, 20),
    st.integers(1, 12),
    st.sampled_from(["T1.1", "T1.2", "T2.1"]),
    st.sampled_from("abp"),
    st.sampled_from(["affirm", "affirm", "counter"]),
)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    marked=st.lists(coding, max_size=30, unique_by=lambda each: each[:5]),
    finished=st.lists(st.sampled_from([(i, c) for i in FIVE for c in "abp"]), unique=True, max_size=8),
)
def test_any_small_study_agrees_with_the_independent_count(
    tmp_path_factory: pytest.TempPathFactory, marked: list[tuple], finished: list[tuple[str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("any")
    codings = [(i, start, start + length, *rest) for i, start, length, *rest in marked]
    package = write_small(folder, codings=codings, interviews=FIVE, finished=finished)
    database = open_release(package, folder / "releases")
    for level in ("code", "theme"):
        assert pairs(database, level=Level(level)) == expected(package, level)
    database.close()
