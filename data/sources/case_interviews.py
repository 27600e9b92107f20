"""Cases of another tool as respondents, and the texts that are theirs alone as their interviews."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from data.sources.completion import STAGES
from data.sources.keys import keys_of
from data.sources.parts import Parts


@dataclass(frozen=True)
class Link:
    """What joins a case and a text, by the tool's own ids, and whether the whole text is meant."""

    place: str
    case: int
    text: int
    is_whole: bool


def covers(text: str, start: int | None, end: int | None) -> bool:
    """Whether a span is all of a text, however a tool counts line ends and whether it counts the last character."""
    first, last = len(text) - len(text.lstrip()), len(text.rstrip()) - text.count("\r\n") - 1
    return (start is None or start <= first) and (end is None or end >= last)


def take_cases(
    cases: Mapping[int, str], links: Sequence[Link], interviews: Mapping[int, str], parts: Parts
) -> dict[int, str]:
    """Give the parts a respondent for each case that has texts of its own, and an interview for each of those.

    `interviews` are the keys of the texts by their ids, in their order: the first text of a case is stage S1, the next
    S2. A text that several cases share, or of which only a part is a case's, is nobody's in particular. Returns the
    key of each respondent by the id of the case.
    """
    owners = _owners(cases, links, interviews, parts)
    texts: dict[int, list[int]] = {}
    for text in interviews:
        if text in owners:
            texts.setdefault(owners[text], []).append(text)
    free = [key for text, key in interviews.items() if text not in owners]  # each becomes a respondent of that name
    names = [cases[case] for case in texts]
    respondents = dict(zip(texts, keys_of([*free, *names])[len(free) :], strict=True))
    linked = {link.case for link in links}
    for case, name in cases.items():
        if case not in texts:
            shared = "has no text that is its alone and whole, so whose words are whose is not certain"
            parts.leave_out(f"case {name}", "cases", shared if case in linked else "no text belongs to it", what=name)
    _count(parts, "cases", len(cases), len(texts))
    if texts:
        _interviews(texts, respondents, interviews, parts)
    if cases and free:
        parts.assumed.append(f"{len(free)} texts are not the whole of one case's, and are taken for themselves")
    return respondents


def _owners(
    cases: Mapping[int, str], links: Sequence[Link], interviews: Mapping[int, str], parts: Parts
) -> dict[int, int]:
    """The case of each text that is the whole of one case's alone."""
    sound: dict[int, list[Link]] = {}
    for link in links:
        if link.case not in cases:
            parts.leave_out(link.place, "case links", "its case is not in the project")
        elif link.text not in interviews:
            parts.leave_out(link.place, "case links", "what it links has no text that was taken")
        else:
            sound.setdefault(link.text, []).append(link)
    owners: dict[int, int] = {}
    for text, of_text in sound.items():
        joined = {link.case for link in of_text}
        whole = next((link for link in of_text if link.is_whole), None)
        if len(joined) > 1:
            reason = f"{len(joined)} cases share the text, so whose words are whose is not certain"
        elif whole is None:
            reason = "only a part of the text is the case's"
        else:
            reason = "the case has the text already"
            owners[text] = joined.pop()
        for link in of_text:
            if text not in owners or link is not whole:
                parts.leave_out(link.place, "case links", reason)
    _count(parts, "case links", len(links), len(owners))
    return owners


def _interviews(
    texts: Mapping[int, list[int]], respondents: Mapping[int, str], interviews: Mapping[int, str], parts: Parts
) -> None:
    rows = [
        (interviews[text], respondents[case], f"S{stage}")
        for case, own in texts.items()
        for stage, text in enumerate(own, 1)
    ]
    keys, people, stages = zip(*rows, strict=True)
    parts.table("respondents", respondent=list(respondents.values()))
    parts.table("interviews", interview=keys, respondent=people, stage=stages)
    most = max(len(own) for own in texts.values())
    parts.stages = {f"S{stage}": f"Interview {stage}" for stage in range(1, most + 1)} if most > 1 else dict(STAGES)
    parts.identities["respondents"] = {respondents[case]: str(case) for case in texts}
    order = "; the texts of one case are its interviews in the order in which they were added" if most > 1 else ""
    parts.assumed.append(f"a case is taken as a respondent, and a text that is its alone as an interview{order}")


def take_fact(parts: Parts, respondent: str | None, variable: str, value: str, *, place: str, reason: str) -> None:
    """Give the parts what the tool knows of a respondent; what is known already is left out.

    Where there is no respondent, `reason` says why.
    """
    parts.in_file["attributes"] = parts.in_file.get("attributes", 0) + 1
    facts = parts.attributes.get(respondent or "", {})
    if respondent is None:
        parts.leave_out(place, "attributes", reason, what=variable)
    elif not variable:
        parts.leave_out(place, "attributes", "it has no name", what=value)
    elif variable in facts:
        other = "" if facts[variable] == value else f", and first as “{facts[variable]}”"
        parts.leave_out(place, "attributes", f"it is given twice{other}", what=variable)
    else:
        parts.attributes.setdefault(respondent, {})[variable] = value


def _count(parts: Parts, kind: str, there: int, taken: int) -> None:
    if there:
        parts.in_file[kind] = parts.in_file.get(kind, 0) + there
        parts.taken_besides[kind] = taken
