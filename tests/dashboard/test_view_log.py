import json
import stat
import time
from pathlib import Path

import pytest
from flask import Flask

from dashboard.access import AT_THIS_MACHINE, NEWCOMER, Visitor, register_access
from dashboard.view_log import LONGEST, note_view, record
from queries.audience import Audience

ANALYST = Visitor("Anne Ohm", Audience.ANALYST, may_choose=False)


def logged(releases: Path) -> list[dict[str, str]]:
    return [
        json.loads(line)
        for path in sorted((releases / ".access").glob("views-*.jsonl"))
        for line in path.read_text().splitlines()
    ]


def test_a_view_says_who_when_what_of_which_release(tmp_path: Path) -> None:
    record(ANALYST, page="/leadership", selection="?stage=S1", release="0123456789abcdef", folder=tmp_path)
    record(AT_THIS_MACHINE, page="/passages.csv", selection="", release=None, folder=tmp_path)
    first, second = logged(tmp_path)
    assert (
        abs(time.time() - time.mktime(time.strptime(first.pop("at"), "%Y-%m-%dT%H:%M:%S+00:00")) + time.timezone) < 60
    )
    assert first == {
        "who": "Anne Ohm",
        "audience": "analyst",
        "page": "/leadership",
        "selection": "?stage=S1",
        "release": "0123456789abcdef",
    }
    assert (second["who"], second["page"], second["release"]) == ("this machine", "/passages.csv", None)
    [path] = (tmp_path / ".access").iterdir()
    assert path.name == time.strftime("views-%Y-%m.jsonl", time.gmtime())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_only_analysts_views_are_logged(tmp_path: Path) -> None:
    for visitor in (NEWCOMER, Visitor("Anne", Audience.PRESENTATION, may_choose=False)):
        record(visitor, page="/leadership", selection="", release=None, folder=tmp_path)
    assert not (tmp_path / ".access").exists()


def test_a_view_is_one_short_line_whatever_is_asked(tmp_path: Path) -> None:
    visitor = Visitor('A "quoted"\nname \udcff', Audience.ANALYST, may_choose=False)
    record(visitor, page="/\n{", selection="?code=" + "x" * 100_000, release="r" * 1000, folder=tmp_path)
    [line] = logged(tmp_path)
    assert (line["who"], line["page"]) == (visitor.name, "/\n{")
    assert {len(line["selection"]), len(line["release"])} == {LONGEST}


def test_a_view_that_cannot_be_logged_stops_nobody(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / ".access").write_text("in the way")
    for _ in range(3):
        record(ANALYST, page="/leadership", selection="", release=None, folder=tmp_path)
    assert capfd.readouterr().err.count("so this is not logged") == 1


def test_views_of_a_server_are_logged_beside_its_releases(tmp_path: Path) -> None:
    server = Flask("small")
    register_access(server, study_id="north", is_synthetic=True, releases_folder=tmp_path)
    with server.test_request_context("/"):
        note_view(ANALYST, "/leadership", "?stage=S1", "0123")
    assert [line["selection"] for line in logged(tmp_path)] == ["?stage=S1"]
