"""Export of a release or a package for the command line."""

from pathlib import Path

from data.export.drafts import ExportError
from data.export.refi_qda import export_refi_qda
from data.export.sidecar import tables_beside
from data.export.tables import export_tables
from data.reading import study_of
from data.study import Study

KINDS = ("refi-qda", "tables", "parquet")
WHOLE = (
    "This is the whole study, with every word of every transcript. It is for those who may see all of it and never for "
    "leaders. Only you can open it here: keep it, and send it, as you would the transcripts."
)


def export_release(release: Path, kind: str, to: Path) -> list[str]:
    """Write the study of the release file, or package folder, `release` to `to`; returns the lines to print.

    `kind` is one of `KINDS`. Raises ReleaseError or StudyError where the study cannot be read, ExportError where it
    cannot be written.
    """
    if kind not in KINDS:
        raise ExportError(f"There is no export as “{kind}”. There are {', '.join(KINDS)}.")
    study = study_of(release).without_withdrawn()
    if kind == "refi-qda":
        sidecar = export_refi_qda(study, to)
        beside = ", ".join(name.replace("_", " ") for name in tables_beside(study))
        lines = [
            f"Written to {to} and {sidecar.name} beside it: {_counted(study)}.",
            f"{sidecar.name} holds what the standard has no place for, or only in part: {beside or 'the settings'}. "
            "Keep the two together.",
        ]
    else:
        export_tables(study, to, "parquet" if kind == "parquet" else "csv")
        lines = [f"Written to {to}, a package that Commonplace reads: {_counted(study)}."]
    return [*lines, WHOLE]


def _counted(study: Study) -> str:
    counts = {name: study.tables[name].height for name in ("respondents", "interviews", "codes", "codings")}
    return ", ".join(f"{count:,} {name}" for name, count in counts.items())
