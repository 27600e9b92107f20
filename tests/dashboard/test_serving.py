import csv
import io
import json
import os
import re
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import brotli
import polars as pl
import pytest
from flask import Flask, g

from dashboard.access import Visitor
from dashboard.application import no_page, page_layout
from dashboard.controls import CHOICES
from dashboard.desk import Desk
from dashboard.downloads import as_csv
from dashboard.pages.themes import leadership_or_themes
from dashboard.serving import application
from dashboard.whereabouts import is_loopback
from data.build import Built, build
from data.study import load_study
from queries.audience import Audience
from queries.database import Database
from tests.clients import client_of
from tests.gates import analyst
from tests.servers import COMMAND, free_port, serving, status
from tests.studies import NORTHMERE, copy_of_northmere

ANALYST = Audience.ANALYST


@pytest.fixture(scope="module")
def server(built: Built) -> Flask:
    return application(built.path, "release 1, 1 Jan 2026")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(NORTHMERE, tmp_path_factory.mktemp("served")) as address:
        yield address


DEPENDENCIES = "/_dash-dependencies"


def callback(
    server: Flask, output: str, inputs: dict[str, object], state: dict[str, object], *, reader: Audience = ANALYST
) -> dict[str, object]:
    """Run the callback whose output names `output`, as the reader's browser would."""
    client = client_of(server, reader)
    known = client.get(DEPENDENCIES).get_json()
    [found] = [each for each in known if output in each["output"] and each["clientside_function"] is None]

    def filled(wanted: list[dict[str, str]], values: dict[str, object]) -> list[dict[str, object]]:
        return [{"id": each["id"], "property": each["property"], "value": values.get(each["id"])} for each in wanted]

    outputs = [
        {"id": name, "property": kind}
        for name, _, kind in (part.rpartition(".") for part in found["output"].strip(".").split("..."))
    ]
    body = {
        "output": found["output"],
        "outputs": outputs if found["output"].startswith("..") else outputs[0],
        "inputs": filled(found["inputs"], inputs),
        "state": filled(found["state"], state),
        "changedPropIds": [],
    }
    answer = client.post("/_dash-update-component", json=body)
    assert answer.status_code == 200, answer.text
    response: dict[str, object] = answer.get_json()["response"]
    return response


CONTROLS = {
    "filter-network": "*",
    "filter-organisation": "*",
    "filter-sector_group": "*",
    "filter-role_group": "*",
    "filter-stage": "*",
    "split": "whole",
    "level": "code",
    **dict.fromkeys(CHOICES, ""),
}


def chosen(page: int = 0, **evidence: str) -> dict[str, object]:
    return {"chosen": {"code": "", "indicator": "", "finding": "", **evidence, "page": page}}


WIDE = {"width": "wide", "theme": "light"}


def view(server: Flask, *, width: str = "wide", reader: Audience = ANALYST, **controls: str) -> str:
    display = {"width": width, "theme": "light"}
    inputs = CONTROLS | controls | {"display": display}
    response = callback(server, "view.children", inputs, {"page": "/leadership"}, reader=reader)
    return json.dumps(response, ensure_ascii=False)


def test_32_requests_in_the_first_moment_all_answer(tmp_path: Path) -> None:
    with serving(NORTHMERE, tmp_path, until_ready=False) as address, ThreadPoolExecutor(32) as pool:
        gate = threading.Barrier(32)

        def ask(number: int) -> int:
            gate.wait()
            return status(
                address, ["/leadership", "/_dash-layout", "/_dash-dependencies", "/theme-prevalence.csv"][number % 4]
            )[0]

        assert list(pool.map(ask, range(32))) == [200] * 32


def test_health_answers_when_ready(address: str) -> None:
    assert status(address, "/health")[::2] == (200, b"ready\n")


def test_the_bare_address_leads_to_the_first_page(address: str) -> None:
    code, headers, _ = status(address, "/")
    assert (code, headers["location"]) == (302, "/findings")


def test_every_answer_keeps_the_browser_on_this_host(address: str) -> None:
    for path in ("/leadership", "/health", "/theme-prevalence.csv", "/assets/theme.css", "/nowhere"):
        _, headers, _ = status(address, path)
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe-eval" not in policy
        assert "http" not in policy
        assert "script-src 'self' 'sha256-" in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"


def test_the_page_names_no_other_host(address: str) -> None:
    for path in (
        "/leadership",
        "/_dash-layout",
        "/assets/theme.css",
        "/assets/commonplace.js",
        "/bootstrap/bootstrap.min.css",
    ):
        _, _, body = status(address, path)
        loaded = re.findall(
            r"""(?:url\(|@import|src=|href=|fetch\(|sourceMappingURL=)\s*["']?(?:https?:)?//([^"')\s]+)""",
            body.decode(),
        )
        assert loaded == [], path


def test_static_files_come_compressed_and_are_kept_for_long(address: str) -> None:
    _, _, page = status(address, "/leadership")
    scripts = re.findall(r'src="([^"]+plotly[^"]*\.js[^"]*)"|src="([^"]+dash_renderer[^"]*)"', page.decode())
    path = next(name for pair in scripts for name in pair if name)
    _, headers, packed = status(address, path, **{"Accept-Encoding": "br, gzip"})
    _, _, plain = status(address, path)
    assert headers["content-encoding"] == "br"
    assert brotli.decompress(packed) == plain
    assert "max-age=31536000" in headers["cache-control"]
    assert status(address, path, **{"Accept-Encoding": "br"})[2] == packed
    assert status(address, "/leadership")[1]["cache-control"] == "no-store"


def test_the_view_draws_what_is_chosen(server: Flask) -> None:
    assert "Distributed/shared leadership is voiced most: 9 of 12 leaders" in view(server)
    split = view(server, split="role_group")
    assert "Transformational style: 5 of 6 senior clinical, 1 of 6 senior managerial" in split
    assert "Transformational style: 5 of 6 Senior clinical, 1 of 6 Senior managerial. Open the evidence" in split
    stages = view(server, split="stage", width="narrow")
    assert "10 of the 12 leaders were interviewed at both stages" in stages
    assert "of them Northmere Hospitals" in view(server, **{"filter-organisation": "acute"})
    assert "No one is left by these filters" in view(server, **{"filter-organisation": "south", "filter-stage": "S1"})


def test_the_view_waits_until_the_browser_has_measured_itself(server: Flask) -> None:
    inputs = CONTROLS | {"display": None}
    assert callback(server, "view.children", inputs, {"page": "/leadership"}) == {}


def test_the_address_mirrors_the_choice_and_defaults_stay_out(server: Flask) -> None:
    state = {"address": "", "page": "/leadership"}
    answer = callback(server, "address.search", CONTROLS | {"split": "stage"} | chosen(code="L2.5"), state)
    assert answer["address"]["search"] == "?dimension=stage&code=L2.5"
    same = callback(server, "address.search", CONTROLS | chosen(), state)
    assert "address" not in same


def test_the_evidence_shows_both_coders_and_the_count(server: Flask) -> None:
    answer = json.dumps(
        callback(server, "evidence-body.children", CONTROLS | chosen(code="L2.1"), {}),
        ensure_ascii=False,
    )
    assert "9 of 12 leaders" in answer
    assert "cp-coded ab" in answer
    assert "Adjudication panel confirmed" in answer
    second = json.dumps(
        callback(server, "evidence-body.children", CONTROLS | chosen(1, code="L"), {}),
        ensure_ascii=False,
    )
    assert "Passages 11 to 20 of" in second
    assert "Earlier passages" in second
    rejected = json.dumps(
        callback(server, "evidence-body.children", CONTROLS | chosen(code="L1.3"), {}),
        ensure_ascii=False,
    )
    assert "2 of 12 leaders" in rejected
    assert rejected.count("Not counted: the readers who decide") >= 2  # four say so to one reader, two to the panel
    nothing = json.dumps(
        callback(server, "evidence-body.children", CONTROLS | chosen(code="N2.2"), {}),
        ensure_ascii=False,
    )
    assert "No one has coded this here." in nothing
    unknown = callback(server, "evidence-body.children", CONTROLS | chosen(code="ZZ"), {})
    assert unknown == {"evidence-body": {"children": []}}
    assert callback(server, "evidence-body.children", CONTROLS | chosen(), {}) == {"evidence-body": {"children": []}}


def test_a_page_is_laid_out_as_its_address_says(database: Database) -> None:
    desk = Desk(database, "release 1")
    with Flask("test").test_request_context():
        g.visitor = Visitor("tester", ANALYST, may_choose=False)
        layout = page_layout(desk.pages["/leadership"], desk, stage="S1", dimension="stage", page="x", code="L1")
    controls = {getattr(each, "id", ""): each for each in layout._traverse()}
    assert controls["filter-stage"].value == "S1"
    assert controls["split"].value == "stage"
    assert controls["chosen"].data == {"code": "L1", "indicator": "", "finding": "", "page": 0}
    assert any(getattr(each, "role", "") == "status" for each in layout._traverse())


def test_a_link_with_unknown_parts_still_answers(server: Flask) -> None:
    client = server.test_client()
    for query in (
        "?stage=S9",
        "?page=x",
        "?organisation=",
        "?dimension=%00",
        "?code=" + "x" * 3000,
        "?stage=S1&stage=S3",
    ):
        assert client.get("/leadership" + query).status_code == 200


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("stage=S9", "stage"),
        ("organisation=mentl&dimension=rolegroup", "organisation, dimension"),
        ("domain=ZZ", "domain"),
        ("role=x", "role"),
    ],
)
def test_a_file_never_leaves_out_part_of_what_was_asked_for(server: Flask, query: str, named: str) -> None:
    answer = client_of(server, ANALYST).get(f"/theme-prevalence.csv?{query}")
    assert (answer.status_code, answer.text) == (400, f"There is nothing here for you of: {named}.\n")


@pytest.mark.parametrize(
    "body", [[], None, {}, {"output": "nothing.x", "inputs": []}, {"output": "evidence-body.children"}]
)
def test_what_no_page_asks_is_refused_and_not_an_error(server: Flask, body: object) -> None:
    assert server.test_client().post("/_dash-update-component", json=body).status_code == 400


@pytest.mark.parametrize(
    ("output", "inputs", "state"),
    [
        ("view.children", {"filter-organisation": ["acute"], "display": WIDE}, {"page": "/leadership"}),
        ("view.children", {"split": 5, "display": WIDE}, {"page": "/leadership"}),
        ("view.children", {"display": {"width": "zzz", "theme": "light"}}, {"page": "/leadership"}),
        ("view.children", {"display": {"foo": 1}}, {"page": "/leadership"}),
        ("view.children", {"display": []}, {"page": "/leadership"}),
        ("view.children", {"display": WIDE}, {"page": []}),
        ("evidence-body.children", {"chosen": None}, {"page": "/leadership"}),
        ("evidence-body.children", {"chosen": {"code": "L3.2"}}, {"page": "/leadership"}),
        ("evidence-body.children", chosen([1], code="L3.2"), {"page": "/leadership"}),
        ("evidence-body.children", chosen(-1, code="L3.2"), {"page": "/leadership"}),
        ("evidence-body.children", chosen(10**30, code="L3.2"), {"page": "/leadership"}),
    ],
)  # fmt: skip
@pytest.mark.parametrize("reader", [Audience.ANALYST, Audience.LEADER])
def test_a_value_of_the_wrong_kind_is_refused_and_not_an_error(
    server: Flask, output: str, inputs: dict[str, object], state: dict[str, object], reader: Audience
) -> None:
    with pytest.raises(AssertionError, match="This is not a question that any page here asks"):
        callback(server, output, CONTROLS | inputs, state, reader=reader)


def test_a_page_that_is_none_is_not_drawn(server: Flask) -> None:
    assert callback(server, "view.children", CONTROLS | {"display": WIDE}, {"page": "/nowhere"}) == {}


def test_what_no_control_offers_is_taken_for_the_default(server: Flask) -> None:
    assert "is voiced most: 9 of 12 leaders" in view(server, split="respondent", level="word")


def test_addresses_that_are_no_page_are_not_found(server: Flask) -> None:
    client = server.test_client()
    for path in ("/nonsense", "/leadership/x", "/_dash-component-suites/os/path.py"):
        assert client.get(path).status_code == 404, path
    moved = client.get("/?stage=S1")
    assert (moved.status_code, moved.headers["Location"]) == (302, "/findings?stage=S1")


def test_an_address_that_is_no_page_offers_those_that_are(database: Database) -> None:
    links = [
        each.href for each in no_page([leadership_or_themes(analyst(database))])._traverse() if hasattr(each, "href")
    ]
    assert links == ["/leadership"]


def test_no_cell_of_a_file_is_run_as_a_formula() -> None:
    frame = pl.DataFrame(
        {"text": ["=1+1", "plain", "-x"], "lists": [["=HYPERLINK(1)"], ["a", "b"], []], "n": [1, 2, -3]}
    )
    assert as_csv(frame).decode("utf-8-sig").splitlines()[1:] == [
        "'=1+1,'=HYPERLINK(1),1",
        "plain,a; b,2",
        '\'-x,"",-3',
    ]


def test_data_has_an_address_and_follows_the_same_selection(server: Flask) -> None:
    client = client_of(server, ANALYST)
    text = client.get("/theme-prevalence.csv?dimension=role_group&stage=S1&domain=L").text
    rows = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))
    assert len(rows) == 15 * 2
    assert {row["n"] for row in rows} == {"6", "5"}
    assert all(row["says"] == f"{row['respondents']} of {row['n']}" for row in rows)
    assert {row["stamp"] for row in rows} == {
        "Northmere Quality Network: an evaluation, 2014 to 2015; release 1, 1 Jan 2026; "
        "restricted: exact counts; synthetic data: no real person or body"
    }
    passages = client.get("/passages.csv?code=L2.1").text
    assert passages.count("L01-S1") == 1
    assert "Coder B" in passages
    overview = client.get("/overview.csv")
    assert "Northmere" in overview.text
    assert overview.headers["Content-Disposition"] == 'attachment; filename="northmere-release-1-overview.csv"'


@pytest.mark.parametrize(
    ("address", "here"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("192.168.1.4", False),
        ("example", False),
    ],
)
def test_loopback_addresses_are_this_machine(address: str, here: bool) -> None:
    assert is_loopback(address) is here


def test_a_study_of_real_people_answers_this_machine_by_its_own_name_only(tmp_path: Path) -> None:
    package = copy_of_northmere(tmp_path)
    toml = package / "study.toml"
    toml.write_text(toml.read_text().replace('data_status = "synthetic"', 'data_status = "identifiable"'))
    client = application(build(load_study(package), tmp_path / "releases").path, "release 1").test_client()
    assert client.get("/leadership", headers={"Host": "localhost:8050"}).status_code == 200
    assert client.get("/leadership", headers={"Host": "[::1]:8050"}).status_code == 200
    assert client.get("/leadership", headers={"Host": "LOCALHOST"}).status_code == 200
    assert client.get("/leadership", headers={"Host": "127.0.0.2:8050"}).status_code == 200
    for header in ("X-Forwarded-For", "Via", "Forwarded"):
        assert client.get("/leadership", headers={"Host": "localhost", header: "203.0.113.9"}).status_code == 403
    for path in ("/leadership", "/_dash-layout", "/theme-prevalence.csv", "/health"):
        stranger = client.get(path, environ_base={"REMOTE_ADDR": "10.0.0.9"}, headers={"Host": "localhost"})
        rebound = client.get(path, headers={"Host": "evil.example"})
        assert (stranger.status_code, rebound.status_code) == (403, 403)
        assert "Northmere" not in stranger.text + rebound.text


def test_one_ctrl_c_stops_the_server_and_its_workers(tmp_path: Path) -> None:
    port = free_port()
    command = [COMMAND, "serve", NORTHMERE, "--port", str(port), "--releases", tmp_path]
    server = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )
    assert server.stdout is not None
    try:
        assert any(f":{port}" in line for line in server.stdout)
        time.sleep(1)
        os.killpg(server.pid, signal.SIGINT)
        assert server.wait(20) == 0
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", port)) != 0
    finally:
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGKILL)
        server.stdout.close()
