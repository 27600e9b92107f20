"""Study: everything one evaluation holds, read from a package and checked as a whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from data.claims import unsupported
from data.faults import StudyError
from data.links import broken_links
from data.settings import Settings, read_settings
from data.sources.left_out import LeftOut
from data.sources.package import ABSENT, read_tables, read_transcripts
from data.tables import TABLES
from data.validation import PLACE, typed_table


@dataclass(frozen=True)
class Study:
    """A checked study: its settings, its typed tables by name, and the text of each interview.

    `left_out` lists rows that a source holds and the study could not take, each with the reason.
    """

    settings: Settings
    tables: Mapping[str, pl.DataFrame]
    transcripts: Mapping[str, str]
    left_out: tuple[LeftOut, ...] = ()

    @property
    def withdrawn(self) -> list[str]:
        """The respondents who took their consent back."""
        respondents = self.tables["respondents"]
        return respondents.filter(pl.col("withdrawn_on").is_not_null())["respondent"].to_list()

    @property
    def unsaid(self) -> list[str]:
        """The interviews that were taken back, by the withdrawal of the person or of all they said in them."""
        checks = self.tables["member_checks"]
        taken_back = checks.filter(pl.col("target") == "interview", pl.col("response") == "withdrew_all")["target_id"]
        interviews = self.tables["interviews"]
        gone = pl.col("respondent").is_in(self.withdrawn) | pl.col("interview").is_in(taken_back.to_list())
        return interviews.filter(gone)["interview"].to_list()

    @property
    def without_support(self) -> list[str]:
        """The published findings that rest on too little once what was taken back is gone."""
        kept = self.without_withdrawn().tables["findings"].filter(status="draft")["finding"]
        findings = self.tables["findings"]
        return findings.filter(pl.col("finding").is_in([*kept]), status="published")["finding"].to_list()

    def without_withdrawn(self) -> "Study":
        """The study with nothing left of the people and interviews that were taken back: no row, no transcript.

        A published finding that rests on too little without them becomes a draft.
        """
        gone, silent = self.withdrawn, self.unsaid
        tables = {
            name: table.filter(
                ~pl.any_horizontal(
                    pl.lit(False),
                    *(pl.col(key).is_in(keys) for key, keys in _hidden(gone, silent) if key in table.columns),
                )
            )
            for name, table in self.tables.items()
        }
        if not tables["evidence"].is_empty():
            spoken = pl.col("reference").str.split(":").list.first()
            tables["evidence"] = tables["evidence"].filter(~((pl.col("kind") == "quote") & spoken.is_in(silent)))
        if bare := unsupported(tables) if silent else []:
            status = pl.when(pl.col("finding").is_in(bare)).then(pl.lit("draft")).otherwise(pl.col("status"))
            kind = tables["findings"].schema["status"]
            tables["findings"] = tables["findings"].with_columns(status=status.cast(kind))
        transcripts = {name: text for name, text in self.transcripts.items() if name not in silent}
        return Study(self.settings, tables, transcripts, self.left_out)


def load_study(package: Path, *, awaiting: bool = False) -> Study:
    """The study in folder `package`; raises StudyError with every fault found in all of its files.

    While it is `awaiting` imports, a file that study.toml maps need not be there yet.
    """
    settings = read_settings(package)
    transcripts, faults = read_transcripts(package)
    cells, left_out, unreadable = read_tables(package, settings, transcripts)
    unreadable = [fault for fault in unreadable if not (awaiting and fault.rule.startswith(ABSENT))]
    faults += unreadable
    tables = {}
    for name in TABLES:
        tables[name], wrong = typed_table(name, cells[name])
        faults += wrong
    if not unreadable:
        faults += broken_links(settings, tables, transcripts)
    if faults:
        raise StudyError(faults)
    return Study(settings, {name: table.drop(*PLACE) for name, table in tables.items()}, transcripts, tuple(left_out))


def _hidden(respondents: list[str], interviews: list[str]) -> tuple[tuple[str, list[str]], ...]:
    return (("respondent", respondents), ("interview", interviews))
