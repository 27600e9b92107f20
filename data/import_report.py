"""The account of an import: what each file held, what was taken, what was left out and why."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from data.sources.parts import Parts

Report = dict[str, Any]


def report_of(paths: Sequence[Path], parts: Sequence[Parts], already: Sequence[dict[str, int]]) -> Report:
    """The account of the whole import, and of each file in `files`."""
    files: list[Report] = [
        {
            "file": path.name,
            "tool": part.tool,
            "in_file": part.in_file,
            "taken": part.taken,
            "already_there": {table: count for table, count in there.items() if count},
            "left_out": [asdict(entry) for entry in part.left_out],
            "assumed": part.assumed,
            "offsets": part.offsets,
            "text_matches": part.text_matches,
        }
        for path, part, there in zip(paths, parts, already, strict=True)
    ]
    if len(files) == 1:
        return files[0]
    matches = [part.text_matches for part in parts if part.text_matches is not None]
    return {
        "tool": "; ".join(dict.fromkeys(part.tool for part in parts)),
        "in_file": _sums(part.in_file for part in parts),
        "taken": _sums(part.taken for part in parts),
        "left_out": [entry for file in files for entry in file["left_out"]],
        "offsets": next((part.offsets for part in parts if part.offsets), None),
        "text_matches": sum(matches) if matches else None,
        "files": files,
    }


def _sums(counts: Iterable[dict[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for count in counts:
        for name, number in count.items():
            total[name] = total.get(name, 0) + number
    return total
