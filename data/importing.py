"""Import: other tools' files become a study package, or extend one, with an account of every row."""

import shutil
import tempfile
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from filelock import FileLock

from data.earlier import folder_of, name_of
from data.faults import Fault, ImportFailedError, StudyError
from data.import_report import Report
from data.import_run import Progress, Run
from data.package_writing import (
    is_new,
    staging_for,
)
from data.pseudonyms import Pseudonyms
from data.settings import read_settings
from data.sources.sidecar import is_sidecar


def import_files(
    paths: Sequence[Path],
    package: Path,
    *,
    offsets: str = "",
    pseudonyms: Path | None = None,
    progress: Progress = lambda step: None,
) -> Report:
    """Read the files, put what they hold into the package and return the import report.

    The package is made when it does not exist. A file that was imported before replaces what it gave then; cells that
    people have changed since stay. `offsets` names the convention of a project's offsets where they cannot be told;
    `pseudonyms` is the file of the key by which labels take the place of people's names. `progress` is told each step.
    Raises StudyError for faults in the input, ImportFailedError when the package cannot be written; in both cases the
    package is as it was.
    """
    package = package.resolve()
    lock = FileLock(Path(tempfile.gettempdir()) / f"commonplace-{sha256(str(package).encode()).hexdigest()[:16]}.lock")
    with lock:  # two imports at once would each write over what the other has added
        settings = None if is_new(package) else read_settings(package)
        run = Run(package, settings, offsets, Pseudonyms(pseudonyms, package) if pseudonyms else None, progress)
        run.read(_told_apart(paths))
        try:
            staging = staging_for(package)
            try:
                return run.write(staging)
            finally:
                shutil.rmtree(staging, ignore_errors=True)
        except OSError as error:
            reason = error.strerror or str(error)
            raise ImportFailedError(f"{package} could not be written: {reason}. It is as it was.") from error


def _told_apart(paths: Sequence[Path]) -> list[Path]:
    """The files without sidecars, which come in with their projects; raises StudyError where two have one name."""
    projects = [path for path in paths if not is_sidecar(path)]
    if not projects:
        rule = "is the sidecar of a project, and comes in with it: name the .qdpx beside it"
        raise StudyError(Fault(path.name, None, "", "", rule) for path in paths)
    seen: dict[str, Path] = {}
    for path in projects:
        if (other := seen.setdefault(folder_of(name_of(path)), path)) != path:
            rule = f"has the name of {other}, and a file is known again by its name; rename one of them"
            raise StudyError([Fault(str(path), None, "", "", rule)])
    return list(seen.values())
