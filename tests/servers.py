"""The real server, as a person starts it, on a free port of this machine; it stops with the block."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

COMMAND = Path(sys.executable).parent / "commonplace"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serving(study: Path, releases: Path, *options: object, until_ready: bool = True) -> Iterator[str]:
    """The address of a server for `study`, started with these options of `commonplace serve` besides.

    Without `until_ready` it is given as soon as the port answers at all.
    """
    port = free_port()
    process = subprocess.Popen(
        [COMMAND, "serve", study, "--port", str(port), "--releases", releases, *map(str, options)],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=os.environ | {"COLUMNS": "200"},
    )  # fmt: skip
    assert process.stdout is not None
    try:
        if until_ready:
            lines = iter(process.stdout.readline, "")
            assert any(f"http://127.0.0.1:{port}" in line for line in lines)
        else:
            wait_for_port(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)
        process.stdout.close()


def status(address: str, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    host = address.removeprefix("http://")
    connection = HTTPConnection(host, timeout=20)
    try:
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        return response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()
    finally:
        connection.close()


def wait_for_port(port: int, seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.005)
    raise TimeoutError
