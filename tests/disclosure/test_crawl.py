"""What a leader gets of Northmere, on every way there is: read as pairs of people, not as bytes."""

import csv
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import polars as pl
import pytest

from dashboard import counts_plate
from dashboard.pages import themes
from data.build import Built
from queries import disclosure, rulings
from queries.audience import Audience
from queries.bands import Scheme
from tests import oracle
from tests.disclosure.browsers import Inside, Outside, application
from tests.disclosure.crawling import DISPLAYS, Payload, crawl
from tests.disclosure.pairs import Pair, Rules, pairs, problems
from tests.servers import serving
from tests.studies import NORTHMERE

CODES = [row["code"] for row in oracle.rows(NORTHMERE, "codes")]
PARENT = {row["code"]: row["parent"] for row in oracle.rows(NORTHMERE, "codes")}
BODIES = oracle.rows(NORTHMERE, "organisations")
LINKS = [
    *(f"organisation={body['organisation']}" for body in BODIES),
    "stage=S1", "stage=S3", "role_group=senior_clinical", "sector_group=provider", "network=northmere",
    "organisation=acute&stage=S1", "dimension=organisation", "dimension=role_group&stage=S3", "respondent=somebody",
]  # fmt: skip
NEVER = [
    r"\bL(0[1-9]|1[0-2])\b",
    "Coder [AB]",
    "cp-coded",
    "characters \\d+ to",
    r"(?<![.\w])(?=[0-9]*[a-f])[0-9a-f]{16}\b",  # the id of a release, which is a hash of all that was said
]


def theme(code: str) -> str:
    """The theme that a code shares its base with; a domain stands for itself."""
    above = PARENT[code]
    return theme(above) if above and PARENT[above] else code


def rules(**more: bool) -> Rules:
    return Rules(
        bases={10, 12},
        window=3,
        theme_of={code: theme(code) for code in CODES},
        never=NEVER,
        bodies=[body["name"] for body in BODIES],
        **more,
    )


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(NORTHMERE, tmp_path_factory.mktemp("served")) as address:
        yield address


def test_every_number_a_leader_meets_is_one_that_is_released(address: str) -> None:
    with closing(Outside(address, Audience.LEADER)) as browser:
        payloads = crawl(browser, CODES, LINKS)
    assert problems(payloads, rules()) == []
    told = {(pair.code, pair.least, pair.most, pair.n) for payload in payloads for pair in pairs(payload) if pair.code}
    assert {("L2.1", 9, 9, 12), ("L1.3", 0, 2, 12), ("L3.2", 0, 2, 10), ("L3.2", 7, 7, 10)} <= told
    assert len({code for code, *_ in told}) > 70
    assert {payload.status for payload in payloads} <= {200, 302, 400, 403, 404}


def test_a_conference_is_told_the_same_in_words(address: str) -> None:
    with closing(Outside(address, Audience.PRESENTATION)) as browser:
        payloads = crawl(browser, CODES, LINKS)
    assert problems(payloads, rules(words=True)) == []
    assert any("some of 12 leaders" in payload.text for payload in payloads)


def test_what_an_analyst_gets_would_not_pass(built: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = Inside(application(built.path, monkeypatch), Audience.ANALYST)
    found = problems(crawl(browser, CODES[:8], LINKS[:2], displays=DISPLAYS[:1], levels=["code"]), rules())
    for kind in ("0 to 0 of 12", "of 3 ", "holds 'Coder [AB]'", "holds 'Northmere Hospitals'", "is told on"):
        assert any(kind in problem for problem in found), kind


def leak_of_an_exact_count(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(rulings, "scheme_for", lambda terms, is_split: Scheme.EXACT)


def leak_of_a_second_base(patch: pytest.MonkeyPatch) -> None:
    whole = rulings.totals

    def with_change(frame: pl.DataFrame, terms: object) -> pl.DataFrame:
        return whole(frame.with_columns(base=pl.lit("total")), terms)

    replace_ruling(patch, "theme_prevalence", with_change)


def leak_by_organisation(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(disclosure.Gate, "_dimension", lambda self, asked: asked)


def leak_in_a_file(patch: pytest.MonkeyPatch) -> None:
    whole = rulings.totals

    def with_the_count(frame: pl.DataFrame, terms: object) -> pl.DataFrame:
        return whole(frame, terms).join(frame.select("code", "respondents"), on="code")

    replace_ruling(patch, "theme_prevalence", with_the_count)


def leak_to_a_screen_reader(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(counts_plate, "_spoken", lambda cells, people: f"{cells['name'][0]}: 11 of 12 {people}")


def leak_in_a_mark(patch: pytest.MonkeyPatch) -> None:
    whole = counts_plate.in_order_of
    patch.setattr(themes, "in_order_of", lambda frame, order: whole(frame, order).with_columns(
        least=pl.when(pl.col("least") == 0).then(1).otherwise("least"),
        most=pl.when(pl.col("least") == 0).then(1).otherwise("most"),
    ))  # fmt: skip


def leak_of_a_filter(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(disclosure.Gate, "_narrowed", lambda self, parameters: parameters)
    patch.setattr(disclosure.Gate, "narrow", lambda self, selection: selection)


def leak_of_a_passage(patch: pytest.MonkeyPatch) -> None:
    replace_ruling(patch, "passages", rulings.as_it_is)


def leak_of_a_speaker(patch: pytest.MonkeyPatch) -> None:
    whole = rulings.quotations

    def with_the_speaker(frame: pl.DataFrame, terms: object) -> pl.DataFrame:
        return whole(frame, terms).with_columns(attribution=pl.lit("L07, Senior leader"))

    replace_ruling(patch, "quotations", with_the_speaker)


def replace_ruling(patch: pytest.MonkeyPatch, query: str, ruling: rulings.Ruling) -> None:
    rows = dict(disclosure.ROWS)
    rows[query] = disclosure.replace(rows[query], ruling=ruling)
    patch.setattr(disclosure, "ROWS", rows)


@pytest.mark.parametrize(
    "plant",
    [leak_of_an_exact_count, leak_of_a_second_base, leak_by_organisation, leak_in_a_file, leak_to_a_screen_reader,
     leak_in_a_mark, leak_of_a_filter, leak_of_a_passage, leak_of_a_speaker],
)  # fmt: skip
def test_a_planted_leak_of_each_kind_is_found(built: Built, monkeypatch: pytest.MonkeyPatch, plant: object) -> None:
    assert callable(plant)
    ways = {"codes": ["L1.3", "L2.1"], "links": LINKS[:1], "displays": DISPLAYS[:1],
            "splits": ["whole", "organisation"], "levels": ["code"]}  # fmt: skip
    plant(monkeypatch)
    leaking = crawl(Inside(application(built.path, monkeypatch), Audience.LEADER), **ways)
    assert problems(leaking, rules()) != []
    monkeypatch.undo()
    sound = crawl(Inside(application(built.path, monkeypatch), Audience.LEADER), **ways)
    assert problems(sound, rules()) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("7 of 12 leaders", [(7, 7, 12)]),
        ("2 or fewer of 10 leaders and 10 or more of 12", [(0, 2, 10), (10, 12, 12)]),
        ("2/5", [(2, 2, 5)]),
        ("Of 11 codes, 7 were voiced by at least half of the 12 leaders", []),
    ],
)
def test_the_crawler_reads_pairs_out_of_words(text: str, found: list[tuple[int, int, int]]) -> None:
    assert [(pair.least, pair.most, pair.n) for pair in pairs(Payload("GET /x", 200, text))] == found


def test_the_crawler_reads_pairs_out_of_files(tmp_path: Path) -> None:
    text = "code,respondents,least,most,n\nL1,7,7,7,12\n"
    assert set(pairs(Payload("GET /x.csv", 200, text))) == {Pair("GET /x.csv", 7, 7, 12, "L1")}
    assert list(csv.reader([text.splitlines()[1]])) == [["L1", "7", "7", "7", "12"]]
