"""Page: an address, a name, and a pure function from a gate and a selection to what is shown."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from dash.development.base_component import Component

from dashboard.style import Theme
from queries.disclosure import Gate
from queries.selection import Selection
from queries.study import Overview

Width = Literal["narrow", "medium", "wide"]


@dataclass(frozen=True)
class Display:
    """How a page is to be drawn: the room there is, and the theme."""

    width: Width = "wide"
    theme: Theme = "light"


@dataclass(frozen=True)
class Edition:
    """What every page says of where its numbers come from: the study, and its release by number and date."""

    study: Overview
    release: str


@dataclass(frozen=True)
class Choice:
    """Something a page lets all its readers choose: `name` in an address, `label` beside it.

    `options` are values with what is read of each; the first is the default, and stands in no address.
    """

    name: str
    label: str
    options: tuple[tuple[str, str], ...]

    def taken(self, value: str | None) -> tuple[tuple[str, str], ...]:
        """The choice of `value` as a Selection keeps it; nothing for the default or what is no option."""
        others = [option for option, _ in self.options[1:]]
        return ((self.name, value),) if value in others and value is not None else ()


def no_choices(gate: Gate) -> tuple[Choice, ...]:
    """The choices of a page that has none."""
    return ()


MOST_CHOICES = 3
"""How many choices of its own a page can have."""

View = Callable[["Page", Gate, Edition, Selection, Display], Component]


@dataclass(frozen=True)
class Page:
    """A page: `question` is its heading, `domains` the branches of the codebook it shows (none: all).

    `counts_people` where what it shows depends on which people are let through, how they are split and what is counted.
    `choices`, given a gate, are what else its readers may choose, at most MOST_CHOICES.
    """

    path: str
    name: str
    question: str
    domains: tuple[str, ...]
    view: View
    counts_people: bool = True
    choices: Callable[[Gate], tuple[Choice, ...]] = no_choices
