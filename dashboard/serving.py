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

from dashboard.application import create_app
from dashboard.delivery import deliver, is_loopback, warm
from dashboard.downloads import register_downloads
from dashboard.page import Edition
from dashboard.pages.themes import leadership_or_themes
from queries.database import Database
from queries.study import overview

THREADS = 4
PATIENCE = 60


class RefusedError(Exception):
    """A study that may not be served where it was asked for, or a port that is taken."""


def serve(release_file: Path, release: str, *, host: str, port: int, workers: int) -> None:
    """Serve the release in `release_file` until stopped, and say so in one line once it answers.

    Raises RefusedError for an address that the study may not be served on, or that is taken.
    """
    with closing(Database(release_file)) as database:
        study = overview(database)
    if not study.is_synthetic and not is_loopback(host):
        raise RefusedError(
            f"“{study.title}” holds real people's words ({study.data_status}), so it is served on this machine only, "
            f"not on {host}. Leave --host out."
        )
    _check_usable(host, port)
    os.environ |= {"COMMONPLACE_RELEASE": str(release_file.resolve()), "COMMONPLACE_EDITION": release}
    # A forked worker inherits locks held by threads that it does not have (Polars, DuckDB, imports), and waits forever.
    multiprocessing.set_start_method("spawn", force=True)
    ready = f"{study.title}, {release}: {_url(host, port)} (Ctrl+C stops it)"
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
    ).serve()


def application(release_file: Path, release: str) -> Flask:
    """The WSGI application for a release: nothing is left to be set up by its first request."""
    database = Database(release_file)
    study = overview(database)
    app = create_app(database, release)
    server: Flask = app.server
    register_downloads(server, database, Edition(study, release))
    server.add_url_rule("/health", "health", lambda: Response("ready\n", mimetype="text/plain"))
    styles = str(files("flask_bootstrap").joinpath("static/bootstrap5/css"))
    server.add_url_rule("/bootstrap/<name>", "bootstrap", lambda name: flask.send_from_directory(styles, name))
    deliver(app, pages=[leadership_or_themes(database).path], only_here=not study.is_synthetic)
    warm(server)
    return server


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
            connection.request("GET", "/health")
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
