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
