import stat
from pathlib import Path

import pytest

from data.faults import StudyError
from data.pseudonyms import Pseudonyms
from data.sources.parts import Memo, Parts

NAMES = [f"Person {letter}" for letter in "ABCDEFGHIJKL"]


def study() -> Parts:
    parts = Parts(tool="test")
    parts.table("respondents", respondent=NAMES)
    parts.table("interviews", interview=NAMES, respondent=NAMES, stage=["S1"] * len(NAMES))
    parts.transcripts = {name: f"{name} said that Person B would" for name in NAMES}
    parts.memos = [Memo("note", "Person C", "a", "", "Person C was tired")]
    parts.suggested = {"respondents": {"Person A": ["Person B"]}}
    return parts


def test_labels_take_the_place_of_names_in_structure_and_not_in_running_text(tmp_path: Path) -> None:
    key, parts = Pseudonyms(tmp_path / "key.csv", tmp_path / "package"), study()
    key.give([parts])
    key.apply(parts)
    people = parts.tables["respondents"]["respondent"].to_list()
    assert sorted(people) == [f"P{number:02}" for number in range(1, 13)]
    assert parts.tables["interviews"]["respondent"].to_list() == people
    interviews = parts.tables["interviews"]["interview"].to_list()
    assert sorted(interviews) == [f"D{number:02}" for number in range(1, 13)] and list(parts.transcripts) == interviews
    assert parts.transcripts[interviews[2]] == "Person C said that Person B would"
    assert parts.memos == [Memo("note", people[2], "a", "", "Person C was tired")]
    assert parts.suggested == {"respondents": {people[0]: [people[1]]}}
    assert parts.assumed == [
        "names of people are replaced by labels, but for running text, where they are still said in 12 of 12"
    ]


def test_the_title_of_a_study_holds_no_name(tmp_path: Path) -> None:
    key, parts = Pseudonyms(tmp_path / "key.csv", tmp_path / "package"), study()
    parts.title, parts.settings = "Talks with Person B", {"study": {"title": "Person B", "id": "talks"}, "views": {}}
    key.give([parts])
    key.apply(parts)
    label = key.labels["respondents"]["Person B"]
    assert parts.title == f"Talks with {label}"
    assert parts.settings == {"study": {"title": label, "id": "talks"}, "views": {}}


def test_labels_are_in_random_order(tmp_path: Path) -> None:
    orders = set()
    for number in range(6):
        key = Pseudonyms(tmp_path / f"{number}.csv", tmp_path / "package")
        key.give([study()])
        orders.add(tuple(key.labels["respondents"][name] for name in NAMES))
    assert len(orders) > 1


def test_the_key_is_kept_for_its_owner_alone_and_gives_the_same_labels_again(tmp_path: Path) -> None:
    path = tmp_path / "key.csv"
    key = Pseudonyms(path, tmp_path / "package")
    key.give([study()])
    key.save()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]
    again, more = Pseudonyms(path, tmp_path / "package"), study()
    more.table("respondents", respondent=[*NAMES, "Person M"])
    again.give([more])
    assert again.labels["respondents"].pop("Person M") == "P13"
    assert again.labels == key.labels


def test_an_account_is_scrubbed_whole_words_first(tmp_path: Path) -> None:
    key, parts = Pseudonyms(tmp_path / "key.csv", tmp_path / "package"), Parts(tool="test")
    parts.table("respondents", respondent=["Ann", "Ann Lee"])
    key.give([parts])
    one, two = key.labels["respondents"]["Ann"], key.labels["respondents"]["Ann Lee"]
    account = {"place": "row 3 of Ann Lee.docx", "many": ["Ann", "Annual"], "of": ["Ann Lees"], "count": 2}
    assert key.scrub(account) == {
        "place": f"row 3 of {two}.docx",
        "many": [one, "Annual"],
        "of": [f"{one} Lees"],
        "count": 2,
    }


def test_without_names_nothing_is_scrubbed(tmp_path: Path) -> None:
    assert Pseudonyms(tmp_path / "key.csv", tmp_path / "package").scrubbed("Ann") == "Ann"


@pytest.mark.parametrize(
    ("place", "content", "message"),
    [
        ("package/key.csv", None, "lies in the package"),
        ("nowhere/key.csv", None, "is in no folder that exists"),
        ("key.csv", "one,two\n1,2\n", "is no key to pseudonyms"),
        ("key.csv", "table,name,label\ncodes,a,b\n", "is no key to pseudonyms"),
    ],
)
def test_a_key_in_the_wrong_place_or_of_another_kind_is_refused(
    tmp_path: Path, place: str, content: str | None, message: str
) -> None:
    (tmp_path / "package").mkdir()
    if content:
        (tmp_path / place).write_text(content)
    with pytest.raises(StudyError, match=message):
        Pseudonyms(tmp_path / place, tmp_path / "package")


def test_names_that_differ_in_how_their_words_are_joined_keep_labels_of_their_own(tmp_path: Path) -> None:
    key, parts = Pseudonyms(tmp_path / "key.csv", tmp_path / "package"), Parts(tool="test")
    parts.table("respondents", respondent=["Admin 1", "admin-1"])
    key.give([parts])
    one, two = (key.labels["respondents"][name] for name in ("Admin 1", "admin-1"))
    assert key.scrubbed("“Admin 1” stands for admin-1") == f"“{one}” stands for {two}"
