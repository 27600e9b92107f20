"""The audit that a build runs, and what becomes of a release that does not hold."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from app import cli
from data.build import Built, build
from data.release import ReleaseError, describe_release, releases_in
from data.study import load_study
from queries import audit as auditing
from queries import bands, policy, rulings
from queries.attack import TooManyError
from queries.audience import Audience
from queries.audit import audit
from queries.bands import Scheme
from queries.database import Database
from queries.disclosure import Gate, WithheldError
from queries.selection import Selection
from queries.themes import theme_prevalence
from tests.clients import client_of
from tests.disclosure.browsers import application
from tests.disclosure.studies import CHANGE, TWELVE, write_truth
from tests.studies import copy_of_northmere

LEADER, ANALYST = Audience.LEADER, Audience.ANALYST
WORDS = CHANGE + 'leader_counts = "words"\npartition = "role_group"\n'
SAID = {"T1.1": TWELVE[:7], "T1.2": TWELVE[:2], "T2.1 S2": TWELVE[:4]}


def run(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(cli, [str(argument) for argument in arguments])
    return result.exit_code, result.output


def edited(package: Path, table: str, change: Callable[[dict[str, str]], object]) -> Path:
    """The package with `change` made to every row of a table."""
    path = package / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        change(row)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return package


def withdraw(person: str) -> Callable[[dict[str, str]], object]:
    return lambda row: row.update(withdrawn_on="2026-11-01") if row["respondent"] == person else None


def test_northmere_holds_and_says_what_two_leaders_could_do(built: Built) -> None:
    assert built.audit is not None
    assert built.audit.leaks == []
    assert built.audit.numbers == {"presentation": 93, "leader": 93}
    assert {leak.audience for leak in built.audit.if_two_pool} == {"leader", "presentation"}
    assert all("two of them who pool what they know" in leak.how for leak in built.audit.if_two_pool)
    assert built.is_for_leaders


def test_the_naive_scheme_does_not_hold(built: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (auditing, rulings):
        monkeypatch.setattr(module, "scheme_for", lambda terms, is_split: Scheme.EXACT)
    auditing._bands.cache_clear()
    database = Database(built.path, held_back=False)
    found = audit("naive", database, {})
    auditing._bands.cache_clear()
    assert not found.holds
    assert {"someone from outside", "one of the people asked"} <= {leak.how.split(" could")[0] for leak in found.leaks}
    assert {leak.audience for leak in found.leaks} == {"leader", "presentation"}
    database.close()


def test_a_number_told_otherwise_than_the_policy_says_is_a_leak(built: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rulings, "scheme_for", lambda terms, is_split: Scheme.EXACT)
    database = Database(built.path, held_back=False)
    found = audit("otherwise", database, {})
    assert any("it is told as 2 to 2 of 12" in leak.how and leak.codes == ["L1.3"] for leak in found.leaks)
    database.close()


def test_a_window_too_narrow_for_its_people_is_found(built: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    def narrow(frame: object, scheme: Scheme, window: int, **more: object) -> object:
        return whole(frame, scheme, 2 if scheme == Scheme.WINDOW else window, **more)

    whole = bands.banded
    for module in (auditing, rulings):
        monkeypatch.setattr(module, "banded", narrow)
    auditing._bands.cache_clear()
    database = Database(built.path, held_back=False)
    found = audit("narrow", database, {})
    auditing._bands.cache_clear()
    assert {leak.how.split(" could")[0] for leak in found.leaks} == {"one of the people asked"}
    assert {leak.audience for leak in found.leaks} == {"leader"}
    database.close()


@pytest.mark.parametrize(("managers", "split_is_told"), [(6, True), (5, True), (4, False), (0, False)])
def test_words_with_a_split_hold_where_every_group_has_five(tmp_path: Path, managers: int, split_is_told: bool) -> None:
    groups = dict.fromkeys(TWELVE[:managers], "senior_managerial")
    found = build(load_study(write_truth(tmp_path, SAID, release=WORDS, groups=groups)), tmp_path / "releases")
    assert found.audit is not None
    assert found.audit.holds
    database = Database(found.path)
    assert (Gate(database, LEADER).terms.partition is not None) == split_is_told
    assert Gate(database, Audience.PRESENTATION).narrow(Selection()).dimension == "whole"
    database.close()


def test_forty_people_are_audited_by_counts(tmp_path: Path) -> None:
    from tests.studies import SETTINGS, write_small  # noqa: PLC0415

    interviews = {f"i{number}": (f"r{number}", "S1") for number in range(40)}
    package = write_small(
        tmp_path, codings=[(f"i{number}", 0, 5, "T1.1", "a", "affirm") for number in range(11)],
        interviews=interviews, finished=[(interview, "a") for interview in interviews],
        settings=SETTINGS + '\n[release]\nleader_counts = "words"\npartition = "role_group"\n',
    )  # fmt: skip
    found = build(load_study(package), tmp_path / "releases")
    assert found.audit is not None
    assert found.audit.holds


def test_when_one_of_twelve_withdraws_leaders_get_no_release_that_tells_them_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package, releases = copy_of_northmere(tmp_path), tmp_path / "releases"
    first = build(load_study(package), releases)
    serving = application(first.path, monkeypatch)
    assert client_of(serving, LEADER).get("/leadership").status_code == 200
    edited(package, "respondents", withdraw("L07"))
    code, said = run("build", package, "--releases", releases)
    assert code == 1
    assert "one number less another is that of L07 alone" in said
    assert "Leaders do not get this release; analysts do." in said
    for reader in Audience:
        closed = client_of(serving, reader).get("/theme-prevalence.csv")
        assert closed.status_code == 410
        assert "Northmere" not in closed.text
    with pytest.raises(ReleaseError, match="retired"):
        describe_release(first.path)
    code, said = run("serve", first.path, "--releases", releases)
    assert (code, "may open it any more" in said) == (1, True)
    second = next(entry for entry in releases_in(releases) if entry.number == 2)
    held = application(releases / second.file, monkeypatch)
    for path in ("/", "/leadership", "/theme-prevalence.csv", "/_dash-layout"):
        answer = client_of(held, LEADER).get(path)
        assert answer.status_code == 403
        assert "Nothing is released here yet" in answer.text
        assert "Northmere" not in answer.text
    assert client_of(held, ANALYST).get("/theme-prevalence.csv").status_code == 200
    assert held.test_client().get("/as/analyst").status_code == 302
    database = Database(releases / second.file)
    with pytest.raises(WithheldError):
        theme_prevalence(Gate(database, LEADER), Selection())
    database.close()
    again = build(load_study(package), releases)
    assert (again.release.number, again.is_for_leaders) == (2, False)


def test_the_same_people_recoded_may_be_told_of_again(tmp_path: Path) -> None:
    package, releases = copy_of_northmere(tmp_path), tmp_path / "releases"
    build(load_study(package), releases)
    edited(package, "codings", lambda row: row.update(polarity="counter") if row["code"] == "L2.1" else None)
    second = build(load_study(package), releases)
    assert second.audit is not None
    assert (second.audit.releases[0], second.is_for_leaders) == (str(releases_in(releases)[0]), True)
    assert not any(entry.retired for entry in releases_in(releases))


def settings_of(package: Path, old: str, new: str) -> None:
    path = package / "study.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_theme_cannot_become_change_once_its_total_was_told(tmp_path: Path) -> None:
    package, releases = copy_of_northmere(tmp_path), tmp_path / "releases"
    for table in ("findings", "evidence"):  # they speak of that total
        (package / f"{table}.csv").unlink()
    build(load_study(package), releases)
    settings_of(package, '["L3", "M1"]', '["L3", "M1", "B2"]')
    second = build(load_study(package), releases)
    assert second.audit is not None
    assert not second.is_for_leaders
    assert any("told on two bases" in leak.how and "B2.3" in leak.codes for leak in second.audit.leaks)


def test_other_names_for_the_codes_do_not_hide_that_one_person_left(tmp_path: Path) -> None:
    folder, releases = tmp_path / "first", tmp_path / "releases"
    folder.mkdir()
    build(load_study(write_truth(folder, SAID)), releases)
    left = {code: [person for person in said if person != "r00"] for code, said in SAID.items()}
    package = write_truth(tmp_path, left, people=TWELVE[1:])
    for path in package.glob("*.csv"):
        path.write_text(path.read_text().replace("T1", "X1").replace("T2", "X2"))
    settings_of(package, "T2", "X2")
    second = build(load_study(package), releases)
    assert second.audit is not None
    assert any("but for r00" in leak.how for leak in second.audit.leaks)
    assert not second.is_for_leaders


@pytest.mark.parametrize(
    ("table", "change", "told"),
    [
        ("tie_survey", lambda row: row.update(responded="false") if (row["organisation"], row["year"]) == ("mental", "2014") else None,
         "ties told in confidence"),
        ("observations", lambda row: row.update(numerator="4", denominator="14", value=str(4 / 14))
         if row["subject"] == "stroke" and (row["numerator"], row["denominator"]) == ("5", "15") else None, "people of networks"),
    ],
)  # fmt: skip
def test_confidences_of_bodies_and_of_other_networks_are_not_told_anew(
    tmp_path: Path, table: str, change: Callable[[dict[str, str]], object], told: str
) -> None:
    package, releases = copy_of_northmere(tmp_path), tmp_path / "releases"
    build(load_study(package), releases)
    edited(package, table, change)
    second = build(load_study(package), releases)
    assert second.audit is not None
    assert not second.is_for_leaders
    assert {told in leak.slices[0] for leak in second.audit.leaks} == {True}


def test_a_release_leaders_have_had_and_nobody_can_read_stops_the_next(tmp_path: Path) -> None:
    package, releases = copy_of_northmere(tmp_path), tmp_path / "releases"
    first = build(load_study(package), releases)
    first.path.write_bytes(b"gone")
    edited(package, "respondents", lambda row: row.update(tenure_years="10+"))
    code, said = run("build", package, "--releases", releases)
    assert (code, "cannot be read" in said and "Put the file back" in said) == (1, True)
    assert len(releases_in(releases)) == 1


def test_a_release_of_another_version_that_leaders_had_stops_the_next_and_says_what_to_do(tmp_path: Path) -> None:
    package, releases = copy_of_northmere(tmp_path), tmp_path / "releases"
    first = build(load_study(package), releases)
    with duckdb.connect(first.path) as older:
        older.execute("drop macro table codes_shown")
    edited(package, "respondents", lambda row: row.update(tenure_years="10+"))
    code, said = run("build", package, "--releases", releases)
    assert code == 1
    assert "another version of Commonplace built it" in said
    assert "Build into another folder with --releases" in said
    assert len(releases_in(releases)) == 1


def test_an_unreadable_release_that_no_leader_had_is_closed(tmp_path: Path) -> None:
    package, releases = copy_of_northmere(tmp_path), tmp_path / "releases"
    first = build(load_study(package), releases)
    index = releases / "index.json"
    index.write_text(index.read_text().replace('"for_leaders": true', '"for_leaders": false'))
    first.path.write_bytes(b"gone")
    edited(package, "respondents", lambda row: row.update(tenure_years="10+"))
    assert build(load_study(package), releases).is_for_leaders
    assert [entry.retired for entry in releases_in(releases)] == [True, False]


def test_what_cannot_be_tried_is_not_released(built: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    def too_many(*_: object, **__: object) -> int:
        raise TooManyError("9 combinations of counts are more than can be tried (8).")

    monkeypatch.setattr(auditing, "certain", too_many)
    database = Database(built.path, held_back=False)
    found = audit("large", database, {})
    assert not found.holds
    assert all("it cannot be shown to be safe: 9 combinations" in leak.how for leak in found.leaks)
    database.close()


def test_the_command_prints_the_audit_in_words_and_as_json(tmp_path: Path) -> None:
    releases = tmp_path / "releases"
    built = build(load_study(copy_of_northmere(tmp_path)), releases)
    code, said = run("audit", built.path)
    assert code == 0
    assert "93 numbers told to leaders, 93 on the presentation screen" in said
    assert "Not promised to leader" in said
    code, text = run("audit", built.path, "--json")
    found = json.loads(text)
    assert (code, found["holds"], found["leaks"], found["numbers"]["leader"]) == (0, True, [], 93)
    code, said = run("audit", tmp_path / "nowhere.duckdb")
    assert (code, "is not a release" in said) == (1, True)


def test_every_row_of_the_policy_is_whole_and_every_question_it_rules_on_is_asked() -> None:
    from pathlib import Path as _Path  # noqa: PLC0415

    questions = {path.stem for path in (_Path(policy.__file__).parent).glob("*.sql")}
    assert set(policy.ROWS) <= questions
    for row in policy.POLICY:
        assert all([row.about, row.leader, row.presentation, row.analyst])
    denied = questions - {name for name, row in policy.ROWS.items() if row.ruling}
    assert {
        "passages",
        "agreement",
        "cooccurrence",
        "saturation",
        "disagreements",
        "filter_choices",
        "released_groups",
    } <= denied
