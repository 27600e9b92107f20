"""Writing the sidecar of a REFI-QDA project: what of a study the standard has no place for, joined by GUID."""

from typing import BinaryIO

import polars as pl
import tomli_w

from data.export import refi_cases, refi_codebook
from data.export.archives import archive_in, member
from data.export.refi_elements import Guids
from data.export.refi_sources import coding_guid
from data.export.tables import csv_of, toml_of
from data.settings import FILE
from data.sources.refi_convention import COLUMN_TABLES
from data.sources.sidecar import FORMAT, GUID_COLUMNS, GUIDS, MANIFEST
from data.study import Study

README = """\
This archive belongs to the REFI-QDA project of the same name beside it. It holds what the standard has no place for.

study.toml   the settings of the study
guids.csv    which GUID in the project is which key of which table
codings.csv  every coding by its GUID, with its round, status and polarity
*.csv        the tables that the project does not hold, or not as a whole

Keep the two together: Commonplace reads them as one. It refuses this archive beside any other project.
"""


def write_sidecar(study: Study, project: str, file: BinaryIO) -> None:
    """Write into `file` the sidecar of the project whose XML has the SHA-256 hash `project`."""
    guids = Guids(study.settings.study.id)
    manifest: dict[str, object] = {"format": FORMAT, "project": project}
    with archive_in(file) as archive:
        archive.writestr(member("README.txt"), README)
        archive.writestr(member(MANIFEST), tomli_w.dumps(manifest))
        archive.writestr(member(FILE), toml_of(study.settings, []))
        keys = [(guids.of(table, key), table, key) for table, key in refi_cases.named(study.tables)]
        rows = pl.DataFrame(keys, schema=dict.fromkeys(GUID_COLUMNS, pl.String), orient="row")
        archive.writestr(member(GUIDS), rows.write_csv())
        for name in tables_beside(study):
            rows = study.tables[name]
            if name == "codings":
                named = [coding_guid(row, guids) for row in rows.iter_rows(named=True)]
                rows = rows.select(pl.Series("guid", named, dtype=pl.String), pl.all())
            archive.writestr(member(f"{name}.csv"), csv_of(name, rows))


def tables_beside(study: Study) -> list[str]:
    """The tables that a project has no place for, or cannot hold as they are."""
    return [name for name, rows in study.tables.items() if not rows.is_empty() and not _is_held(name, rows)]


def _is_held(name: str, rows: pl.DataFrame) -> bool:
    if name == "codes":
        return refi_codebook.is_held(rows)
    return name in COLUMN_TABLES and refi_cases.is_held(rows)
