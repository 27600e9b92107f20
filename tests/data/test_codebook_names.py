from hypothesis import given
from hypothesis import strategies as st

from data.sources.codebook_names import MOST_PIECES, Codebook, read_codes, split_names

PARTS = st.sampled_from(["trust", "money", "time", "power", "a b", "“x”", "Security, Privacy", "T1. Edge; Cloud"])


@st.composite
def codebooks(draw: st.DrawFn, separator: str) -> dict[str, str]:
    """Names with separators inside them and parts of one another, by key."""
    pieces = st.lists(PARTS, min_size=1, max_size=3)
    joints = st.sampled_from([separator, f"{separator} ", " and ", ": "])
    names = draw(st.lists(st.tuples(pieces, joints), min_size=1, max_size=8))
    joined = dict.fromkeys(joint.join(parts).strip() for parts, joint in names)
    return {f"k{number}": name for number, name in enumerate(joined)}


def plainly(text: str) -> str:
    return " ".join(text.split())


def readings(cell: str, separator: str, names: dict[str, str], limit: int = 2) -> list[list[str]]:
    """Two ways at most to take the cell for names, found by trying each name at each place: slow, and surely right."""
    by_name = {plainly(name): key for key, name in names.items()}
    found: list[list[str]] = []

    def walk(rest: list[str], taken: list[str]) -> None:
        if len(found) >= limit:
            return
        if not rest:
            found.append(taken)
            return
        for end in range(1, len(rest) + 1):
            key = by_name.get(plainly(separator.join(rest[:end])))
            if key:
                walk(rest[end:], [*taken, key])

    walk(cell.split(separator), [])
    return found


@given(data=st.data(), separator=st.sampled_from([",", ";"]))
def test_joined_names_come_back_wherever_there_is_one_way_to_read_them(data: st.DataObject, separator: str) -> None:
    names = data.draw(codebooks(separator))
    meant = data.draw(st.lists(st.sampled_from(sorted(names)), min_size=1, max_size=6))
    cell = f"{separator} ".join(names[key] for key in meant)
    ways = readings(cell, separator, names)
    reading = read_codes(cell, separator, Codebook(names))
    if len(ways) == 1:
        assert (reading.codes, reading.unread, reading.unclear) == (meant, "", False)
    else:
        assert (reading.codes, reading.unclear) == ([], True)


@given(
    data=st.data(),
    separator=st.sampled_from([",", ";"]),
    stranger=st.sampled_from(["who knows", "trust, x", "", "money; x"]),
)
def test_what_is_no_name_is_never_split_into_some(data: st.DataObject, separator: str, stranger: str) -> None:
    names = data.draw(codebooks(separator))
    cell = f"{separator} ".join([*names.values(), f"{stranger} ?!"])
    reading = read_codes(cell, separator, Codebook(names))
    assert reading.codes == []
    assert reading.unread


CODES = {"T1": "Trust", "T2": "Trust, but verify", "M": "Money", "O1": "Other", "O2": "Other", "D": "Domain"}
PARENTS = {"T1": "D", "O1": "T1", "O2": "M", "D": "D"}


def test_keys_names_and_paths_are_found() -> None:
    codebook = Codebook(CODES, PARENTS, {"Geld": "M", "Vertrauen": "Trust", "Nichts": "no such"})
    assert codebook.found("T1") == ("T1",)
    assert codebook.found("  Trust,  but verify ") == ("T2",)
    assert codebook.found("Other") == ("O1", "O2")
    assert codebook.found("Trust: Other") == ("O1",)
    assert codebook.found("Domain\\Trust\\Other") == codebook.found("Trust > Other") == ("O1",)
    assert codebook.found("Money.Other") == ("O2",)
    assert (codebook.found("Geld"), codebook.found("Vertrauen"), codebook.found("Nichts")) == (("M",), ("T1",), ())
    assert codebook.found('"Money"') == ("M",)
    assert codebook.found('"') == ()


def test_parents_in_a_circle_do_no_harm() -> None:
    assert Codebook({"a": "A", "b": "B"}, {"a": "b", "b": "a"}).found("A.B") == ("b",)


def test_a_name_of_two_codes_is_not_chosen_from() -> None:
    assert read_codes("Money, Other", ",", Codebook(CODES)).unclear


def test_blank_pieces_are_passed_over() -> None:
    assert read_codes("Money,, T1,", ",", Codebook(CODES)).codes == ["M", "T1"]


def test_the_first_part_that_is_no_code_is_named() -> None:
    assert read_codes("Money, Trust, but verify, Mony, Other", ",", Codebook(CODES)).unread == "Mony"


def test_a_strange_name_in_quotation_marks_is_told_apart() -> None:
    reading = read_codes('"Check this, and that.", Money, Trust, but verify', ",", Codebook(CODES))
    assert (reading.codes, reading.strange) == (["M", "T2"], ['"Check this, and that."'])
    assert read_codes('"Check this, Money', ",", Codebook(CODES)).codes == []
    assert read_codes('"Check", Mony', ",", Codebook(CODES)).unread == '"Check"'
    assert read_codes('"Check, Money" still open, T1', ",", Codebook(CODES)).codes == []
    assert read_codes('"Money", "Strange one", T1', ",", Codebook(CODES)).strange == ['"Strange one"']
    assert read_codes('"Money", T1', ",", Codebook(CODES)).codes == ["M", "T1"]


def test_lines_may_part_codes() -> None:
    assert read_codes("Trust, but verify\nMoney", "\n", Codebook(CODES)).codes == ["T2", "M"]


def test_a_cell_with_very_many_parts_is_no_list() -> None:
    assert read_codes("Money," * (MOST_PIECES + 1), ",", Codebook(CODES)).unread
    assert read_codes(",".join(["Money"] * MOST_PIECES), ",", Codebook(CODES)).codes == ["M"] * MOST_PIECES


def test_without_a_codebook_every_separator_parts_but_those_in_quotation_marks() -> None:
    assert split_names('Trust, "a, b", c ,, "He said ""no"", twice"', ",") == [
        "Trust",
        "a, b",
        "c",
        'He said "no", twice',
    ]
    assert split_names('Trust, "a, b', ",") == ["Trust", '"a', "b"]
    assert not Codebook({})
