"""The account of an import: what each file held, what was taken, what was left out and why."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process, utils

from data.earlier import name_of
from data.package_writing import Added
from data.settings import FILE
from data.sources.left_out import LeftOut
from data.sources.parts import Parts

Report = dict[str, Any]

ALIKE = 88
"""How alike two names of codes are, of 100, to be pointed out."""

MOST_COMPARED = 2_000
"""Codes of a codebook whose names are compared each with each."""


def account_of(path: Path, parts: Parts, added: Added) -> Report:
    """The account of one file: rows that somebody took out of the package are left out of what was taken."""
    reason = "it was taken out of the package by hand since the last import"
    kept_out = [LeftOut(f"{table}.csv", key, reason, table) for table, keys in added.kept_out.items() for key in keys]
    return {
        "file": name_of(path),
        "tool": parts.tool,
        "in_file": parts.in_file,
        "taken": {name: count - len(added.kept_out.get(name, ())) for name, count in parts.taken.items()},
        "already_there": _some(added.already),
        "gone": _some(added.gone),
        "kept_out": added.kept_out,
        "unaccounted": parts.unaccounted,
        "left_out": [asdict(entry) for entry in [*parts.left_out, *kept_out]],
        "assumed": list(dict.fromkeys(parts.assumed)),
        "noticed": parts.noticed,
        "suggestions": parts.suggested,
        "look_alikes": look_alikes(parts),
        "offsets": parts.offsets,
        "text_matches": parts.text_matches,
    }


def report_of(files: Sequence[Report]) -> Report:
    """The account of the whole import: that of its one file, or the sums of several, with each in `files`."""
    if len(files) == 1:
        return dict(files[0])
    matches = [file["text_matches"] for file in files if file["text_matches"] is not None]
    return {
        "tool": "; ".join(dict.fromkeys(file["tool"] for file in files)),
        "in_file": _sums(file["in_file"] for file in files),
        "taken": _sums(file["taken"] for file in files),
        "unaccounted": _sums(file["unaccounted"] for file in files),
        "left_out": [entry for file in files for entry in file["left_out"]],
        "offsets": next((file["offsets"] for file in files if file["offsets"]), None),
        "text_matches": sum(matches) if matches else None,
        "files": list(files),
    }


def look_alikes(parts: Parts) -> list[list[str]]:
    """Pairs of names of codes that may be one code spelt in two ways, the most alike first."""
    if "codes" not in parts.tables:
        return []
    names = sorted(set(parts.tables["codes"]["name"].drop_nulls().to_list()))[:MOST_COMPARED]
    plain = [utils.default_process(name) for name in names]
    scores = process.cdist(plain, plain, scorer=fuzz.ratio, score_cutoff=ALIKE)
    found = [
        (float(scores[one][other]), names[one], names[other])
        for one, other in zip(*scores.nonzero(), strict=True)
        if one < other and not _numbered(plain[one], plain[other])
    ]
    return [[one, other] for _, one, other in sorted(found, key=lambda pair: (-pair[0], pair[1:]))]


def _numbered(one: str, other: str) -> bool:
    """Whether two names differ in nothing but their numbers."""
    letters = [[letter for letter in name if not letter.isdigit()] for name in (one, other)]
    return one != other and letters[0] == letters[1]


def alias_lines(suggestions: dict[str, dict[str, list[str]]]) -> list[str]:
    """What a person would put into study.toml to have a suggestion applied."""
    lines = []
    for table, names in suggestions.items():
        lines += [f"[aliases.{table}]   # in {FILE}"]
        lines += [f'"{name}" = "{near[0]}"' for name, near in names.items()]
    return lines


def _some(counts: dict[str, int]) -> dict[str, int]:
    return {table: count for table, count in counts.items() if count}


def _sums(counts: Iterable[dict[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for count in counts:
        for name, number in count.items():
            total[name] = total.get(name, 0) + number
    return total
