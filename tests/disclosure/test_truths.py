"""What a leader is sent depends on what is released and on nothing else: whoever said it, however many within a band."""

import random
import re
from collections.abc import Collection, Mapping
from pathlib import Path

import pytest

from data import build as building
from data.build import build
from data.study import load_study
from queries import rulings
from queries.audience import Audience
from queries.audit import Audit
from queries.bands import Scheme
from queries.database import Database
from tests.disclosure.browsers import Inside, application
from tests.disclosure.crawling import DISPLAYS, crawl
from tests.disclosure.studies import CHANGE, TWELVE, TWICE, write_truth
from tests.gates import leader

CODES = ["D", "T1", "T1.1", "T1.2", "T2", "T2.1"]
Said = Mapping[str, Collection[str]]


def payload(
    folder: Path, said: Said, patch: pytest.MonkeyPatch, reader: Audience = Audience.LEADER, **more: object
) -> str:
    """Everything that a leader can be sent of a study, as one text."""
    folder.mkdir()
    study = load_study(write_truth(folder, said, **more))
    patch.setattr(building, "audit_draft", lambda *_, **__: Audit("", []))
    release = build(study, folder / "releases")
    server = application(release.path, patch)
    splits = ["whole", "role_group"] if "groups" in more else ["whole"]
    browser = Inside(server, reader)
    answers = crawl(browser, CODES, ["role_group=senior_managerial"], displays=DISPLAYS[:1], splits=splits)
    whole = "\n".join(f"{answer.asked}\n{answer.status}\n{answer.text}" for answer in answers)
    return re.sub(r'"end_id":"[^"]*"', "", whole)  # drawn at random by Dash at each start


def drawn(seed: int) -> Said:
    """A truth of the kind: T1.1 seven of twelve, T1.2 at most two of these, T2.1 at most two of ten, then five."""
    chance = random.Random(seed)  # noqa: S311
    seven = chance.sample(TWELVE, 7)
    return {
        "T1.1": seven,
        "T1.2": chance.sample(seven, chance.randint(0, 2)),
        "T2.1 S1": chance.sample(TWICE, chance.randint(0, 2)),
        "T2.1 S2": chance.sample(TWICE, 5),
    }


@pytest.mark.parametrize("tens", range(5))
def test_50_truths_that_release_the_same_are_sent_byte_for_byte_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tens: int
) -> None:
    sent = {
        payload(tmp_path / str(seed), drawn(seed), monkeypatch) for seed in (0, *range(tens * 10 + 1, tens * 10 + 11))
    }
    assert len(sent) == 1
    [text] = sent
    for told in ("7 of 12", "2 or fewer of 12", "2 or fewer of 10", "5 of 10"):
        assert told in text
    other = payload(tmp_path / "other", {**drawn(1), "T1.1": TWELVE[:8]}, monkeypatch)
    assert other != text


def test_the_naive_scheme_sends_truths_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rulings, "scheme_for", lambda terms, is_split: Scheme.EXACT)
    sent = {payload(tmp_path / str(count), {"T1.1": TWELVE[:count]}, monkeypatch) for count in range(3)}
    assert len(sent) == 3


def test_counts_that_change_places_inside_a_band_change_no_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hidden(one: int, other: int) -> Said:
        return {"T1.1": TWELVE[:one], "T1.2": TWELVE[:other]}

    sent = {
        payload(tmp_path / f"{one}-{other}", hidden(one, other), monkeypatch)
        for one, other in ((0, 2), (2, 0), (1, 1), (0, 0), (2, 2))
    }
    assert len(sent) == 1


def test_a_small_group_is_hidden_alike_whether_it_has_four_people_or_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = CHANGE + 'leader_counts = "words"\npartition = "role_group"\n'

    def with_managers(count: int) -> str:
        groups = dict.fromkeys(TWELVE[:count], "senior_managerial")
        return payload(tmp_path / str(count), drawn(3), monkeypatch, release=words, groups=groups)

    sent = {with_managers(count) for count in range(5)}
    assert len(sent) == 1
    five = with_managers(5)
    assert five not in sent
    assert "a minority of 5" in five or "a majority of 5" in five


def test_words_with_a_declared_split_send_truths_alike_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = CHANGE + 'leader_counts = "words"\npartition = "role_group"\n'
    groups = dict.fromkeys(TWELVE[6:], "senior_managerial")

    def sides(first: int, second: int) -> Said:
        return {"T1.1": [*TWELVE[:first], *TWELVE[6 : 6 + second]]}

    sent = {
        payload(tmp_path / f"{a}{b}", sides(a, b), monkeypatch, release=words, groups=groups)
        for a, b in ((4, 1), (5, 2), (6, 2))
    }
    assert len(sent) == 1
    [text] = sent
    assert "a majority of 6" in text
    assert "some of 12" in text


def test_a_conference_is_sent_nothing_that_parts_what_leaders_get_alike(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = {
        payload(tmp_path / str(count), {"T1.1": TWELVE[:count]}, monkeypatch, Audience.PRESENTATION)
        for count in (3, 5, 9)
    }
    assert len(sent) == 1


def no_release(folder: Path, said: Said) -> Database:
    return Database(build(load_study(write_truth(folder, said)), folder / "releases").path)


def test_a_theme_and_its_codes_have_one_base_and_a_domain_of_two_has_none(tmp_path: Path) -> None:
    from queries.selection import Level, Selection  # noqa: PLC0415
    from queries.themes import stage_change, theme_prevalence  # noqa: PLC0415

    database = no_release(tmp_path, drawn(5))
    gate = leader(database)

    def asked(level: Level) -> set[str]:
        return set(theme_prevalence(gate, Selection(level=level))["code"])

    assert (asked(Level.CODE), asked(Level.THEME), asked(Level.DOMAIN)) == ({"T1.1", "T1.2"}, {"T1"}, set())
    assert set(stage_change(gate, Selection())["code"]) == {"T2.1"}
    assert set(stage_change(gate, Selection())["n"]) == {10}
    database.close()
