"""Studies whose truth is chosen: twelve leaders, ten of them interviewed twice, one reader who has finished."""

from collections.abc import Collection, Mapping
from pathlib import Path

from tests.studies import SETTINGS, write_small

TWELVE = [f"r{number:02}" for number in range(12)]
TWICE = TWELVE[:10]
INTERVIEWS = {f"{r}-S1": (r, "S1") for r in TWELVE[:11]} | {f"{r}-S2": (r, "S2") for r in (*TWICE, TWELVE[11])}
TRANSCRIPT = "What was said, and nothing that tells one speaker from another. " * 3
CHANGE = '\n[release]\nchange = ["T2"]\n'


def write_truth(
    folder: Path,
    said: Mapping[str, Collection[str]],
    *,
    release: str = CHANGE,
    groups: Mapping[str, str] | None = None,
    people: Collection[str] = TWELVE,
) -> Path:
    """A package in which the people of `said["T1.1"]` voice it at some stage, and those of `said["T2.1 S2"]` at the second.

    `groups` gives some of them another role group than the first one.
    """
    codings = []
    for name, speakers in said.items():
        code, _, stage = name.partition(" ")
        for speaker in speakers:
            at = stage or ("S1" if f"{speaker}-S1" in INTERVIEWS else "S2")
            codings.append((f"{speaker}-{at}", 0, 8, code, "a", "affirm"))
    interviews = {name: of for name, of in INTERVIEWS.items() if of[0] in people}
    package = write_small(
        folder,
        codings=codings,
        interviews=interviews,
        finished=[(interview, "a") for interview in interviews],
        settings=SETTINGS + release,
        transcript=TRANSCRIPT,
    )
    path = package / "respondents.csv"
    head, *rows = path.read_text().splitlines()
    cells = [row.split(",") for row in rows]
    column = head.split(",").index("role_group")
    for row in cells:
        row[column] = (groups or {}).get(row[0], "senior_clinical")
    path.write_text("\n".join([head, *map(",".join, cells)]) + "\n")
    return package
