"""Quotations: only words that were cleared, to those their speakers let read them, and put down to no one."""

import csv
from pathlib import Path

import pytest

from data.build import Built, build
from data.study import load_study
from queries.audience import Audience
from queries.database import Database
from queries.disclosure import Gate
from queries.quotations import quotations
from tests import oracle
from tests.clients import client_of
from tests.disclosure.browsers import Inside, application
from tests.disclosure.crawling import DISPLAYS, crawl
from tests.disclosure.test_audit import edited
from tests.gates import analyst, leader, presentation
from tests.studies import NORTHMERE, copy_of_northmere

CODES = [row["code"] for row in oracle.rows(NORTHMERE, "codes")]
PEOPLE = {row["respondent"]: row for row in oracle.rows(NORTHMERE, "respondents")}
PERSON = {row["interview"]: row["respondent"] for row in oracle.rows(NORTHMERE, "interviews")}


def wordings(package: Path = NORTHMERE) -> dict[str, dict[str, str]]:
    """Every quotation by its wording, with its speaker, from the files alone."""
    found = {}
    for row in oracle.rows(package, "quotes"):
        text = (package / "transcripts" / f"{row['interview']}.txt").read_text(encoding="utf-8")
        wording = row["redacted_text"] or text[int(row["start"]) : int(row["end"])]
        found[wording] = row | {"respondent": PERSON[row["interview"]]}
    return found


def test_leaders_read_only_what_was_approved_and_consented_to(database: Database) -> None:
    known, read = wordings(), set()
    for code in CODES:
        for wording, attribution in quotations(leader(database), code).select("wording", "attribution").iter_rows():
            quote = known[wording]
            speaker = PEOPLE[quote["respondent"]]
            assert quote["approval"] == "approved"
            assert speaker["quote_consent"] in ("Q2", "Q3", "Q4")
            assert speaker["quote_scope"] in ("network", "public")
            assert attribution == "Senior leader"
            read.add(quote["respondent"])
    assert len(read) > 6
    assert not read & {"L05", "L09"}


def test_a_conference_reads_only_what_is_public(database: Database) -> None:
    known = wordings()
    shown = {w for code in CODES for w in quotations(presentation(database), code)["wording"]}
    assert shown
    assert {PEOPLE[known[wording]["respondent"]]["quote_scope"] for wording in shown} == {"public"}
    assert shown < {w for code in CODES for w in quotations(leader(database), code)["wording"]}


def test_no_more_than_two_are_of_one_person_and_sensitive_ones_are_public(database: Database) -> None:
    known = wordings()
    sensitive = {row["code"] for row in oracle.rows(NORTHMERE, "codes") if row["sensitive"] == "true"}
    most = 0
    for code in CODES:
        speakers = [known[w]["respondent"] for w in quotations(leader(database), code)["wording"]]
        most = max([most, *(speakers.count(person) for person in speakers)])
        if code in sensitive:
            assert {PEOPLE[person]["quote_scope"] for person in speakers} <= {"public"}
    assert most == 2
    assert sensitive


def test_no_quotation_is_put_down_to_a_group(database: Database) -> None:
    """Beside 7 of 10, with six clinicians, naming the clinicians' words would leave the others to four managers."""
    assert {a for code in CODES for a in quotations(leader(database), code)["attribution"]} == {"Senior leader"}


def test_words_marked_with_a_sensitive_code_are_as_sensitive_under_any_other(database: Database) -> None:
    known = wordings()
    parent = {row["code"]: row for row in oracle.rows(NORTHMERE, "codes")}
    marks = [row for row in oracle.rows(NORTHMERE, "codings") if parent[row["code"]]["sensitive"] == "true"]
    for code in ("B1", "B4", "B", "L3"):
        for wording in quotations(leader(database), code)["wording"]:
            quote = known[wording]
            touched = [m for m in marks if m["interview"] == quote["interview"]
                       and int(m["start"]) < int(quote["end"]) and int(quote["start"]) < int(m["end"])]  # fmt: skip
            assert not touched or PEOPLE[quote["respondent"]]["quote_scope"] == "public"


def test_analysts_see_who_spoke_and_what_they_agreed_to(database: Database) -> None:
    row = quotations(analyst(database), "L2.1").row(0, named=True)
    assert (row["respondent"], row["quote_consent"], row["role_group_n"], row["sector_group_n"]) == ("L04", "Q2", 6, 5)


def test_for_themes_released_as_change_only_those_interviewed_twice_are_quoted(database: Database) -> None:
    known = wordings()
    for code in ("L3", "L3.1", "L3.2", "L3.3", "L3.4", "M1.1"):
        said = [known[wording]["respondent"] for wording in quotations(analyst(database), code)["wording"]]
        assert not set(said) & {"L08", "L09"}


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("respondents", {"quote_consent": "Q1"}),
        ("respondents", {"quote_scope": "study_team"}),
        ("respondents", {"withdrawn_on": "2026-11-01"}),
        ("quotes", {"approval": "refused"}),
        ("quotes", {"approval": "pending"}),
        ("quotes", {"redacted_text": "[a session]"}),
        ("member_checks", {"response": "withdrew_all"}),
    ],
)
def test_what_a_speaker_takes_back_is_gone_everywhere_with_the_next_release(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, table: str, change: dict[str, str]
) -> None:
    package, releases = copy_of_northmere(tmp_path), tmp_path / "releases"
    first = build(load_study(package), releases)
    before = application(first.path, monkeypatch)
    wording = "last time a speech therapist ran the session"
    assert wording in client_of(before, Audience.LEADER).get("/quotations.csv?code=L2.1").text
    place = next(row for words, row in wordings().items() if words.startswith(wording))

    def taken_back(row: dict[str, str]) -> None:
        is_theirs = row.get("respondent") == "L04" or row.get("interview") == place["interview"]
        if is_theirs and row.get("start", place["start"]) == place["start"]:
            row.update(change, **({"target_id": place["interview"]} if table == "member_checks" else {}))

    edited(package, table, taken_back)
    second = build(load_study(package), releases)
    gate = Gate(Database(second.path, held_back=False), Audience.LEADER)
    assert not any(wording in words for code in CODES for words in quotations(gate, code)["wording"])
    for reader in Audience:
        assert client_of(before, reader).get("/quotations.csv?code=L2.1").status_code == 410


def test_a_canary_is_heard_by_no_leader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = copy_of_northmere(tmp_path)
    path = package / "transcripts" / "L07-S1.txt"
    text = path.read_text(encoding="utf-8")
    row = next(row for row in oracle.rows(package, "codings") if row["interview"] == "L07-S1" and row["code"] == "L3.2")
    start, end = int(row["start"]), int(row["end"])
    phrase = "quokka zanzibar".ljust(end - start, "!")
    path.write_text(text[:start] + phrase + text[end:], encoding="utf-8")
    edited(
        package, "quotes", lambda quote: quote.update(approval="pending") if quote["interview"] == "L07-S1" else None
    )
    server = application(build(load_study(package), tmp_path / "releases").path, monkeypatch)
    links = ["code=quokka", "respondent=somebody", "stage=S1"]
    for reader, is_heard in ((Audience.ANALYST, True), (Audience.LEADER, False), (Audience.PRESENTATION, False)):
        answers = crawl(
            Inside(server, reader), ["L3.2", "L3", "L"], links, displays=DISPLAYS[:1], splits=["whole"], levels=["code"]
        )
        heard = [answer for answer in answers if "zanzibar" in answer.text or "L07-S1" in answer.text]
        assert bool(heard) == is_heard, [answer.asked for answer in heard]


def test_static_files_and_errors_say_nothing_of_the_study(built: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    client = client_of(application(built.path, monkeypatch), Audience.LEADER)
    for path in ("/assets/theme.css", "/assets/commonplace.js", "/assets/mark.svg"):
        with client.get(path) as answer:
            assert "L07" not in answer.text
            assert built.release.release not in str(answer.headers)
    for path in ("/passages.csv?code=L2.1", "/agreement.csv", "/co-occurrence.csv", "/saturation.csv"):
        answer = client.get(path)
        assert (answer.status_code, answer.text) == (403, "This is for the study’s analysts only.\n")


def test_the_file_of_quotations_holds_no_place_and_no_person(built: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    client = client_of(application(built.path, monkeypatch), Audience.LEADER)
    rows = list(csv.DictReader(client.get("/quotations.csv?code=L2").text.lstrip("\ufeff").splitlines()))
    assert rows
    assert set(rows[0]) == {"stance", "wording", "attribution", "stamp"}
