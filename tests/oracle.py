"""An independent second count of Northmere: plain Python over the CSV files, sharing no code with the product."""

import csv
from collections import defaultdict
from pathlib import Path


def rows(package: Path, table: str) -> list[dict[str, str]]:
    with (package / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def voiced(package: Path) -> dict[str, set[tuple[str, str]]]:
    """For each code, theme and domain: who voiced it at which stage, by the panel where it finished, else by all."""
    role = {row["coder"]: row["role"] for row in rows(package, "coders")}
    finished = defaultdict(set)
    for row in rows(package, "assignments"):
        if row["finished"] == "true":
            finished[row["interview"]].add(row["coder"])
    marked = defaultdict(set)
    for row in rows(package, "codings"):
        if row["status"] != "superseded" and row["polarity"] == "affirm":
            marked[row["interview"], row["code"]].add(row["coder"])
    parent = {row["code"]: row["parent"] for row in rows(package, "codes")}
    found = defaultdict(set)
    for interview in rows(package, "interviews"):
        readers = finished[interview["interview"]]
        panel = {coder for coder in readers if role[coder] == "adjudicator"}
        deciding = panel or {coder for coder in readers if role[coder] == "independent"}
        for code in parent:
            if deciding and deciding <= marked[interview["interview"], code]:
                above = code
                while above:
                    found[above].add((interview["respondent"], interview["stage"]))
                    above = parent[above]
    return {code: found[code] for code in parent}


def people(voices: set[tuple[str, str]], stage: str | None = None) -> set[str]:
    return {respondent for respondent, at in voices if stage in (None, at)}


def readings(package: Path) -> dict[str, dict[str, set[str]]]:
    """For each code, theme and domain: who voices it by all readers who finished, by any, and who raised it at all."""
    role = {row["coder"]: row["role"] for row in rows(package, "coders")}
    person = {row["interview"]: row["respondent"] for row in rows(package, "interviews")}
    parent = {row["code"]: row["parent"] for row in rows(package, "codes")}
    finished, marked = defaultdict(set), defaultdict(set)
    for row in rows(package, "assignments"):
        if row["finished"] == "true":
            finished[row["interview"]].add(row["coder"])
    for row in rows(package, "codings"):
        if row["status"] != "superseded":
            marked[row["interview"], row["code"], row["polarity"]].add(row["coder"])
    found = {code: defaultdict(set) for code in parent}
    for interview, readers in finished.items():
        panel = {coder for coder in readers if role[coder] == "adjudicator"}
        deciding = panel or {coder for coder in readers if role[coder] == "independent"}
        for code in parent:
            affirming = marked[interview, code, "affirm"] & readers
            against = marked[interview, code, "counter"] & readers
            held = {
                "strictest": readers <= affirming,
                "most_generous": bool(affirming),
                "raised": bool(deciding) and (deciding <= affirming or deciding <= against),
            }
            above = code
            while above:
                for kind, holds in held.items():
                    if holds:
                        found[above][kind].add(person[interview])
                above = parent[above]
    return found


def asked(package: Path) -> dict[str, set[str]]:
    """For each topic the interviews in which it was put to the person."""
    found = defaultdict(set)
    for row in rows(package, "topic_coverage"):
        if row["asked"] == "true":
            found[row["topic"]].add(row["interview"])
    return found
