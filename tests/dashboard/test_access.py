import os
import re
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from dashboard.access import SESSION, Visitor, let_in, local_path, register_access, releases_folder, visitor
from dashboard.invitations import DAY, Invitation, Invitations
from dashboard.serving import application
from data.build import build
from data.study import load_study
from queries.audience import Audience
from tests.servers import COMMAND, free_port, serving, status
from tests.studies import copy_of_northmere

PUBLIC = "https://study.example"
HOST = {"Host": "study.example"}
HERE = {"Host": "localhost:8050"}


@pytest.fixture(autouse=True)
def _secret_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COMMONPLACE_SECRET", raising=False)


def small(
    releases: Path, *, study: str = "north", is_synthetic: bool = False, public_url: str | None = PUBLIC
) -> Flask:
    """A server that says who is asking, at some of the addresses that the dashboard has."""
    server = Flask("small")
    register_access(server, study_id=study, is_synthetic=is_synthetic, releases_folder=releases, public_url=public_url)

    def who(**_: str) -> str:
        found = visitor()
        return f"{found.name}, {found.audience}, {found.may_choose}"

    server.add_url_rule("/", "home", who)
    server.add_url_rule("/overview.csv", "overview", who)
    server.add_url_rule("/_dash-layout", "layout", who)
    server.add_url_rule("/_dash-update-component", "update", who, methods=["POST"])
    server.add_url_rule("/<path:path>", "/<path:path>", who)
    server.add_url_rule("/health", "health", lambda: Response("ready\n"))
    server.add_url_rule("/assets/<name>", "assets", lambda name: Response("body {}"))
    return server


def invited(
    releases: Path, *, study: str = "north", audience: Audience = Audience.LEADER, days: int = 30
) -> tuple[Invitation, str]:
    """An invitation, and the path of its link."""
    store = Invitations(releases)
    made = store.invite(study=study, audience=audience, name="Anne Ohm", days=days, public_url=PUBLIC)
    return made, f"/invited/{store.sign(made.id, 'link')}"


def entered(server: Flask, link: str) -> FlaskClient:
    """A client that has opened the link."""
    client = server.test_client()
    answer = client.get(link, headers=HOST, base_url=PUBLIC)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    return client


def ask(client: FlaskClient, path: str = "/") -> TestResponse:
    return client.get(path, base_url=PUBLIC)


def cookies(answer: TestResponse) -> list[str]:
    return answer.headers.getlist("Set-Cookie")


# By invitation


def test_a_link_lets_its_person_in_as_the_audience_it_was_made_for(tmp_path: Path) -> None:
    server = small(tmp_path)
    _, link = invited(tmp_path, audience=Audience.PRESENTATION)
    client = entered(server, link)
    assert ask(client).text == "Anne Ohm, presentation, False"
    assert ask(client, "/overview.csv").text == "Anne Ohm, presentation, False"
    assert client.post("/_dash-update-component", base_url=PUBLIC).text == "Anne Ohm, presentation, False"
    assert server.test_client().get("/", headers=HOST).status_code == 403


def test_the_cookie_is_out_of_reach_of_scripts_other_sites_and_open_wires(tmp_path: Path) -> None:
    _, link = invited(tmp_path, days=2)
    [cookie] = cookies(small(tmp_path).test_client().get(link, headers=HOST))
    name, *flags = re.split(r"; |=", cookie)
    assert name == "commonplace-north"
    assert {"Secure", "HttpOnly", "SameSite", "Lax", "Path", "/"} <= set(flags)
    assert "Domain" not in flags
    assert 2 * DAY - 60 < int(re.findall(r"Max-Age=(\d+)", cookie)[0]) <= 2 * DAY
    _, link = invited(tmp_path, days=300)
    [cookie] = cookies(small(tmp_path).test_client().get(link, headers=HOST))
    assert f"Max-Age={SESSION};" in cookie
    assert "Anne" not in cookie


def test_a_wire_that_is_secure_makes_the_cookie_so(tmp_path: Path) -> None:
    client = small(tmp_path, is_synthetic=True, public_url=None).test_client()
    assert "Secure" in cookies(client.get("/as/analyst", base_url="https://localhost"))[0]
    assert "Secure" not in cookies(client.get("/as/analyst", base_url="http://localhost"))[0]


PATHS = ["/", "/leadership", "/overview.csv", "/_dash-layout", "/as/analyst", "/invited/", "/assets/", "/nowhere"]


def strange_answers(client: FlaskClient, link: str = "/invited/forged") -> set[tuple[int, bytes, tuple[str, ...]]]:
    asked = [*(client.get(path, headers=HOST) for path in [*PATHS, link])]
    asked += [client.post("/_dash-update-component", headers=HOST, json={"output": "x"}), client.put("/", headers=HOST)]
    return {(each.status_code, each.data, tuple(f"{name}: {value}" for name, value in each.headers)) for each in asked}


def test_every_stranger_gets_the_same_calm_page(tmp_path: Path) -> None:
    server = small(tmp_path)
    revoked, revoked_link = invited(tmp_path)
    kept = entered(server, revoked_link)
    Invitations(tmp_path).revoke(revoked.id)
    expired, expired_link = invited(tmp_path)
    late = entered(server, expired_link)
    with Invitations(tmp_path).writing() as connection:
        connection.execute("update invitations set expires_on = 1 where id = ?", (expired.id,))
    _, other_link = invited(tmp_path, study="south")
    forged = server.test_client()
    forged.set_cookie("commonplace-north", "a.b.c")
    chosen = server.test_client()
    chosen.set_cookie("commonplace-north-as", "analyst")
    answers = [
        strange_answers(server.test_client()),
        strange_answers(kept, revoked_link),
        strange_answers(late, expired_link),
        strange_answers(forged, other_link),
        strange_answers(chosen),
    ]
    [(code, page, headers)] = set.union(*answers)
    text = page.decode()
    assert code == 403
    assert text.count("<h1>You need an invitation</h1>") == text.count("<p>") == text.count("<h1>") == 1
    assert "Cache-Control: no-store" in headers
    for named in ("north", "Anne", "leader", "analyst", "presentation", "release", "study", "script", "http"):
        assert named not in (text + "".join(headers)).lower(), named


def test_what_is_the_same_for_every_study_is_open(tmp_path: Path) -> None:
    client = small(tmp_path).test_client()
    assert client.get("/health", headers=HOST).text == "ready\n"
    assert client.get("/health", headers=HERE).text == "ready\n"
    assert client.get("/assets/theme.css", headers=HOST).status_code == 200
    for path in ("/assets/a/b", "/assetsx", "/health/", "/_dash-component-suites/x", "//assets/theme.css"):
        assert client.get(path, headers=HOST).status_code == 403, path


def test_a_request_comes_under_the_public_name_and_no_other(tmp_path: Path) -> None:
    server = small(tmp_path)
    client = entered(server, invited(tmp_path)[1])
    cookie = client.get_cookie("commonplace-north", domain="study.example")
    assert cookie is not None
    sent = {"Cookie": f"commonplace-north={cookie.value}"}
    for host, code in {
        "study.example": 200, "STUDY.example:443": 200, "evil.example": 403, "localhost": 403, "study.example.evil": 403,
        "[::1": 403, "study.example@evil": 403,
    }.items():  # fmt: skip
        assert server.test_client(use_cookies=False).get("/", headers={"Host": host} | sent).status_code == code, host
        assert server.test_client().get("/assets/theme.css", headers={"Host": host}).status_code == code, host
    assert server.test_client().get("/health", headers={"Host": "evil.example"}).status_code == 403


def test_this_machine_needs_an_invitation_too_since_a_proxy_on_it_hands_on_anyone(tmp_path: Path) -> None:
    answer = small(tmp_path).test_client().get("/", headers=HERE, environ_base={"REMOTE_ADDR": "127.0.0.1"})
    assert answer.status_code == 403


def test_the_invited_choose_no_other_audience(tmp_path: Path) -> None:
    client = entered(small(tmp_path), invited(tmp_path)[1])
    answer = ask(client, "/as/analyst")
    assert (answer.status_code, cookies(answer)) == (404, [])
    client.set_cookie("commonplace-north-as", "analyst", domain="study.example")
    assert ask(client).text == "Anne Ohm, leader, False"


def test_a_cookie_is_for_one_study_and_ends_after_a_month(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    client = entered(small(tmp_path), invited(tmp_path, days=300)[1])
    cookie = client.get_cookie("commonplace-north", domain="study.example")
    assert cookie is not None
    south = small(tmp_path, study="south").test_client()
    south.set_cookie("commonplace-south", cookie.value, domain="study.example")
    assert ask(south).status_code == 403
    assert ask(client).status_code == 200
    monkeypatch.setattr("dashboard.access.SESSION", 0)
    assert ask(client).status_code == 403


def test_guessing_has_to_wait_and_is_told_how_long(tmp_path: Path) -> None:
    server = small(tmp_path)
    _, link = invited(tmp_path)
    calm = server.test_client().get("/", headers=HOST).data
    answers = [server.test_client().get(f"/invited/guess{number}", headers=HOST) for number in range(11)]
    assert [each.status_code for each in answers] == [403] * 10 + [429]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 600
    assert {each.data for each in answers} == {calm}
    assert server.test_client().get(link, headers=HOST).status_code == 429
    elsewhere = HOST | {"X-Forwarded-For": "198.51.100.7"}  # the proxy on this machine says so
    assert server.test_client().get(link, headers=elsewhere).status_code == 302


def test_without_a_public_url_nobody_says_for_themselves_where_they_are(tmp_path: Path) -> None:
    client = small(tmp_path, is_synthetic=True, public_url=None).test_client()
    codes = [
        client.get("/invited/x", headers={"X-Forwarded-For": f"192.0.2.{number}"}).status_code for number in range(11)
    ]
    assert codes == [403] * 10 + [429]


def test_a_store_that_fails_lets_nobody_in_and_says_nothing(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    server = small(tmp_path)
    _, link = invited(tmp_path)
    client = entered(server, link)
    (tmp_path / ".access" / "invitations.sqlite3").write_bytes(b"damaged" * 1000)
    for answer in (ask(client), ask(client, link)):
        assert answer.status_code == 503
        assert "This cannot be opened just now" in answer.text
        assert "damaged" not in answer.text
        assert "north" not in answer.text
    told = capfd.readouterr().err
    assert "invitations.sqlite3 cannot be used" in told
    assert link.rpartition("/")[2] not in told


# For all, and for this machine


def test_anyone_chooses_an_audience_of_a_synthetic_study(tmp_path: Path) -> None:
    client = small(tmp_path, is_synthetic=True, public_url=None).test_client()
    assert client.get("/", headers={"Host": "anything.example"}).text == "anyone, leader, True"
    for audience in Audience:
        answer = client.get(f"/as/{audience}?next=/overview.csv%3Fstage%3DS1")
        assert (answer.status_code, answer.headers["Location"]) == (302, "/overview.csv?stage=S1")
        assert "HttpOnly" in cookies(answer)[0]
        assert "SameSite=Lax" in cookies(answer)[0]
        assert client.get("/").text == f"anyone, {audience}, True"
    assert client.get("/as/owner").status_code == 404
    client.set_cookie("commonplace-north-as", "owner")
    assert client.get("/").text == "anyone, leader, True"
    assert not (tmp_path / ".access").exists()  # a demo in a folder that cannot be written works


def test_an_invitation_to_a_synthetic_study_names_its_reader(tmp_path: Path) -> None:
    server = small(tmp_path, is_synthetic=True, public_url=None)
    made, link = invited(tmp_path, audience=Audience.ANALYST)
    client = server.test_client()
    client.get("/as/presentation")
    answer = client.get(link)
    assert [cookie.partition("=")[0] for cookie in cookies(answer)] == ["commonplace-north", "commonplace-north-as"]
    assert client.get("/").text == "Anne Ohm, analyst, True"
    client.get("/as/leader")
    assert client.get("/").text == "Anne Ohm, leader, True"
    Invitations(tmp_path).revoke(made.id)
    assert client.get("/").text == "anyone, leader, True"


def test_at_its_own_machine_a_study_is_read_by_its_analyst(tmp_path: Path) -> None:
    client = small(tmp_path, public_url=None).test_client()
    assert client.get("/", headers=HERE).text == "this machine, analyst, True"
    client.get("/as/leader", headers=HERE)
    assert client.get("/", headers=HERE).text == "this machine, leader, True"


@pytest.mark.parametrize(
    ("headers", "address"),
    [
        ({"Host": "localhost"}, "10.0.0.9"),
        ({"Host": "localhost"}, ""),
        ({"Host": "evil.example"}, "127.0.0.1"),
        ({"Host": "localhost", "X-Forwarded-For": "127.0.0.1"}, "127.0.0.1"),
        ({"Host": "localhost", "Via": "1.1 proxy"}, "127.0.0.1"),
        ({"Host": "localhost", "Forwarded": "for=127.0.0.1"}, "127.0.0.1"),
    ],
)
def test_nobody_else_reads_it_there(tmp_path: Path, headers: dict[str, str], address: str) -> None:
    server = small(tmp_path, public_url=None)
    _, link = invited(tmp_path)
    for path in ("/", "/health", "/assets/theme.css", "/as/analyst", link):
        answer = server.test_client().get(path, headers=headers, environ_base={"REMOTE_ADDR": address})
        assert (answer.status_code, cookies(answer)) == (403, [])
        assert "You need an invitation" in answer.text


@pytest.mark.parametrize(
    "path", ["/", "/leadership", "/leadership?stage=S1&code=L2.1", "/a//b", "/é", "/%0d%0aX:y", "/?next=//x"]
)
def test_a_path_of_this_site_is_gone_back_to(path: str) -> None:
    assert local_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        "", "leadership", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example",
        "https:evil.example", "javascript:alert(1)", "/\t/evil.example", "/\n/evil.example", "/x\r\nSet-Cookie: a=b",
        " //evil.example", "/a\\b", "/\x00", "/\x7f", "/a b", "/\x85/evil.example",
    ],
)  # fmt: skip
def test_no_link_leads_off_this_site(tmp_path: Path, path: str) -> None:
    assert local_path(path) == "/"
    client = small(tmp_path, is_synthetic=True, public_url=None).test_client()
    answer = client.get("/as/leader", query_string={"next": path})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert len(cookies(answer)) == 1


def test_an_address_in_any_letters_is_gone_back_to(tmp_path: Path) -> None:
    client = small(tmp_path, is_synthetic=True, public_url=None).test_client()
    assert client.get("/as/leader?next=/%C3%A9%FF").headers["Location"].startswith("/%C3%A9")


# For the server itself


def test_the_server_itself_is_let_in_and_no_header_or_variable_is_like_it(tmp_path: Path) -> None:
    server = small(tmp_path)
    client = server.test_client()
    client.environ_base |= let_in(Visitor("warming", Audience.ANALYST, may_choose=False))
    assert client.get("/").text == "warming, analyst, False"
    for key in ("commonplace.visitor", "HTTP_COMMONPLACE_VISITOR"):
        stranger = server.test_client().get("/", headers=HOST, environ_base={key: "Visitor('x', 'analyst', False)"})
        assert stranger.status_code == 403


def test_who_is_asking_is_known_only_where_somebody_was_let_in(tmp_path: Path) -> None:
    bare = Flask("bare")
    with bare.test_request_context("/"):
        with pytest.raises(RuntimeError, match="Nobody was let in here"):
            visitor()
        with pytest.raises(RuntimeError, match="Nobody keeps the door here"):
            releases_folder()
    with small(tmp_path).test_request_context("/"):
        assert releases_folder() == tmp_path


# The dashboard itself


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release of a study that is not synthetic."""
    folder = tmp_path_factory.mktemp("real")
    package = copy_of_northmere(folder)
    toml = package / "study.toml"
    toml.write_text(toml.read_text().replace('data_status = "synthetic"', 'data_status = "pseudonymised"'))
    return build(load_study(package), folder / "releases").path


EVERYWHERE = [
    "/", "/leadership", "/leadership?code=L2.1", "/overview.csv", "/passages.csv?code=L2.1", "/theme-prevalence.csv",
    "/_dash-layout", "/_dash-dependencies", "/_reload-hash", "/_favicon.ico", "/nowhere", "/as/leader", "/invited/x",
    "/invited/", "/assets/", "/_dash-component-suites/", "/static/x",
]  # fmt: skip
TELLING = re.compile(
    r"north|mere|leaders?hip|release|12 |L\d\d|acute|\bAB\b|coder|analyst|presentation|pseudonym|[0-9a-f]{16}",
    re.IGNORECASE,
)


def test_no_address_of_the_dashboard_tells_a_stranger_anything(real: Path) -> None:
    server = application(real, "release 1", PUBLIC)
    client = server.test_client()
    answers = [client.get(path, headers=HOST) for path in EVERYWHERE]
    answers += [
        client.post("/_dash-update-component", headers=HOST, json={"output": "view.children", "inputs": []}),
        client.post("/_dash-update-component", headers=HOST, data=b"{"),
        client.head("/leadership", headers=HOST),
        client.options("/leadership", headers=HOST),
        client.delete("/overview.csv", headers=HOST),
    ]
    assert {each.status_code for each in answers} == {403}
    assert {each.data for each in answers if each.request.method != "HEAD"} == {client.get("/x", headers=HOST).data}
    told = {f"{name}: {value}" for each in answers for name, value in each.headers}
    assert not TELLING.findall(answers[0].text)
    assert not [line for line in told if TELLING.search(re.sub(r"'sha256-[^']*'", "", line))]
    assert {each.headers["Cache-Control"] for each in answers} == {"no-store"}


def test_what_a_stranger_may_load_tells_nothing_of_the_study(real: Path) -> None:
    server = application(real, "release 1", PUBLIC)
    calm = server.test_client().get("/", headers=HOST).text
    fonts = re.findall(r"/assets/[^)]+", calm)
    assert len(fonts) == 2
    for path in (*fonts, "/assets/theme.css", "/assets/commonplace.js", "/bootstrap/bootstrap.min.css"):
        with server.test_client().get(path, headers=HOST) as answer:
            assert answer.status_code == 200, path
            assert b"Northmere" not in answer.data
    for path in ("/assets/../overview.csv", "/assets/%2e%2e/overview.csv", "/assets/no.css"):
        assert server.test_client().get(path, headers=HOST).status_code == 404, path


def test_the_dashboard_of_a_real_study_opens_to_the_invited(real: Path) -> None:
    _, link = invited(real.parent, study="northmere", audience=Audience.ANALYST)
    client = entered(application(real, "release 1", PUBLIC), link)
    assert ask(client).headers["Location"] == "/findings"
    assert "Northmere" in ask(client, "/leadership").text
    assert ask(client, "/overview.csv").status_code == 200


@pytest.fixture(scope="module")
def by_invitation(real: Path) -> Iterator[tuple[str, Path]]:
    """The address of the real server on all addresses of this machine, in two processes, and the folder of releases."""
    invited(real.parent, study="northmere")
    with serving(real, real.parent, "--host", "0.0.0.0", "--workers", 2, "--public-url", PUBLIC) as address:
        yield address, real.parent


def cookie_of(headers: dict[str, str]) -> dict[str, str]:
    return HOST | {"Cookie": headers["set-cookie"].partition(";")[0]}


def many(address: str, path: str, headers: Callable[[int], dict[str, str]]) -> list[tuple[int, bytes]]:
    """The answers to 24 requests, each on a connection of its own, which both processes take part in."""
    with ThreadPoolExecutor(4) as pool:
        asked = pool.map(lambda number: status(address, path, **headers(number)), range(24))
        return [(code, body) for code, _, body in asked]


def test_revoking_works_on_the_next_request_in_every_worker(by_invitation: tuple[str, Path]) -> None:
    address, releases = by_invitation
    made, link = invited(releases, study="northmere", audience=Audience.ANALYST)
    code, headers, _ = status(address, link, **HOST)
    assert (code, headers["location"]) == (302, "/")
    assert "Secure" in headers["set-cookie"]
    cookie = cookie_of(headers)
    assert {code for code, _ in many(address, "/overview.csv", lambda _: cookie)} == {200}
    Invitations(releases).revoke(made.id)
    [(code, page)] = set(many(address, "/overview.csv", lambda _: cookie))
    assert code == 403
    assert page == status(address, "/", **HOST)[2] == status(address, link, **HOST)[2]


def test_the_limit_holds_in_all_workers_together(by_invitation: tuple[str, Path]) -> None:
    address, _ = by_invitation
    guesser = HOST | {"X-Forwarded-For": "198.51.100.99"}
    codes = [code for code, _ in many(address, "/invited/guess", lambda _: guesser)]
    assert sorted(codes) == [403] * 10 + [429] * 14
    assert status(address, "/invited/guess", **guesser)[1]["retry-after"].isdigit()


def test_the_real_server_tells_a_stranger_nothing(by_invitation: tuple[str, Path]) -> None:
    address, _ = by_invitation
    asked = ["/", "/leadership", "/overview.csv", "/_dash-layout", "/_dash-dependencies", "/nowhere"]
    answers = [status(address, path, **HOST) for path in asked]
    assert {(code, body) for code, _, body in answers} == {(403, answers[0][2])}
    assert not TELLING.findall(answers[0][2].decode())
    assert status(address, "/health")[2] == b"ready\n"
    assert status(address, "/leadership")[0] == 403  # from this machine by its own name


def test_a_real_study_is_refused_on_other_addresses_without_an_invitation(real: Path, tmp_path: Path) -> None:
    package = real.parent.parent / "northmere"
    for options in ((), ("--public-url", PUBLIC)):
        done = subprocess.run(
            [
                COMMAND,
                "serve",
                package,
                "--host",
                "0.0.0.0",
                "--port",
                str(free_port()),
                "--releases",
                tmp_path,
                *options,
            ],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
            env=os.environ | {"COLUMNS": "400"},
        )
        assert done.returncode == 2
        assert "holds real people's words (pseudonymised), so it is served on this machine only" in done.stderr
        assert "commonplace invite --audience leader --name NAME --public-url https://…" in done.stderr


def test_a_study_served_without_a_public_url_takes_that_of_its_invitations(real: Path, tmp_path: Path) -> None:
    package = real.parent.parent / "northmere"
    release = build(load_study(package), tmp_path).path
    _, link = invited(tmp_path, study="northmere")
    assert application(release, "release 1").test_client().get("/", headers=HERE).status_code == 403
    with serving(release, tmp_path, "--workers", 1) as address:
        assert status(address, "/leadership")[0] == 403
        assert status(address, link, **HOST)[0] == 302


def test_a_study_nobody_was_invited_to_is_read_at_its_machine(real: Path, tmp_path: Path) -> None:
    with serving(real.parent.parent / "northmere", tmp_path, "--workers", 1) as address:
        assert status(address, "/leadership")[0] == 200
        assert status(address, "/overview.csv")[0] == 200
        assert status(address, "/leadership", **HOST)[0] == 403
