"""The codebook of a REFI-QDA project or codebook as codes."""

from collections import Counter
from collections.abc import Iterable

from data.sources.codebook import levels
from data.sources.incoming import Incoming
from data.sources.parts import Parts
from data.sources.refi_convention import CODE_FACTS, PREFIX
from data.sources.refi_keys import given_or_made
from data.sources.refi_records import Code
from data.tables import TABLES

Facts = dict[str, str]


def take_codes(codes: list[Code], used: Iterable[str], file: Incoming, parts: Parts) -> dict[str, str]:
    """Give the parts the codes; returns the key of each by its GUID. `used` are the GUIDs that something is coded with.

    Raises StudyError where two codes have one GUID: what is coded with it could be either.
    """
    _refuse_clashes(codes, file)
    definitions, facts = zip(*(described(code.description) for code in codes), strict=True) if codes else ((), ())
    names = [code.name or "unnamed code" for code in codes]
    keys = given_or_made([each.get("code", "") for each in facts], names)
    key_of = {id(code): key for code, key in zip(codes, keys, strict=True)}
    parents = {key_of[id(code)]: key_of[id(code.parent)] if code.parent else None for code in codes}
    level = levels(parents)
    coded = set(used)
    parts.table(
        "codes",
        code=keys,
        parent=list(parents.values()),
        level=[each.get("level", level[key]) for key, each in zip(keys, facts, strict=True)],
        name=names,
        definition=definitions,
        framework=[each.get("framework") for each in facts],
        valence=[each.get("valence") for each in facts],
        sensitive=[each.get("sensitive", "false") for each in facts],
        origin=[each.get("origin") for each in facts],
        codable=["true" if code.is_codable or code.guid in coded else "false" for code in codes],
    )
    parts.in_file["codes"] = len(codes)
    parts.identities["codes"] = {key_of[id(code)]: code.guid for code in codes if code.guid}
    _say_what_was_taken_as_so(codes, coded, parts)
    return {code.guid: key_of[id(code)] for code in codes if code.guid}


def _refuse_clashes(codes: list[Code], file: Incoming) -> None:
    first: dict[str, Code] = {}
    for code in codes:
        other = first.setdefault(code.guid, code) if code.guid else code
        if other is not code:
            rule = f"is the GUID of two codes, {other.name} and {code.name}, so it is not known which one was meant"
            raise file.fault(rule, place="codes", value=code.guid)


def described(description: str) -> tuple[str, Facts]:
    """The definition in a code's Description, and the facts that Commonplace wrote after it."""
    lines = description.split("\n")
    facts: Facts = {}
    while lines:
        fact, value = _fact(lines[-1])
        if not fact or fact in facts:
            break
        facts[fact] = value
        lines.pop()
    if facts and len(lines) > 1 and not lines[-1]:
        lines.pop()
    return "\n".join(lines) if facts else description.strip(), facts


def _fact(line: str) -> Facts | tuple[str, str]:
    """The fact in a line and its value; two empty texts where it is somebody's own line."""
    name, colon, value = line.removeprefix(PREFIX).partition(": ")
    if not (line.startswith(PREFIX) and colon and name in CODE_FACTS and value):
        return "", ""
    column = TABLES["codes"].columns()[name]
    allowed = ("true", "false") if name == "sensitive" else getattr(column, "categories", (value,))
    return (name, value) if value in allowed else ("", "")


def _say_what_was_taken_as_so(codes: list[Code], coded: set[str], parts: Parts) -> None:
    opened = [code.name for code in codes if not code.is_codable and code.guid in coded]
    if opened:
        parts.assumed.append(
            f"{len(opened)} codes are said not to be used for coding and are used all the same ({_some(opened)}); "
            "they are taken as codes like any other"
        )
    nameless = Counter(not code.name for code in codes)[True]
    if nameless:
        parts.assumed.append(f"{nameless} codes have no name, and are called “unnamed code”")


def _some(names: list[str]) -> str:
    return ", ".join(names[:5]) + (" …" if len(names) > 5 else "")
