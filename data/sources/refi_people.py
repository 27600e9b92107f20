"""The people of a REFI-QDA project: its users as coders, its cases as respondents, and what is known of them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from data.sources.case_interviews import Link, take_cases, take_fact
from data.sources.keys import keys_of
from data.sources.parts import Parts
from data.sources.refi_keys import given_or_made
from data.sources.refi_records import Project, User, Value
from data.sources.refi_sources import Interview, first_texts

UNKNOWN = "unknown"
_NOWHERE = -1
"""Which text a case refers to that refers to none."""


class Coders:
    """The key and the name of each user, by GUID; and how many codings are by nobody who is known."""

    def __init__(self, keys: dict[str, str], names: dict[str, str], project: str) -> None:
        self._keys, self._names, self._project = keys, names, project
        self._used = [*keys.values()]
        self._strangers: Counter[str] = Counter()

    def of(self, *guids: str) -> str:
        """The key of the first who is named; of nobody and of somebody not among the users, one of its own."""
        user = next((guid for guid in (*guids, self._project) if guid), "")
        if user not in self._keys:
            name = f"user {user[:8]}" if user else UNKNOWN
            self._keys[user] = keys_of([*self._used, name])[-1]
            self._used.append(self._keys[user])
        if user not in self._names:
            self._strangers[self._keys[user]] += 1
        return self._keys[user]

    def name(self, guid: str) -> str:
        """The name of a user; "" for somebody who is not among them."""
        return self._names.get(guid, "")

    def say(self, parts: Parts) -> None:
        """Tell the parts of codings by people who are not among the users."""
        for key, count in self._strangers.items():
            parts.assumed.append(f"codings by nobody among the users: {count}; their coder is called “{key}”")


def take_coders(project: Project, parts: Parts) -> Coders:
    """Give the parts a coder for each user; returns who is who."""
    users: dict[str, User] = {}
    for user in project.users:
        if users.setdefault(user.guid, user) is not user:
            parts.leave_out(f"user {user.name}", "coders", "another user has the same GUID", what=user.name)
    names = [user.name or user.id or "unnamed" for user in users.values()]
    keys = given_or_made([user.id for user in users.values()], names)
    if users:
        parts.table("coders", coder=keys, name=names, role=["independent"] * len(keys))
        parts.in_file["coders"] = len(project.users)
        parts.identities["coders"] = dict(zip(keys, users, strict=True))
    return Coders(dict(zip(users, keys, strict=True)), dict(zip(users, names, strict=True)), project.user)


def take_people(project: Project, interviews: list[Interview], parts: Parts) -> None:
    """Give the parts a respondent for each case that has texts of its own, and what is known of cases and sources."""
    places = {guid: n for n, each in enumerate(interviews) for guid in guids_of(each)}
    links = [
        Link(f"case {case.name}", number, places.get(source, _NOWHERE), is_whole=True)
        for number, case in enumerate(project.cases)
        for source in dict.fromkeys(case.sources)
    ]
    order = dict.fromkeys([*(link.text for link in links), *range(len(interviews))])
    read = {n: interviews[n].key for n in order if n != _NOWHERE and interviews[n].text}
    people = take_cases({n: case.name for n, case in enumerate(project.cases)}, links, read, parts)
    if people:
        parts.identities["respondents"] = {key: project.cases[n].guid for n, key in people.items()}
    names = {variable.guid: variable.name for variable in project.variables}
    for number, case in enumerate(project.cases):
        take_facts(f"case {case.name}", people.get(number), case.values, names, parts)
    spoken, first = _respondents(parts), first_texts(interviews)
    for source in project.sources:
        values = source.values + [value for document in source.documents for value in document.values]
        text = first.get(id(source))
        respondent = spoken.get(text.key, text.key) if text else None
        take_facts(f"source {source.name}", respondent, values, names, parts)


def guids_of(interview: Interview) -> list[str]:
    """The GUIDs by which a case can refer to a text."""
    return [guid for guid in (interview.source.guid, *(each.guid for each in interview.documents)) if guid]


def take_facts(
    place: str, respondent: str | None, values: Iterable[Value], names: Mapping[str, str], parts: Parts
) -> None:
    """Give the parts the values of a case or source, as attributes of its respondent; left out where it has none."""
    reason = "nobody is taken as a respondent from it"
    for variable, value in values:
        take_fact(parts, respondent, names.get(variable, ""), value, place=place, reason=reason)


def _respondents(parts: Parts) -> dict[str, str]:
    rows = parts.tables.get("interviews")
    return dict(rows.select("interview", "respondent").iter_rows()) if rows is not None else {}


def moment(written: str) -> str | None:
    """A moment as the study writes it, in universal time; "" where there is none, None where it cannot be read."""
    if not written.strip():
        return ""
    try:
        when = datetime.fromisoformat(written.strip())
        when = when.astimezone(UTC).replace(tzinfo=None) if when.tzinfo else when
    except (ValueError, OverflowError):
        return None
    return when.isoformat(timespec="seconds" if not when.microsecond else "microseconds")
