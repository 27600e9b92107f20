"""How people head the columns that a study has, and how like one of ours a heading is."""

import re
from functools import lru_cache

from rapidfuzz import fuzz

ALIKE = 95
"""How like ours a heading is that is one of the usual words for it; the very same is 100."""

WITHIN = 75
"""How like ours a heading is that has all our words and some more."""

USUAL: dict[str, tuple[str, ...]] = {
    "interview": ("transcript", "document", "document name", "file", "filename", "source"),
    "respondent": ("participant", "person", "interviewee", "informant", "speaker", "case"),
    "code": ("theme", "tag", "node", "codename", "code name", "label", "codes", "themes", "tags"),
    "text": ("quote", "quotation", "excerpt", "segment", "passage", "statement", "extract", "content", "verbatim"),
    "coder": ("coded by", "rater", "analyst", "reader", "created by", "annotator"),
    "coded_at": ("coded on", "created", "date coded"),
    "organisation": ("organization", "employer", "trust", "institution", "body", "org code", "affiliation"),
    "network": ("partnership", "collaborative", "alliance"),
    "name": ("title", "label", "full name"),
    "definition": ("description", "meaning", "comment", "explanation"),
    "parent": ("parent code", "theme", "category", "higher order theme", "group", "above"),
    "framework": ("source framework", "model"),
    "value": ("score", "figure", "result", "percentage"),
    "indicator": ("measure", "metric", "variable"),
    "subject": ("body", "unit", "org code", "trust code"),
    "period": ("month", "year", "quarter", "date", "financial year"),
    "from_organisation": ("from", "source", "sender", "ego"),
    "to_organisation": ("to", "target", "receiver", "alter"),
    "weight": ("strength", "frequency", "intensity", "tie strength"),
    "relation": ("tie", "tie type", "relationship", "kind of tie"),
    "conducted_on": ("date", "interview date", "date of interview", "interviewed on"),
    "minutes": ("duration", "length", "duration minutes", "minutes long"),
    "interviewer": ("interviewed by", "conducted by"),
    "stage": ("round", "wave", "phase", "time point"),
    "profession": ("occupation", "job", "background", "discipline"),
    "role_group": ("kind of post", "type of post", "type of role", "staff group"),
    "role_level": ("seniority", "level", "position"),
    "tenure_years": ("tenure", "years in post", "experience"),
    "quote_consent": ("consent", "consent to quote"),
    "sector": ("type of organisation", "organisation type"),
    "district": ("area", "locality", "borough"),
    "finished": ("done", "complete", "completed"),
    "sequence": ("order", "number", "no"),
    "population": ("inhabitants", "people served"),
    "joined_on": ("joined", "member since", "start date"),
    "left_on": ("left", "end date"),
}

KEY_WORDS = ("id", "key", "code", "no", "number", "nr", "ref", "identifier")
"""Words after the name of a thing that say that its key is meant."""


@lru_cache(maxsize=4096)
def plain(heading: str) -> str:
    """A heading in small letters, its words parted by single spaces."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading)
    return " ".join(re.sub(r"[\W_]+", " ", parted).casefold().split())


@lru_cache(maxsize=4096)
def likeness(heading: str, column: str) -> float:
    """How like our column a heading is, from 0 to 100."""
    theirs, ours = plain(heading), plain(column)
    if not theirs:
        return 0
    if theirs == ours or theirs.replace(" ", "") == ours.replace(" ", ""):
        return 100
    words = theirs.split()
    bare = " ".join(words[:-1]) if len(words) > 1 and words[-1] in KEY_WORDS else theirs
    usual = USUAL.get(column, ())
    if bare == ours or theirs in usual or bare in usual or theirs.rstrip("s") == ours:
        return ALIKE
    if len(words) > 1 and set(ours.split()) <= set(words):
        return WITHIN
    return max(fuzz.ratio(theirs, word) for word in (ours, *usual)) * 0.9
