from collections.abc import Callable
from pathlib import Path

import pytest
from dash.development.base_component import Component
from hypothesis import given
from hypothesis import strategies as st

from dashboard.opposites_plate import Side, finding, opposites_plate, pairs_told
from dashboard.page import Display, Edition
from queries.database import Database
from queries.disclosure import Gate
from queries.findings import Told
from queries.selection import Filters, Level, Selection
from queries.study import overview
from tests import oracle
from tests.gates import analyst, leader, presentation
from tests.studies import NORTHMERE, SETTINGS, open_release, write_small

SEVEN = {f"i{number}": (f"r{number}", "S1") for number in range(7)}
PAIRED = SETTINGS + '\n[views]\nbarriers = ["D"]\nopposites = [["T1.1", "T1.2"], ["T1.1", "T2.1"]]\n'


def drawn(gate: Gate, selection: Selection = Selection(), domains: tuple[str, ...] = ()) -> Component | None:  # noqa: B008
    edition = Edition(overview(gate), "release 1")
    return opposites_plate("opposites", gate, selection, Display(), edition=edition, domains=domains)


def parts(component: object) -> list[Component]:
    if isinstance(component, list | tuple):
        return [part for child in component for part in parts(child)]
    if isinstance(component, Component):
        return [component, *parts(getattr(component, "children", None))]
    return []


def words(component: object) -> str:
    if isinstance(component, list | tuple):
        return "".join(words(child) for child in component)
    if isinstance(component, Component):
        return words(getattr(component, "children", None)) + " "
    return "" if component is None else str(component)


def title(component: Component | None) -> str:
    return next(str(part.children) for part in parts(component) if getattr(part, "className", "") == "cp-finding-title")


def of_class(component: Component | None, name: str) -> list[Component]:
    return [part for part in parts(component) if getattr(part, "className", "") == name]


def side(name: str, least: int | None, most: int | None, n: int | None = 12, when: str = "") -> Side:
    says = f"{least} of {n}" if least == most else f"{least} to {most} of {n}"
    return Side(name, name, "leaders", (Told(least, most, n, says, when),))


@pytest.mark.parametrize(
    ("domains", "names"),
    [
        (("B", "M"), ["Trust building", "Trust deficit", "Incremental sustained change", "Small steps"]),
        (("L",), ["Distributed/shared leadership", "Central strategic leader"]),
    ],
)
def test_a_page_shows_the_pairs_with_a_code_of_its_own(
    database: Database, domains: tuple[str, ...], names: list[str]
) -> None:
    found = [side.name for pair in pairs_told(leader(database), Selection(), domains) for side in pair]
    assert found[:2] == names[:2]
    assert len(found) == 4
    assert len(pairs_told(leader(database), Selection(), ())) == 4


def test_each_side_is_counted_as_an_independent_count_has_it(database: Database) -> None:
    voices = oracle.voiced(NORTHMERE)
    for pair in pairs_told(analyst(database), Selection(), ("B", "M")):
        for side in pair:
            assert [count.least for count in side.counts] == [len(oracle.people(voices[side.code]))]


def test_codes_released_as_change_have_both_stages_the_earlier_first(database: Database) -> None:
    [pair] = [pair for pair in pairs_told(leader(database), Selection(), ("L",)) if pair[0].code == "L3.1"]
    assert [(count.when, count.says) for count in pair[1].counts] == [
        ("Autumn 2014", "2 or fewer of 10"),
        ("Autumn 2015", "7 of 10"),
    ]
    plate = drawn(leader(database), domains=("L",))
    assert title(plate) == (
        "Incomplete senior commitment is voiced by more leaders than Senior commitment present: "
        "7 of 10 against 2 or fewer of 10 in Autumn 2015"
    )
    assert "A number beside a stage is of the leaders interviewed at both stages." in words(plate)
    once = pairs_told(analyst(database), Selection(Filters(stages=("S1",))), ("L",))
    assert all(side.counts[0].when == "" for pair in once for side in pair)


def test_leaders_read_both_numbers_and_analysts_besides_who_holds_both(database: Database) -> None:
    theirs, ours = drawn(leader(database), domains=("M",)), drawn(analyst(database), domains=("M",))
    assert title(theirs) == "Trust building is voiced by more leaders than Trust deficit: 8 of 12 against 4 of 12"
    assert "One leader can hold both sides of a pair" in words(theirs)
    assert not of_class(theirs, "cp-together")
    voices = oracle.voiced(NORTHMERE)
    one, other = oracle.people(voices["M2.1"]), oracle.people(voices["B4.1"])
    [together] = of_class(ours, "cp-together")
    assert f"{len(one & other)} of 12 leaders" in words(together)
    assert f"Neither: {12 - len(one | other)} of 12." in words(together)
    assert "About what chance alone would give." in words(together)


def test_shapes_tell_a_barrier_from_what_it_is_set_against_and_nothing_else(database: Database) -> None:
    marks = {side.code: side.mark for pair in pairs_told(leader(database), Selection(), ()) for side in pair}
    assert marks == {
        "L2.1": "leaders", "L2.2": "leaders", "L3.1": "enabler", "L3.2": "barrier",
        "M2.1": "enabler", "B4.1": "barrier", "Q3.1": "enabler", "B3.3": "barrier",
    }  # fmt: skip
    said = words(drawn(leader(database), domains=("M",)))
    assert "Enabler: " in said
    assert "Barrier: " in said


def test_every_side_opens_its_evidence(database: Database) -> None:
    buttons = of_class(drawn(leader(database), domains=("B",)), "cp-link")
    assert [getattr(button, "data-code") for button in buttons] == ["M2.1", "B4.1", "Q3.1", "B3.3"]


def test_the_conference_reads_words_and_what_they_mean(database: Database) -> None:
    plate = drawn(presentation(database), domains=("B", "M"))
    assert title(plate) == "One leader can hold both of two opposites"
    assert "Some: 3 to 9 of 12." in words(plate)
    assert "8 of 12" not in words(plate)


@pytest.fixture
def small(tmp_path: Path) -> Callable[..., Database]:
    def make(people: int = 7, settings: str = PAIRED) -> Database:
        some = dict(list(SEVEN.items())[:people])
        codings = [(i, 0, 5, "T1.1", "a", "affirm") for i in some] + [("i0", 0, 5, "T2.1", "a", "affirm")]
        finished = [(interview, "a") for interview in some]
        package = write_small(tmp_path, codings=codings, interviews=some, finished=finished, settings=settings)
        return open_release(package, tmp_path / "releases")

    return make


def test_a_code_may_be_of_two_pairs_and_pairs_are_of_codes_whatever_is_counted(small: Callable) -> None:
    database = small()
    pairs = pairs_told(analyst(database), Selection(level=Level.DOMAIN), ())
    assert [(one.name, other.name) for one, other in pairs] == [("Code one", "Code two"), ("Code one", "Code three")]
    assert [count.says for _, other in pairs for count in other.counts] == ["0 of 7", "1 of 7"]
    plate = drawn(analyst(database))
    assert len(of_class(plate, "cp-pair")) == 2
    assert [words(both).split(" of 7")[0].split()[-1] for both in of_class(plate, "cp-together")] == ["0", "1"]
    database.close()


def test_too_few_people_are_said_to_be_so(small: Callable) -> None:
    database = small(people=3)
    assert title(drawn(leader(database))) == "These leaders are too few for any number to be shown"
    assert "Not shown for this group" in words(drawn(leader(database)))
    database.close()


def test_without_opposites_there_is_no_plate(small: Callable) -> None:
    database = small(settings=SETTINGS)
    assert drawn(analyst(database)) is None
    database.close()


def test_pairs_told_as_change_alone_say_whom_they_are_of(database: Database) -> None:
    gate = leader(database)
    [pair] = [pair for pair in pairs_told(gate, Selection(), ("L",)) if pair[0].code == "L3.1"]
    assert pair[0].counts[0].n == 10
    assert finding([pair], "leaders", "leader").endswith("in Autumn 2015")


def test_a_title_says_what_is_certain_and_no_more() -> None:
    certain = (side("A", 3, 9), side("B", 0, 2))
    alike, apart = (side("C", 8, 8), side("D", 8, 8)), (side("E", 4, 4), side("F", 9, 9))
    open_, bases = (side("G", 0, 2), side("H", 0, 2)), (side("I", 12, 12), side("J", 0, 0, 10))
    assert (
        finding([certain], "people", "person") == "A is voiced by more people than B: 3 to 9 of 12 against 0 to 2 of 12"
    )
    assert finding([certain, apart], "people", "person").startswith("F is voiced by more people than E")
    assert finding([alike], "people", "person") == "As many people voice C as D: 8 of 12 each"
    assert finding([open_], "people", "person") == "G beside H: one person can hold both"
    assert finding([bases, open_], "people", "person") == "One person can hold both of two opposites"
    assert "too few" in finding([(side("K", None, None), side("L", None, None))], "people", "person")


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=4, max_size=4))
def test_a_title_never_sets_a_code_above_one_that_may_have_more(spans: list[tuple[int, int]]) -> None:
    sides = [side(f"S{place}", min(span), max(span)) for place, span in enumerate(spans)]
    said = finding([(sides[0], sides[1]), (sides[2], sides[3])], "people", "person")
    for more in sides:
        for less in sides:
            if said.startswith(f"{more.name} is voiced by more people than {less.name}:"):
                assert more.counts[0].least > less.counts[0].most
