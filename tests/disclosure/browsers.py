"""Browsers for the crawler: one that asks the application in this process, one that asks a server over its socket."""

import json
from http.client import HTTPConnection
from pathlib import Path

import pytest
from flask import Flask

from dashboard import serving
from queries.audience import Audience
from tests.clients import client_of


class Inside:
    def __init__(self, server: Flask, audience: Audience) -> None:
        self._client = client_of(server, audience)

    def get(self, path: str) -> tuple[int, str]:
        answer = self._client.get(path)
        return answer.status_code, answer.text

    def post(self, path: str, body: object) -> tuple[int, str]:
        answer = self._client.post(path, json=body)
        return answer.status_code, answer.text


class Outside:
    def __init__(self, address: str, audience: Audience) -> None:
        self._connection = HTTPConnection(address.removeprefix("http://"), timeout=30)
        self._headers = {"Content-Type": "application/json"}
        self._ask("GET", f"/as/{audience.value}", None)

    def get(self, path: str) -> tuple[int, str]:
        return self._ask("GET", path, None)

    def post(self, path: str, body: object) -> tuple[int, str]:
        return self._ask("POST", path, json.dumps(body))

    def close(self) -> None:
        self._connection.close()

    def _ask(self, method: str, path: str, body: str | None) -> tuple[int, str]:
        self._connection.request(method, path, body, self._headers)
        answer = self._connection.getresponse()
        text = answer.read().decode()
        for cookie in answer.headers.get_all("Set-Cookie", []):
            self._headers["Cookie"] = cookie.partition(";")[0]
        return answer.status, text


def application(release: Path, monkeypatch: pytest.MonkeyPatch, *, edition: str = "release 1, 1 Jan 2026") -> Flask:
    """The application as it is served, without the static files that are compressed before the first visitor comes."""
    monkeypatch.setattr(serving, "warm", lambda server: client_of(server, Audience.ANALYST).get("/_dash-layout"))
    return serving.application(release, edition)
