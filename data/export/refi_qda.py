"""A study as a REFI-QDA project, and beside it the sidecar with what the standard has no place for."""

from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, cast

from data.export.archives import archive_in, member
from data.export.cells import in_order
from data.export.drafts import ExportError, files_in_place
from data.export.refi_codebook import DEEPEST, depth
from data.export.refi_elements import Guids
from data.export.refi_project import write_project
from data.export.refi_sources import texts
from data.export.sidecar import write_sidecar
from data.sources.sidecar import PROJECT, sidecar_of
from data.study import Study

ENDING = ".qdpx"

MANY = 2_000_000
"""Codings from which the XML may need the large form of zip, which not every tool reads."""


def export_refi_qda(study: Study, to: Path) -> Path:
    """Write the study, without those who withdrew, as the project `to`; returns the path of the sidecar beside it.

    The same study gives the same bytes. Raises ExportError when either file is there already or cannot be written, or
    when the codebook is deeper than a reader of XML takes; then neither is written.
    """
    study = in_order(study.without_withdrawn())
    if to.suffix.lower() != ENDING:
        raise ExportError(f"{to} does not end in {ENDING}, by which other tools know a project. Name it so.")
    levels = depth(study.tables["codes"])
    if levels > DEEPEST:
        raise ExportError(
            f"The codebook has {levels} levels, and no tool reads more than {DEEPEST} from a project. "
            "Export the study as tables instead."
        )
    sidecar = sidecar_of(to)
    with files_in_place([to, sidecar]) as [project, beside]:
        write_sidecar(study, _write(study, project), beside)
    return sidecar


def _write(study: Study, file: BinaryIO) -> str:
    """Write the project into `file`; returns the hash of its XML."""
    guids = Guids(study.settings.study.id)
    with archive_in(file) as archive:
        is_large = study.tables["codings"].height > MANY
        with archive.open(member(PROJECT), "w", force_zip64=is_large) as opened:
            hashing = _Hashing(cast(BinaryIO, opened))
            write_project(study, cast(BinaryIO, hashing))
        for name, content in texts(study, guids):
            archive.writestr(member(name), content)
    return hashing.digest.hexdigest()


class _Hashing:
    """A file that takes the hash of all that is written into it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self.digest = file, sha256()

    def write(self, content: bytes) -> int:
        self.digest.update(content)
        return self._file.write(content)
