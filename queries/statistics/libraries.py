"""The large libraries, fetched the first time a figure needs one, so that pages without such a figure stay light."""

from importlib import import_module
from typing import Any


def library(name: str) -> Any:
    """The module of that full name, such as "scipy.stats"."""
    return import_module(name)
