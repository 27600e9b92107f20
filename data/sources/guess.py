"""A guess of what a table is: its columns, and which of them hold keys and names."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from data.sources.heading_words import KEY_WORDS, plain
from data.tables import TABLES

SURE = 80
"""From this score a column is given; below it, down to POSSIBLE, it is given as a comment."""

POSSIBLE = 62

ABOUT_PEOPLE = {"role_group", "role_level", "profession", "tenure_years", "quote_consent", "quote_scope"}
NAMES = ("name", "full name", "names", "participant name", "pseudonym", "leader")


@dataclass(frozen=True)
class Column:
    """One column of ours and the heading it may stand under: how sure that is, from 0 to 100, and why."""

    name: str
    heading: str
    score: float
    reasons: tuple[str, ...]

    @property
    def sure(self) -> bool:
        """Whether it may be given without asking."""
        return self.score >= SURE


@dataclass(frozen=True)
class Guess:
    """A table of the study's that a file may be, how well it fits from 0 to about 1, and its columns, best first."""

    table: str
    fit: float
    columns: tuple[Column, ...] = field(default=())

    def heading(self, name: str) -> str | None:
        """The heading under which a column of ours is surely found."""
        return next((column.heading for column in self.columns if column.name == name and column.sure), None)

    def without(self, headings: Sequence[str]) -> "Guess":
        """The guess without what it says of some headings."""
        return replace(self, columns=tuple(column for column in self.columns if column.heading not in headings))


def key_and_name(table: str, headings: Sequence[str], chosen: dict[str, Column]) -> None:
    """Where “code” and “code ID” stand side by side, the one with the ID is the key and the other the name."""
    key = TABLES[table].primary_key()
    found = chosen.get(key[0]) if len(key) == 1 else None
    if found and "name" in TABLES[table].columns() and "name" not in chosen:
        with_key = [f"{plain(found.heading)} {word}" for word in KEY_WORDS]
        other = next((heading for heading in headings if plain(heading) in with_key), None)
        taken = next((name for name, column in chosen.items() if column.heading == other), None)
        if other and (taken is None or chosen[taken].score < found.score):
            chosen.pop(taken or "", None)
            reason = f"the key of what “{found.heading}” names"
            chosen["name"] = replace(found, name="name", reasons=(f"“{other}” is its key",))
            chosen[key[0]] = replace(found, heading=other, reasons=(reason,))


def names_of_people(table: str, headings: Sequence[str], chosen: dict[str, Column]) -> None:
    """A sheet that says of each name what only people have is one of people, and the names are their keys."""
    found = chosen.get("respondent")
    if table != "respondents" or (found and found.sure) or not ABOUT_PEOPLE & set(chosen):
        return
    taken = {column.heading for column in chosen.values() if column.name != "respondent"}
    named = next((heading for heading in headings if plain(heading) in NAMES and heading not in taken), None)
    if named:
        reason = "names, beside what only people have; they must be those that the interviews have"
        chosen["respondent"] = Column("respondent", named, SURE, (reason,))
