"""What every page sends of a study with all tables depends on what is released and on nothing else."""

import re
from pathlib import Path

import pytest

from data import build as building
from data.build import build
from data.study import load_study
from queries.audience import Audience
from queries.audit import Audit
from tests.disclosure.browsers import Inside, application
from tests.disclosure.crawling import DISPLAYS, crawl
from tests.disclosure.whole_studies import CODES, write_whole

TOLD = {
    Audience.LEADER: ("7 of 12", "2 or fewer of 12", "10 or more of 12", "Voiced by 7 of 12", "From 2 or fewer to 5 of 10",
                      "Cleared wording 2", "57%", "shortest of 2 with data", "Item 2", "4 of 8"),
    Audience.PRESENTATION: ("some of 12", "few of 12", "nearly all of 12", "From few to some of 10", "Cleared wording 0",
                            "57%", "Item 2", "some of 8"),
}  # fmt: skip
"""Words that show that each table is in what is sent."""


def reading(folder: Path, seed: int, patch: pytest.MonkeyPatch, reader: Audience, *, exact: bool = True) -> Inside:
    """A browser of `reader` at the truth that `seed` draws."""
    folder.mkdir()
    patch.setattr(building, "audit_draft", lambda *_, **__: Audit("", []))
    release = build(load_study(write_whole(folder, seed, exact=exact)), folder / "releases")
    return Inside(application(release.path, patch), reader)


@pytest.mark.parametrize("reader", [Audience.LEADER, Audience.PRESENTATION])
def test_truths_that_release_the_same_are_sent_byte_for_byte_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reader: Audience
) -> None:
    def sent(seed: int) -> dict[str, str]:
        browser = reading(tmp_path / str(seed), seed, monkeypatch, reader, exact=reader == Audience.LEADER)
        answers = crawl(browser, CODES[:3], displays=DISPLAYS[:1], splits=["whole"], levels=["code"])
        drawn_anew = r'"end_id":"[^"]*"'  # by Dash at each start
        return {answer.asked: f"{answer.status} {re.sub(drawn_anew, '', answer.text)}" for answer in answers}

    first, other = sent(1), sent(2)
    assert list(first) == list(other)
    assert [asked for asked, answer in first.items() if answer != other[asked]] == []
    text = "\n".join(first.values())
    assert [words for words in TOLD[reader] if words not in text] == []
    assert "Kept " not in text


def test_analysts_are_sent_the_truths_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    browsers = [reading(tmp_path / str(seed), seed, monkeypatch, Audience.ANALYST) for seed in (1, 2)]
    for file in ("findings", "theme-prevalence", "stage-change", "lens", "comparison", "ties", "tie-structure"):
        one, other = (browser.get(f"/{file}.csv")[1] for browser in browsers)
        assert one != other, file
