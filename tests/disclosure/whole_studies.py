"""A made study with every table that a page reads, whose truth is drawn by chance: what is released is always the same.

Whoever said it, however many within a band, whatever else analysts alone know.
"""

import random
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.disclosure.studies import INTERVIEWS, TWELVE, TWICE, write_truth
from tests.made_findings import Row, cite, claim, with_findings, write_rows

RELEASE = """
[views]
leadership = ["D"]
barriers = ["B"]
enablers = ["M"]
opposites = [["T1.1", "T1.2"], ["T2.1", "B1.1"], ["M1.1", "B1.2"], ["M1.2", "B1.3"]]

[release]
change = ["T2"]
"""
CODES = ("D", "T1", "T1.1", "T1.2", "T2", "T2.1", "B", "B1", "B1.1", "B1.2", "B1.3", "M", "M1", "M1.1", "M1.2")
LEVELS = {1: "domain", 2: "theme", 4: "code"}
BODIES = tuple(f"body{number}" for number in range(8))


def write_whole(folder: Path, seed: int, *, exact: bool = True) -> Path:
    """A package of the truth that `seed` draws; unless `exact`, only what is told in words is the same in all."""
    chance = random.Random(seed)  # noqa: S311
    said = _said(chance, exact=exact)
    package = write_truth(folder, said, release=RELEASE)
    speakers = chance.sample(said["T1.1"], 3)
    _people(package, chance, public=speakers[0])
    _codebook(package)
    quoted = _quotations(package, chance, speakers)
    _lens(package)
    _networks(package, chance, exact=exact)
    _ties(package, chance)
    _claims(package, chance, quoted)
    return package


def _said(chance: random.Random, *, exact: bool) -> Mapping[str, Sequence[str]]:
    """In the middle: T1.1 (and T1), T2.1 at last, B1.2, M1.1 (and M1, M). The rest is near one of the ends."""

    def middle(count: int, n: int) -> int:
        return count if exact else chance.randint(3, n - 3)

    first, carried = chance.sample(TWELVE, middle(7, 12)), chance.sample(TWELVE, middle(6, 12))
    return {
        "T1.1": first,
        "T1.2": chance.sample(first, chance.randint(0, 2)),
        "T2.1 S1": chance.sample(TWICE, chance.randint(0, 2)),
        "T2.1 S2": chance.sample(TWICE, middle(5, 10)),
        "B1.1": chance.sample(TWELVE, chance.randint(10, 12)),
        "B1.2": chance.sample(TWELVE, middle(5, 12)),
        "B1.3": chance.sample(TWELVE, chance.randint(10, 12)),
        "M1.1": carried,
        "M1.2": chance.sample(carried, chance.randint(0, 2)),
    }


def _people(package: Path, chance: random.Random, *, public: str) -> None:
    """Bodies and role groups by chance; all let their words be read, one of them in `public`."""
    write_rows(package, "organisations", [
        {"organisation": body, "name": f"Place {body}", "sector_group": "provider"} for body in BODIES
    ])  # fmt: skip
    write_rows(package, "respondents", [
        {
            "respondent": person, "network": "n", "organisation": chance.choice(BODIES), "role_level": "director",
            "role_group": chance.choice(["senior_clinical", "senior_managerial"]),
            "profession": chance.choice(["nurse", "doctor"]),
            "quote_consent": "Q2", "quote_scope": "public" if person == public else "network",
        }
        for person in TWELVE
    ])  # fmt: skip
    write_rows(package, "topic_coverage", [
        {"interview": interview, "topic": "D", "asked": chance.choice(["true", "false"])} for interview in INTERVIEWS
    ])  # fmt: skip
    write_rows(package, "member_checks", [
        {"respondent": person, "target": "interview", "target_id": f"{person}-S2",
         "response": chance.choice(["none", "agreed"])}
        for person in chance.sample(TWICE, 4)
    ])  # fmt: skip


def _codebook(package: Path) -> None:
    rows = []
    for code in CODES:
        parent = code[0] if len(code) == 2 else code.rpartition(".")[0] if "." in code else ""
        parent = {"T": "D"}.get(parent, parent)
        rows.append({
            "code": code, "parent": parent, "level": LEVELS[len(code)], "name": f"Called {code}", "sensitive": "false",
            "codable": "true" if "." in code else "false",
        })  # fmt: skip
    write_rows(package, "codes", rows)


def _quotations(package: Path, chance: random.Random, speakers: Sequence[str]) -> list[str]:
    """The places of a cleared wording of each of the `speakers`, who said T1.1 there, and of some that are not cleared."""
    places = [f"{person}-{'S1' if f'{person}-S1' in INTERVIEWS else 'S2'}:10-20" for person in speakers]
    rows: list[Row] = [
        {"approval": "approved", "redacted_text": f"Cleared wording {number}", **_place(place)}
        for number, place in enumerate(places)
    ]
    with (package / "codings.csv").open("a", encoding="utf-8") as codings:
        codings.writelines(f"{_place(place)['interview']},10,20,T1.1,a,1,independent,affirm\n" for place in places)
    for number, interview in enumerate(chance.sample(list(INTERVIEWS), chance.randint(0, 4))):
        approval = chance.choice(["pending", "refused"])
        rows.append({"approval": approval, "redacted_text": f"Kept {number}", **_place(f"{interview}:0-8")})
    write_rows(package, "quotes", rows)
    return places


def _place(reference: str) -> Row:
    interview, _, span = reference.partition(":")
    start, _, end = span.partition("-")
    return {"interview": interview, "start": start, "end": end}


def _lens(package: Path) -> None:
    write_rows(package, "lens", [
        {"lens": "Frame", "item": f"F{number}", "item_name": f"Item {number}", "code": code}
        for number, codes in enumerate((("T1.1", "T1.2"), ("T2.1", "M1.2"), ("B1.1",), ("M1.2",), ("",)), 1)
        for code in codes
    ])  # fmt: skip


MEASURES = {
    "voiced": ("coded_prevalence", "proportion_of_respondents", "T1.1"),
    "rare": ("coded_prevalence", "proportion_of_respondents", "T1.2"),
    "moved": ("coded_prevalence", "proportion_of_respondents", "T2.1"),
    "score": ("survey", "likert_1_5", ""),
    "agreed": ("survey", "proportion", ""),
    "answers": ("survey", "persons", ""),
    "money": ("administrative", "gbp", ""),
    "tied": ("network_analysis", "proportion", ""),
    "days": ("administrative", "days", ""),
}
ENDS = {"likert_1_5": (1, 5), "proportion": (0, 1), "proportion_of_respondents": (0, 1)}


def _networks(package: Path, chance: random.Random, *, exact: bool) -> None:
    """Two networks beside the studied one: what is told of them is the same in all, and what is not is drawn."""
    write_rows(package, "networks", [
        {"network": key, "name": f"The {key} network", "network_type": kind, "issue_focus": focus}
        for key, kind, focus in (("n", "place_based", ""), ("x", "issue_based", "x"), ("y", "issue_based", "y"))
    ])  # fmt: skip
    contrasts = ("place_higher", "similar", "issue_higher", "none")
    write_rows(package, "indicators", [
        {
            "indicator": key, "dimension": "Any", "name": f"Measure {key}", "unit": unit, "direction": "higher",
            "source_type": source, "code": code, "claim_basis": "literature",
            "minimum": ENDS.get(unit, ("", ""))[0], "maximum": ENDS.get(unit, ("", ""))[1],
            "stated_contrast": contrasts[place % 4],
        }
        for place, (key, (source, unit, code)) in enumerate(MEASURES.items())
    ])  # fmt: skip
    blank = dict.fromkeys(("value", "numerator", "denominator", "missing_reason"), "")
    write_rows(package, "observations", [
        blank | {"indicator": key, "subject_type": "network", "subject": network, "period_start": f"{year}-01-01",
                 "period_end": f"{year}-12-31"} | seen
        for year in (2014, 2015) for key in MEASURES
        for network, seen in zip("nxy", _observed(key, chance, exact=exact), strict=True)
    ])  # fmt: skip


def _observed(key: str, chance: random.Random, *, exact: bool) -> tuple[Row, Row, Row]:
    """What is seen of the three networks. Nothing is told of a value that `hidden` draws, or of the studied one's people."""

    def share(count: int) -> Row:
        return {"value": count / 8, "numerator": count, "denominator": 8}

    def hidden(*values: Row) -> Row:
        reason = chance.choice(["not_collected", "too_few", "not_applicable"])
        return chance.choice([{"missing_reason": reason}, *values])

    own = hidden({"value": chance.random()}, share(chance.randint(0, 8)))
    few, half = share(chance.randint(0, 2)), share(4 if exact else chance.randint(3, 5))
    scores = {"value": 5}, {"value": 4.8, "denominator": 12}, {"value": 3, "denominator": 4}
    paid = hidden({"value": chance.randint(1, 90)})
    heads = hidden({"value": chance.randint(0, 12)}, {"value": 11, "numerator": 11, "denominator": 12})
    seen: Mapping[str, tuple[Row, Row, Row]] = {
        "voiced": (own, half, few),
        "rare": (own, few, few),
        "moved": (own, few, half),
        "score": ({"value": 3.5, "denominator": 12}, hidden(*scores), {"value": 2.5, "denominator": 9}),
        "agreed": (own, few, hidden({"value": 0.5}, {"value": 0.25, "numerator": 1, "denominator": 4})),
        "answers": (heads, hidden({"value": 3}), hidden({"value": 7})),
        "money": (paid, hidden({"value": chance.randint(1, 90)}), paid),
        "tied": (hidden({"value": chance.random()}), hidden({"value": 1}, {"value": 0}), {"value": 0.25}),
        "days": ({"value": 20}, {"value": 30}, hidden()),
    }
    return seen[key]


def _ties(package: Path, chance: random.Random) -> None:
    """Joint projects on record; trust among all bodies, whose figures are told; advice, of which nothing is.

    Of the network x nobody says which bodies belong to it: they are those that ties name.
    """
    write_rows(package, "memberships", [{"network": "n", "organisation": body, "role": "member"} for body in BODIES])
    pairs = [(one, one + step) for one in range(6) for step in (1, 2)]
    ring = [(one, (one + step) % 8) for one in range(8) for step in (1, 2, 3, 7)]
    some = [chance.sample(range(8), 2) for _ in range(chance.randint(1, 6))]
    order = chance.sample(BODIES, len(BODIES))
    ties: list[Row] = []
    for network in "nx":
        ties += [
            _tie(network, "joint_projects", BODIES[one], BODIES[other], other - one)
            for one, other in pairs
            if network == "n" or other < 7
        ]
        ties += [_tie(network, "advice", order[one], order[other]) for one, other in dict.fromkeys(map(tuple, some))]
    ties += [_tie("n", "trust", order[one], order[other]) for one, other in ring]
    write_rows(package, "ties", ties)
    write_rows(package, "tie_survey", [
        {"network": "n", "organisation": body, "year": 2015, "responded": "true"} for body in BODIES
    ])  # fmt: skip


def _tie(network: str, relation: str, one: str, other: str, weight: int = 1) -> Row:
    is_record = relation == "joint_projects"
    return {
        "network": network, "from_organisation": one, "to_organisation": other, "relation": relation, "weight": weight,
        "directed": str(not is_record).lower(), "year": 2015, "source": "record" if is_record else "survey",
    }  # fmt: skip


def _claims(package: Path, chance: random.Random, quoted: Sequence[str]) -> None:
    """Published findings of every measure, and by chance some that are not, anywhere among them."""
    published = [
        claim("f1", "Voiced by {count} of {n}", "total", "T1.1", kind="prevalence", confidence="high"),
        claim("f2", "Rarely: {count}", "total", "T1.2", kind="prevalence"),
        claim("f3", "From {before} to {after} of {n}", "change", "T2.1", kind="change"),
        claim("f4", "It stands {rank}", "indicator", "days", kind="contrast", claim_basis="measured_here"),
        claim("f5", "Told: {value}", "indicator", "moved", kind="contrast"),
        claim("f6", "Trusted: {value}", "tie_metric", "trust.density", kind="structure"),
        claim("f7", "Asked: {value}", "tie_metric", "advice.density@n", kind="structure"),
        claim("f8", "An account", subject="B1.1"),
        claim("f9", "Paid: {value}", "indicator", "money", kind="contrast"),
    ]
    evidence = [cite("f1", "quote", quoted[0]), cite("f1", "code", "T1.2", "contradicts")]
    evidence += [
        cite("f8", "quote", place, stance)
        for place, stance in zip(quoted, ("supports", "qualifies", "supports"), strict=True)
    ]
    evidence += [cite("f8", "indicator", "rare", "qualifies"), cite("f4", "document", "A report"),
                 cite("f6", "tie_metric", "advice.density@n")]  # fmt: skip
    for number in range(chance.randint(0, 3)):
        status = chance.choice(["draft", "checked", "retracted"])
        kept = claim(
            f"draft{number}", "Kept from leaders", "total", "B1.1", status=status, claim_basis="author_assertion"
        )
        published.insert(chance.randint(0, len(published)), kept)
        evidence.append(cite(f"draft{number}", "quote", quoted[0]))
    with_findings(package, published, evidence)
