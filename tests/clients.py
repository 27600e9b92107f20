"""Readers for tests: a client of the application who was let in as one audience."""

from flask import Flask
from flask.testing import FlaskClient

from dashboard.access import Visitor, let_in
from queries.audience import Audience


def client_of(server: Flask, audience: Audience) -> FlaskClient:
    client = server.test_client()
    client.environ_base |= let_in(Visitor("tester", audience, may_choose=False))
    return client
