import json
import os
import re
import sqlite3
import stat
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from dashboard import openings
from dashboard.invitations import DAY, Invitation, Invitations
from dashboard.openings import OF_AN_ADDRESS, OF_AN_INVITATION, open_link
from dashboard.safekeeping import AccessError, append, has_secret, made_once, private_folder, secret_of
from dashboard.whereabouts import asker, host_name, is_loopback, public_origin
from queries.audience import Audience

HOME, OFFICE = "203.0.113.9", "198.51.100.7"


class Clock:
    """A clock that is put forward by hand."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        return time.time() + self.ahead


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def invitations(tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Invitations:
    monkeypatch.delenv("COMMONPLACE_SECRET", raising=False)
    return Invitations(tmp_path, clock=clock)


def invited(invitations: Invitations, study: str = "a", days: int = 30, url: str | None = None) -> Invitation:
    return invitations.invite(study=study, audience=Audience.LEADER, name="Anne", days=days, public_url=url)


def opened(invitations: Invitations, token: str, *, study: str = "a", address: str = HOME) -> str:
    return open_link(invitations, token, study=study, address=address).outcome


def log(releases: Path) -> list[dict[str, str | None]]:
    return [
        json.loads(line)
        for path in sorted((releases / ".access").glob("openings-*.jsonl"))
        for line in path.read_text().splitlines()
    ]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_link_opens_the_study_it_was_made_for_and_no_other(invitations: Invitations) -> None:
    made = invited(invitations)
    token = invitations.sign(made.id, "link")
    assert open_link(invitations, token, study="a", address=HOME).invitation == made
    assert opened(invitations, token, study="b") == "refused"
    assert [each.opened for each in invitations.all()] == [1]


def test_a_link_holds_an_id_that_says_nothing_and_is_fit_for_an_address(invitations: Invitations) -> None:
    made, other = invited(invitations), invited(invitations)
    token = invitations.sign(made.id, "link")
    assert re.fullmatch(r"[0-9a-f]{32}\.[\w-]+\.[\w-]{43}", token)
    assert token.startswith(made.id)
    assert made.id[:6] != other.id[:6]


@pytest.mark.parametrize("change", ["", "x", "a.b.c", "é", "\udcff", "x" * 10_000, ".", "a.b.c.d"])
def test_what_was_not_signed_here_opens_nothing(invitations: Invitations, change: str) -> None:
    assert invitations.unsign(change, "link") is None  # before anything was signed at all
    token = invitations.sign(invited(invitations).id, "link")
    for forged in (change, token + change + "x", token[:-2], f"{'0' * 32}{token[32:]}"):
        assert opened(invitations, forged) == "refused"


def test_a_link_is_no_cookie_and_a_cookie_no_link(invitations: Invitations) -> None:
    made = invited(invitations)
    assert invitations.in_session(invitations.sign(made.id, "link"), "a", DAY) is None
    assert invitations.in_session(invitations.sign(made.id, "session"), "a", DAY) == made
    assert opened(invitations, invitations.sign(made.id, "session")) == "refused"


def test_a_link_ends_with_its_time(invitations: Invitations, clock: Clock) -> None:
    made = invited(invitations, days=2)
    token, cookie = invitations.sign(made.id, "link"), invitations.sign(made.id, "session")
    clock.ahead = 2 * DAY - 60
    assert opened(invitations, token) == "opened"
    assert invitations.in_session(cookie, "a", 30 * DAY)
    assert invitations.in_session(cookie, "a", DAY) is None
    clock.ahead = 2 * DAY + 1
    assert opened(invitations, token) == "refused"
    assert invitations.in_session(cookie, "a", 30 * DAY) is None
    assert invitations.all()[0].state(clock()) == "expired"


def test_the_time_of_the_signature_counts_as_well(invitations: Invitations, clock: Clock, tmp_path: Path) -> None:
    made = invited(invitations, days=2)
    token = invitations.sign(made.id, "link")
    with invitations.writing() as connection:  # as if somebody had put off the end of it in the store
        connection.execute("update invitations set made_on = made_on + 864000, expires_on = expires_on + 864000")
    clock.ahead = DAY
    assert opened(invitations, token) == "opened"
    clock.ahead = 5 * DAY
    assert invitations.valid("a")
    assert opened(invitations, token) == "refused"


def test_revoking_ends_the_link_and_the_sessions_at_once(invitations: Invitations, clock: Clock) -> None:
    made = invited(invitations)
    token, cookie = invitations.sign(made.id, "link"), invitations.sign(made.id, "session")
    assert invitations.revoke(made.id[:6]).id == made.id
    assert opened(invitations, token) == "refused"
    assert invitations.in_session(cookie, "a", DAY) is None
    [ended] = invitations.all()
    clock.ahead = 60
    invitations.revoke(made.id)
    assert (ended.state(clock()), invitations.all()) == ("revoked", [ended])


def test_only_one_known_invitation_is_revoked(invitations: Invitations) -> None:
    made = invited(invitations)
    with pytest.raises(AccessError, match=r"“abcdef” is no invitation. See the ids with"):
        invitations.revoke("abcdef")
    with pytest.raises(AccessError, match="begins more than one id, or is too short"):
        invitations.revoke(made.id[:5])
    assert invitations.valid("a")


def test_the_public_url_is_that_of_the_newest_invitation_and_outlives_it(invitations: Invitations) -> None:
    assert invitations.public_url("a") is None
    invited(invitations, url="https://one")
    second = invited(invitations, url="https://two")
    invited(invitations)
    invited(invitations, study="b", url="https://three")
    assert invitations.public_url("a") == "https://two"
    invitations.revoke(second.id)
    assert invitations.public_url("a") == "https://two"  # or the study would be open to this machine, and to its proxy
    assert [each.study for each in invitations.all()] == ["b", "a", "a", "a"]


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "a\x1b[2J"])
def test_a_name_can_be_read(invitations: Invitations, name: str) -> None:
    with pytest.raises(AccessError, match="The name is empty, too long or not readable"):
        invitations.invite(study="a", audience=Audience.LEADER, name=name, days=1, public_url=None)


@pytest.mark.parametrize("days", [0, -1, 366])
def test_no_invitation_lasts_for_ever(invitations: Invitations, days: int) -> None:
    with pytest.raises(AccessError, match=f"cannot last {days} days"):
        invited(invitations, days=days)


def test_what_is_kept_is_the_owner_s_alone(invitations: Invitations, tmp_path: Path) -> None:
    opened(invitations, invitations.sign(invited(invitations).id, "link"))
    folder = tmp_path / ".access"
    assert mode(folder) == 0o700
    assert {mode(path) for path in folder.iterdir()} == {0o600}
    assert {"secret", "invitations.sqlite3"} <= {path.name for path in folder.iterdir()}


def test_a_store_that_is_none_is_told(invitations: Invitations, tmp_path: Path) -> None:
    assert invitations.all() == []
    invited(invitations)
    (tmp_path / ".access" / "invitations.sqlite3").write_bytes(b"no database at all" * 100)
    with pytest.raises(AccessError, match=r"cannot be used \(file is not a database.*move it away and invite anew"):
        invitations.all()
    with pytest.raises(AccessError, match="cannot be used"):
        invited(invitations)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / ".access").write_text("")
    with pytest.raises(AccessError, match=r"cannot be used \(File exists"):
        invited(Invitations(tmp_path))
    with pytest.raises(AccessError, match=r"cannot be used \(File exists"):
        made_once(tmp_path / ".access" / "x", lambda draft: None)


def test_a_write_that_fails_leaves_nothing(invitations: Invitations) -> None:
    invited(invitations)
    with pytest.raises(AccessError, match="no such table"), invitations.writing() as connection:
        connection.execute("update invitations set opened = 7")
        connection.execute("delete from nowhere")
    assert invitations.all()[0].opened == 0


# The secret


def test_the_secret_may_come_from_the_environment(
    invitations: Invitations, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = invited(invitations)
    own = invitations.sign(made.id, "link")
    monkeypatch.setenv("COMMONPLACE_SECRET", "s" * 32)
    token = invitations.sign(made.id, "link")
    assert (opened(invitations, own), opened(invitations, token)) == ("refused", "opened")
    monkeypatch.setenv("COMMONPLACE_SECRET", "t" * 32)
    assert opened(invitations, token) == "refused"
    monkeypatch.setenv("COMMONPLACE_SECRET", "short")
    with pytest.raises(AccessError, match="COMMONPLACE_SECRET is too short to keep a secret: 5 characters"):
        secret_of(tmp_path)


def test_a_secret_that_others_can_read_is_not_used(invitations: Invitations, tmp_path: Path) -> None:
    assert not has_secret(tmp_path)
    secret = secret_of(tmp_path)
    assert len(secret) >= 64
    assert secret_of(tmp_path) == secret
    (tmp_path / ".access" / "secret").chmod(0o640)
    with pytest.raises(AccessError, match="can be read by others") as told:
        invitations.sign("x", "link")
    assert secret not in str(told.value)


MAKE = """
import sys
from pathlib import Path
from dashboard.invitations import Invitations
from dashboard.safekeeping import secret_of
from queries.audience import Audience
releases = Path(sys.argv[1])
sys.stdin.readline()
secret = secret_of(releases)
Invitations(releases).invite(study="a", audience=Audience.LEADER, name="Anne", days=1, public_url=None)
print(secret)
"""


def test_several_processes_that_begin_at_once_make_one_secret_and_one_store(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "COMMONPLACE_SECRET"}
    begun = [
        subprocess.Popen(
            [sys.executable, "-c", MAKE, tmp_path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )
        for _ in range(4)
    ]
    with ThreadPoolExecutor(4) as pool:
        said = list(pool.map(lambda process: process.communicate("go\n", timeout=60)[0], begun))
    assert [process.returncode for process in begun] == [0] * 4
    assert len(set(said)) == 1
    assert len(Invitations(tmp_path).valid("a")) == 4
    assert not list((tmp_path / ".access").glob("*.new"))


def test_threads_that_begin_at_once_make_it_once(tmp_path: Path) -> None:
    made: list[Path] = []

    def make(draft: Path) -> None:
        time.sleep(0.05)
        made.append(draft)

    path = private_folder(tmp_path) / "thing"
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: made_once(path, make), range(8))) == {path}
    assert len(made) == 1


# Limits


def test_an_address_that_guesses_has_to_wait_whatever_it_brings(invitations: Invitations, clock: Clock) -> None:
    good = invitations.sign(invited(invitations).id, "link")
    assert [opened(invitations, f"guess{number}") for number in range(12)] == ["refused"] * 10 + ["limited"] * 2
    limited = open_link(Invitations(invitations.releases, clock=clock), good, study="a", address=HOME)
    assert limited.outcome == "limited"  # for another worker too
    assert limited.invitation is None
    assert 590 < limited.wait <= OF_AN_ADDRESS.within
    assert opened(invitations, good, address=OFFICE) == "opened"
    clock.ahead = OF_AN_ADDRESS.within + 1
    assert opened(invitations, good) == "opened"


def test_one_link_cannot_be_opened_over_and_over(invitations: Invitations, clock: Clock) -> None:
    token = invitations.sign(invited(invitations).id, "link")
    other = invitations.sign(invited(invitations).id, "link")
    assert [opened(invitations, token, address=f"192.0.2.{number}") for number in range(21)] == [
        *["opened"] * 20,
        "limited",
    ]
    assert opened(invitations, other) == "opened"
    clock.ahead = OF_AN_INVITATION.within + 1
    assert opened(invitations, token) == "opened"
    assert sorted(each.opened for each in invitations.all()) == [1, 21]


def test_openings_are_logged_without_a_token_a_name_or_a_whole_id(invitations: Invitations, tmp_path: Path) -> None:
    made = invited(invitations)
    token = invitations.sign(made.id, "link")
    opened(invitations, token)
    for _ in range(13):
        opened(invitations, "forged")
    opened(invitations, token, study="b", address=OFFICE)
    told = log(tmp_path)
    assert (
        [(each["outcome"], each["address"], each["invitation"]) for each in told]
        == [
            ("opened", HOME, made.id[:8]),
            *[("refused", HOME, None)] * 10,
            ("limited", HOME, None),  # once: whoever goes on does not fill the disk
            ("refused", OFFICE, made.id[:8]),
        ]
    )
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", str(each["at"])) for each in told)
    text = "".join(path.read_text() for path in (tmp_path / ".access").glob("*.jsonl"))
    for secret in (made.id, token, "forged", "Anne", secret_of(tmp_path)):
        assert secret not in text


def test_guesses_from_everywhere_fill_neither_store_nor_log(
    invitations: Invitations, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(openings, "MOST_REFUSED_TO_ALL", 5)
    good = invitations.sign(invited(invitations).id, "link")
    said = [opened(invitations, "guess", address=f"192.0.2.{number}") for number in range(8)]
    assert said == ["refused"] * 5 + ["limited"] * 3
    assert len(log(tmp_path)) == 5
    assert opened(invitations, good, address=HOME) == "opened"


def test_old_openings_are_forgotten(invitations: Invitations, clock: Clock) -> None:
    opened(invitations, "guess")
    clock.ahead = OF_AN_INVITATION.within + 1
    opened(invitations, "guess")
    with invitations.writing() as connection:
        assert connection.execute("select count(*) from openings").fetchone() == (1,)


def test_a_reader_waits_for_a_writer(invitations: Invitations, tmp_path: Path) -> None:
    made = invited(invitations)
    other = sqlite3.connect(tmp_path / ".access" / "invitations.sqlite3", isolation_level=None, check_same_thread=False)
    other.execute("begin exclusive")
    with ThreadPoolExecutor(1) as pool:
        found = pool.submit(invitations.find, made.id, "a")
        time.sleep(0.2)
        assert not found.done()
        other.execute("commit")
        assert found.result(10) == made
    other.close()


# Logs


def test_lines_written_at_once_stay_whole(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: append(tmp_path, "views", {"who": str(number) * 300}), range(200)))
    [path] = (tmp_path / ".access").glob("views-????-??.jsonl")
    assert len([json.loads(line) for line in path.read_text().splitlines()]) == 200
    assert mode(path) == 0o600


def test_a_log_on_a_full_disk_is_told_once_and_raises_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    private_folder(tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr(os, "write", lambda file, line: len(line) - 1)
        append(tmp_path, "views", {})
        append(tmp_path, "views", {})
    (tmp_path / "other").write_text("")
    append(tmp_path / "other", "views", {})
    told = capfd.readouterr().err.splitlines()
    assert len(told) == 2
    assert "cannot be written whole" in told[0]
    assert "so this is not logged" in told[1]
    assert "Not a directory" in told[1]


# Whereabouts


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://study.example", "https://study.example"),
        (" HTTPS://Study.Example/ ", "https://study.example"),
        ("https://study.example:8443", "https://study.example:8443"),
        ("https://[2001:db8::1]:8443", "https://[2001:db8::1]:8443"),
        ("http://127.0.0.1:8050", "http://127.0.0.1:8050"),
        ("http://localhost", "http://localhost"),
        ("http://[::1]:8050", "http://[::1]:8050"),
    ],
)
def test_a_public_url_is_a_scheme_and_a_host(url: str, origin: str) -> None:
    assert public_origin(url) == origin


@pytest.mark.parametrize(
    "url",
    [
        "", "study.example", "//study.example", "ftp://study.example", "https://", "https://study.example/path",
        "https://study.example?x=1", "https://study.example#x", "https://user@study.example", "https://a b",
        "https://study.example:0", "https://study.example:65536", "https://study.example:x", "https://[::1",
        "https://[::::]", "https://study.example\\@x", "javascript://x",
    ],
)  # fmt: skip
def test_anything_else_is_no_public_url(url: str) -> None:
    with pytest.raises(ValueError, match="cannot be the public URL"):
        public_origin(url)


def test_a_public_url_of_another_machine_is_https() -> None:
    with pytest.raises(ValueError, match="only https keeps what is read there from others"):
        public_origin("http://study.example")


@pytest.mark.parametrize(
    ("host", "name"),
    [("Study.Example:80", "study.example"), ("[::1]:8050", "::1"), ("[::1", ""), ("", ""), ("localhost", "localhost")],
)
def test_the_name_in_a_host_header_is_without_its_port(host: str, name: str) -> None:
    assert host_name(host) == name


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "LOCALHOST", "127.8.9.1"])
def test_loopback_names_are_known(address: str) -> None:
    assert is_loopback(address)
    assert not is_loopback(f"{address}.example")


@pytest.mark.parametrize(
    ("remote", "forwarded", "from_where"),
    [
        ("203.0.113.9", None, "203.0.113.9"),
        ("1.2.3.4", "198.51.100.7", "1.2.3.4"),  # nobody from outside says who they are
        ("127.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("172.17.0.1", "203.0.113.9, 198.51.100.7", "198.51.100.7"),  # the nearest proxy wrote the last
        ("::1", "198.51.100.7:4711", "198.51.100.7"),
        ("127.0.0.1", "[2001:db8:1:2:3:4:5:6]:4711", "2001:db8:1:2::/64"),
        ("127.0.0.1", "unknown", "127.0.0.1"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("::ffff:203.0.113.9", None, "203.0.113.9"),
        ("fe80::1%eth0", None, "fe80::/64"),
        (None, None, "unknown"),
        ("somewhere", "198.51.100.7", "unknown"),
    ],
)
def test_where_a_request_came_from(remote: str | None, forwarded: str | None, from_where: str) -> None:
    assert asker(remote, forwarded) == from_where
