"""Studies for tests: Northmere, and small ones written by hand."""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

from data.build import build
from data.study import load_study
from queries.database import Database

ROOT = Path(__file__).parent.parent
NORTHMERE = ROOT / "data" / "northmere"
REALDATA = ROOT.parent / "shared" / "realdata"

SETTINGS = """[study]
id = "small"
title = "A small study"
design = "single_case"
data_status = "synthetic"
stages = { S1 = "First round", S2 = "Second round" }
"""


def copy_of_northmere(folder: Path) -> Path:
    """Northmere in a folder of its own, to be spoiled."""
    return Path(shutil.copytree(NORTHMERE, folder / "northmere"))


def write_small(
    folder: Path,
    *,
    codings: Sequence[tuple[str, int, int, str, str, str]],
    interviews: Mapping[str, tuple[str, str]],
    finished: Sequence[tuple[str, str]],
    counting: str = "adjudicated_else_all",
    transcript: str = "0123456789" * 10,
    settings: str = SETTINGS,
    organisations: Mapping[str, str] | None = None,
) -> Path:
    """A package with codes T1 (T1.1, T1.2) and T2 (T2.1) in domain D, coders a and b, and a panel p.

    `codings` are (interview, start, end, code, coder, polarity), `interviews` map an interview to its respondent and
    stage, `finished` are (interview, coder); everyone else who coded is unfinished. `organisations` are respondents'.
    """
    package = folder / "small"
    (package / "transcripts").mkdir(parents=True)
    (package / "study.toml").write_text(f'{settings}\n[counting]\npresent = "{counting}"\n', encoding="utf-8")
    people = list(dict.fromkeys(respondent for respondent, _ in interviews.values()))
    belongs = organisations or {}
    _table(package, "networks", network=["n"], name=["The network"], network_type=["place_based"])
    bodies = sorted(set(belongs.values())) or ["o"]
    _table(
        package,
        "organisations",
        organisation=bodies,
        name=[f"Body {body}" for body in bodies],
        sector_group=["provider"] * len(bodies),
    )
    _table(
        package,
        "respondents",
        respondent=people,
        network=["n"] * len(people),
        organisation=[belongs.get(person) for person in people],
        role_level=["director"] * len(people),
        role_group=["senior_clinical" if place % 2 else "senior_managerial" for place in range(len(people))],
    )
    _table(
        package,
        "interviews",
        interview=list(interviews),
        respondent=[r for r, _ in interviews.values()],
        stage=[s for _, s in interviews.values()],
    )
    _table(
        package,
        "coders",
        coder=["a", "b", "p"],
        name=["Coder A", "Coder B", "Panel"],
        role=["independent", "independent", "adjudicator"],
    )
    pairs = list(dict.fromkeys([*finished, *((row[0], row[4]) for row in codings)]))
    _table(
        package,
        "assignments",
        interview=[i for i, _ in pairs],
        coder=[c for _, c in pairs],
        finished=[str(pair in finished).lower() for pair in pairs],
    )
    _table(
        package,
        "codes",
        code=["D", "T1", "T1.1", "T1.2", "T2", "T2.1"],
        parent=[None, "D", "T1", "T1", "D", "T2"],
        level=["domain", "theme", "code", "code", "theme", "code"],
        name=["Domain", "Theme one", "Code one", "Code two", "Theme two", "Code three"],
        sensitive=["false"] * 6,
        codable=["false", "false", "true", "true", "false", "true"],
    )
    columns = list(zip(*codings, strict=True)) or [[]] * 6
    _table(
        package,
        "codings",
        interview=columns[0],
        start=columns[1],
        end=columns[2],
        code=columns[3],
        coder=columns[4],
        round=[1] * len(codings),
        status=["independent"] * len(codings),
        polarity=columns[5],
    )
    for interview in interviews:
        (package / "transcripts" / f"{interview}.txt").write_text(transcript, encoding="utf-8")
    return package


def open_release(package: Path, releases: Path) -> Database:
    """The package built and opened."""
    return Database(build(load_study(package), releases).path)


def _table(package: Path, table: str, /, **columns: Sequence[object]) -> None:
    pl.DataFrame(columns, strict=False).write_csv(package / f"{table}.csv")
