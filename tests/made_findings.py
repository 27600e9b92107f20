"""Findings for tests: rows of findings.csv and evidence.csv put into a package."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from data.build import release_id, write_release
from data.study import load_study
from queries.database import Database

Row = Mapping[str, object]


def claim(finding: str, headline: str = "A claim", measure: str = "none", subject: str = "", **more: object) -> Row:
    """A published finding, unless `more` says otherwise."""
    return {
        "finding": finding, "headline": headline, "kind": "narrative", "measure": measure, "subject": subject,
        "expects": "", "claim_basis": "empirical_case", "confidence": "low", "status": "published", "caveat": "but",
        "contrary_searched": "true",
    } | more  # fmt: skip


def cite(finding: str, kind: str, reference: str, stance: str = "supports") -> Row:
    return {"finding": finding, "kind": kind, "reference": reference, "stance": stance}


def write_rows(package: Path, table: str, rows: Sequence[Row]) -> None:
    """The table of a package, written anew; none without rows."""
    path = package / f"{table}.csv"
    path.unlink(missing_ok=True)
    if rows:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)


def with_findings(package: Path, findings: Sequence[Row], evidence: Sequence[Row] = ()) -> Path:
    write_rows(package, "findings", findings)
    write_rows(package, "evidence", evidence)
    return package


def opened(package: Path) -> Database:
    """The package as a release, without audit, that is open to leaders."""
    study, path = load_study(package).without_withdrawn(), package.parent / "findings.duckdb"
    write_release(study, release_id(study), path, lambda step: None)
    return Database(path, held_back=False)
