"""Serving: the application made ready before its first request, and the production server around it."""

import multiprocessing
import os
import socket
import threading
import time
from contextlib import closing
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from importlib.resources import files
from pathlib import Path

import flask
import typer
from flask import Flask, Response
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from dashboard.access import HEALTH, register_access
from dashboard.application import create_app
from dashboard.closed import close_where_marked
from dashboard.delivery import deliver, warm
from dashboard.desk import Desk
from dashboard.downloads import register_downloads
from dashboard.invitations import Invitations
from dashboard.safekeeping import secret_of
from dashboard.whereabouts import is_loopback, public_origin
from queries.audience import Audience
from queries.database import Database
from queries.disclosure import Gate
from queries.study import Overview, overview

THREADS = 4
PATIENCE = 60
STOPPING = 3
"""Seconds that a worker has to finish when the server is stopped."""


class RefusedError(Exception):
    """A study that may not be served where it was asked for, or a port that is taken."""


def serve(
    release_file: Path, release: str, *, host: str, port: int, workers: int, public_url: str | None = None
) -> None:
    """Serve the release in `release_file` until stopped, and say so in one line once it answers.

    `public_url` is where readers reach it; without one it is that of the invitations to the study, which lie beside the
    release. Raises RefusedError for an address that the study may not be served on, or that is taken, and AccessError
    where the invitations cannot be used.
    """
    release_file = release_file.resolve()
    with closing(Database(release_file)) as database:
        study = overview(Gate(database, Audience.ANALYST))
    origin = _check_allowed(study, host, public_url, Invitations(release_file.parent))
    _check_usable(host, port)
    os.environ |= {
        "COMMONPLACE_RELEASE": str(release_file),
        "COMMONPLACE_EDITION": release,
        "COMMONPLACE_PUBLIC_URL": origin or "",
    }
    # A forked worker inherits locks held by threads that it does not have (Polars, DuckDB, imports), and waits forever.
    multiprocessing.set_start_method("spawn", force=True)
    by = "" if study.is_synthetic else ", by invitation only"
    public = f", for its readers {origin}{by}" if origin else ""
    ready = f"{study.title}, {release}: {_url(host, port)}{public} (Ctrl+C stops it)"
    threading.Thread(target=_announce, args=(_reachable(host), port, ready), daemon=True).start()
    Granian(
        "app:server",
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        log_level=LogLevels.error,
        websockets=False,
        workers_kill_timeout=STOPPING,
    ).serve()


def application(release_file: Path, release: str, public_url: str | None = None) -> Flask:
    """The WSGI application for a release: nothing is left to be set up by its first request.

    A study that is not synthetic is served by invitation where it has a public URL, given or that of its invitations,
    else to this machine only. Raises ValueError for a `public_url` that is none.
    """
    database = Database(release_file)
    desk = Desk(database, release)
    study = desk.edition_for(Audience.ANALYST).study
    app = create_app(desk)
    server: Flask = app.server
    register_access(
        server,
        study_id=study.study,
        is_synthetic=study.is_synthetic,
        releases_folder=release_file.parent,
        public_url=_origin(study, public_url, Invitations(release_file.parent)),
    )
    close_where_marked(server, database)
    register_downloads(server, desk)
    server.add_url_rule(HEALTH, "health", lambda: Response("ready\n", mimetype="text/plain"))
    styles = str(files("flask_bootstrap").joinpath("static/bootstrap5/css"))
    server.add_url_rule("/bootstrap/<name>", "bootstrap", lambda name: flask.send_from_directory(styles, name))
    deliver(app, pages=list(desk.pages))
    warm(server)
    return server


def _origin(study: Overview, public_url: str | None, invitations: Invitations) -> str | None:
    """The public URL to serve under; raises ValueError for one that is none.

    A study that is not synthetic has that of its invitations where none is given: then it is served by invitation.
    """
    if public_url:
        return public_origin(public_url)
    return None if study.is_synthetic else invitations.public_url(study.study)


def _check_allowed(study: Overview, host: str, public_url: str | None, invitations: Invitations) -> str | None:
    """The public URL to serve under; raises RefusedError where the study may not be served on `host`."""
    try:
        origin = _origin(study, public_url, invitations)
    except ValueError as error:
        raise RefusedError(str(error)) from error
    if study.is_synthetic:
        return origin
    if not is_loopback(host) and not (origin and invitations.valid(study.study)):
        raise RefusedError(
            f"“{study.title}” holds real people's words ({study.data_status}), so it is served on this machine only, "
            f"not on {host}. Leave --host out; or invite those who are to read it and say where they reach it: "
            "commonplace invite --audience leader --name NAME --public-url https://…"
        )
    if origin:
        secret_of(invitations.releases)  # better missed now than by the first who comes
    return origin


def _check_usable(host: str, port: int) -> None:
    if not host:
        raise RefusedError("--host is empty; leave it out for this machine alone.")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise RefusedError(
                f"Port {port} of {host} cannot be used ({error.strerror}). Name another with --port."
            ) from error


def _reachable(host: str) -> str:
    """The address to open on this machine for a server listening on `host`."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104


def _url(host: str, port: int) -> str:
    name = _reachable(host)
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


def _announce(host: str, port: int, ready: str) -> None:
    """Print the line once the server answers."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        connection = HTTPConnection(host, port, timeout=5)
        try:
            connection.request("GET", HEALTH, headers={"Host": "localhost"})
            if connection.getresponse().status != HTTPStatus.OK:
                time.sleep(0.05)
                continue
        except (OSError, HTTPException):
            time.sleep(0.05)
        else:
            typer.echo(ready)
            return
        finally:
            connection.close()
