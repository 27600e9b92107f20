"""Recognition: which reader a file is for, judged by what is in it and never by its name."""

from pathlib import Path
from types import ModuleType

from data.sources import (
    captions,
    graphml,
    qualcoder,
    refi_project,
    rqda,
    tabular,
    taguette,
    transcripts,
)
from data.sources.incoming import Incoming
from data.sources.parts import Known, Parts

READERS: tuple[ModuleType, ...] = (
    refi_project,
    qualcoder,
    rqda,
    taguette,
    graphml,
    captions,
    transcripts,
    tabular,
)
"""In this order: the last two also take what has no mark of its own."""

KINDS = (
    "REFI-QDA projects and codebooks, QualCoder, RQDA and Taguette projects, tables as CSV, XLSX, ODS or Parquet, "
    "GraphML, and transcripts as plain text, DOCX, VTT or SRT"
)


def read_file(path: Path, known: Known) -> Parts:
    """What the file gives to a study; raises StudyError where no reader knows it, or where it is at fault."""
    file = Incoming(path)
    _ = file.members  # a damaged archive is told as such, whatever it was meant to be
    for reader in READERS:
        if reader.recognises(file):
            parts: Parts = reader.read(file, known)
            return parts
    raise file.fault(f"is of no kind that is read. Those are {KINDS}")
