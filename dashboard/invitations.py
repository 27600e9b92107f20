"""Invitations: who may read which study, for how long and as whom; kept beside the releases, for every process."""

import hashlib
import secrets
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from itsdangerous import BadSignature, TimestampSigner

from dashboard.safekeeping import FOLDER, AccessError, has_secret, made_once, private_folder, secret_of, usable
from queries.audience import Audience

FILE = "invitations.sqlite3"
DAY = 24 * 3600
LONGEST = 365
"""Days that an invitation may last."""
LONGEST_NAME = 100
LONGEST_SIGNED = 200
SHORTEST_BEGINNING = 6
PATIENCE = 10
"""Seconds to wait for another process that is writing."""

SCHEMA = """
create table invitations (
    id text primary key, study text not null, audience text not null, name text not null, public_url text,
    made_on real not null, expires_on real not null, revoked_on real, opened integer not null default 0
) strict;
create table openings (
    at real not null, address text not null, outcome text not null, invitation text
) strict;
create index openings_at on openings (at);
"""
EVERY = """
select id, study, audience, name, public_url, made_on, expires_on, revoked_on, opened
from invitations order by made_on desc, rowid desc
"""
ONE = """
select id, study, audience, name, public_url, made_on, expires_on, revoked_on, opened
from invitations where id = ?
"""

Purpose = Literal["link", "session"]


@dataclass(frozen=True)
class Invitation:
    """A person invited to one study; the times are seconds since 1970, `opened` says how often the link was."""

    id: str
    study: str
    audience: Audience
    name: str
    public_url: str | None
    made_on: float
    expires_on: float
    revoked_on: float | None
    opened: int

    def state(self, now: float) -> Literal["valid", "expired", "revoked"]:
        """Whether it lets anyone in at the time `now`, and if not, why not."""
        if self.revoked_on is not None:
            return "revoked"
        return "valid" if now < self.expires_on else "expired"


class Invitations:
    """The invitations in a folder of releases.

    Several processes may use it at once, and each sees at once what another wrote. Every method raises AccessError
    where the store or the secret cannot be used.
    """

    def __init__(self, releases: Path, *, clock: Callable[[], float] = time.time) -> None:
        self.releases = releases
        self.clock = clock

    def invite(self, *, study: str, audience: Audience, name: str, days: int, public_url: str | None) -> Invitation:
        """A new invitation, kept; its link is `sign(invitation.id, "link")`."""
        name = " ".join(name.split())
        if not name.isprintable() or not 0 < len(name) <= LONGEST_NAME:
            raise AccessError(f"The name is empty, too long or not readable. Give one of up to {LONGEST_NAME} letters.")
        if not 0 < days <= LONGEST:
            raise AccessError(f"An invitation cannot last {days} days. Let it last 1 to {LONGEST}.")
        now = self.clock()
        identity = secrets.token_hex(16)
        with self.writing() as connection:
            connection.execute(
                "insert into invitations (id, study, audience, name, public_url, made_on, expires_on) "
                "values (?, ?, ?, ?, ?, ?, ?)",
                (identity, study, audience.value, name, public_url, now, now + days * DAY),
            )
        return Invitation(identity, study, audience, name, public_url, now, now + days * DAY, None, 0)

    def revoke(self, beginning: str) -> Invitation:
        """End the invitation whose id begins so, from the next request on; raises AccessError unless there is one."""
        found = [each for each in self.all() if each.id.startswith(beginning)]
        if len(beginning) < SHORTEST_BEGINNING or len(found) != 1:
            reason = "begins more than one id, or is too short" if found else "is no invitation"
            raise AccessError(f"“{beginning}” {reason}. See the ids with: commonplace invite --list")
        with self.writing() as connection:
            connection.execute(
                "update invitations set revoked_on = ? where id = ? and revoked_on is null", (self.clock(), found[0].id)
            )
        return found[0]

    def all(self) -> list[Invitation]:
        """Every invitation there ever was, newest first."""
        return self._read(EVERY)

    def valid(self, study: str) -> list[Invitation]:
        """Those that let someone in to `study` now, newest first."""
        return [each for each in self.all() if each.study == study and each.state(self.clock()) == "valid"]

    def public_url(self, study: str) -> str | None:
        """The public URL that the newest invitation to `study` with one was made for, whether it is still good or not.

        A study to which people were once invited stays by invitation when the last of them has ended.
        """
        return next((each.public_url for each in self.all() if each.study == study and each.public_url), None)

    def find(self, identity: str, study: str) -> Invitation | None:
        """The invitation with this id, if it lets someone in to `study` now."""
        found = self._read(ONE, identity)
        return next((each for each in found if each.study == study and each.state(self.clock()) == "valid"), None)

    def sign(self, identity: str, purpose: Purpose) -> str:
        """The id with the time and a signature, fit for an address and a cookie; good for `purpose` alone."""
        return self._signer(purpose).sign(identity).decode("ascii")

    def unsign(self, signed: str, purpose: Purpose) -> tuple[str, float] | None:
        """The id that was signed, and when; None for what was not signed here for `purpose`."""
        if len(signed) > LONGEST_SIGNED or not has_secret(self.releases):
            return None
        try:
            identity, at = self._signer(purpose).unsign(signed, return_timestamp=True)
        except (BadSignature, UnicodeError):
            return None
        return identity.decode("ascii"), at.timestamp()

    def in_session(self, signed: str, study: str, longest: float) -> Invitation | None:
        """The valid invitation to `study` behind a signed cookie that is no more than `longest` seconds old."""
        session = self.unsign(signed, "session")
        return self.find(session[0], study) if session and self.clock() - session[1] < longest else None

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that no other process writes in: kept at the end, or undone if an error leaves it."""
        path = made_once(private_folder(self.releases) / FILE, _create)
        with usable(path), _open(path) as connection, connection:
            connection.execute("begin immediate")
            yield connection

    def _read(self, question: str, *parameters: str) -> list[Invitation]:
        path = self.releases / FOLDER / FILE
        with usable(path):
            if not path.exists():
                return []
            with _open(path) as connection:
                rows = connection.execute(question, parameters).fetchall()
        return [Invitation(row[0], row[1], Audience(row[2]), *row[3:]) for row in rows]

    def _signer(self, purpose: Purpose) -> TimestampSigner:
        salt = f"commonplace {purpose}"
        return TimestampSigner(secret_of(self.releases), salt=salt, key_derivation="hmac", digest_method=hashlib.sha256)


def _create(path: Path) -> None:
    with _open(path) as connection:
        connection.executescript(SCHEMA)


def _open(path: Path) -> closing[sqlite3.Connection]:
    return closing(sqlite3.connect(path, timeout=PATIENCE, isolation_level=None))
