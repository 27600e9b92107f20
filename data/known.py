"""What is known of a study before a file is read: keys, names, transcripts, and who has read what."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from data.earlier import Earlier
from data.settings import Settings
from data.sources.knowing import knowing
from data.sources.package import read_tables, read_transcripts
from data.sources.parts import Known, Parts


def known_of(package: Path, settings: Settings) -> Known:
    """What the package holds, as far as it can be read: its faults are told when it is checked as a whole."""
    transcripts, _ = read_transcripts(package)
    tables, _, _ = read_tables(package, settings, transcripts)
    assignments = tables["assignments"]
    has_pairs = {"interview", "coder"} <= set(assignments.columns)
    pairs = assignments.select("interview", "coder").drop_nulls().rows() if has_pairs else []
    assigned = frozenset((interview, coder) for interview, coder in pairs)
    interviews = tables["interviews"]
    people = interviews["respondent"].drop_nulls().to_list() if "respondent" in interviews.columns else []
    known = Known(transcripts=transcripts, assigned=assigned, interviewed=frozenset(people))
    return knowing(known, tables)


def without_given(known: Known, before: Earlier, others: list[Earlier]) -> Known:
    """What is known but for what a file alone gave at its last import, which it has to give again."""
    names = dict(known.names)
    for table in names.keys() & before.tables.keys():
        own = set(before.rows(table).to_series().to_list())
        own -= {key for other in others for key in other.rows(table).to_series().to_list()}
        names[table] = {key: name for key, name in names[table].items() if key not in own}
    pairs = set(before.rows("assignments").select("interview", "coder").iter_rows())
    for other in others:
        pairs -= set(other.rows("assignments").select("interview", "coder").iter_rows())
    spoken = before.transcripts.keys() - {key for other in others for key in other.transcripts}
    codes = names.get("codes", {})
    return replace(
        known,
        names=names,
        transcripts={key: text for key, text in known.transcripts.items() if key not in spoken},
        assigned=known.assigned - pairs,
        parents={code: parent for code, parent in known.parents.items() if code in codes},
    )


def with_parts(known: Known, parts: Parts) -> Known:
    """What is known once the parts are the study's too."""
    given = parts.tables.get("assignments")
    pairs = given.select("interview", "coder").rows() if given is not None else []
    interviews = parts.tables.get("interviews")
    people = interviews["respondent"].drop_nulls().to_list() if interviews is not None else []
    return replace(
        knowing(known, parts.tables),
        transcripts={**known.transcripts, **parts.transcripts},
        assigned=known.assigned | {*pairs},
        interviewed=known.interviewed | {*people},
    )


def by_name(known: Known, behind: Mapping[str, Mapping[str, str]]) -> Known:
    """What is known, with the names behind the labels in their place."""
    people = behind["interviews"]
    names = {
        table: {behind.get(table, {}).get(key, key): name for key, name in there.items()}
        for table, there in known.names.items()
    }
    return replace(
        known,
        names=names,
        transcripts={people.get(key, key): text for key, text in known.transcripts.items()},
        assigned=frozenset((people.get(interview, interview), coder) for interview, coder in known.assigned),
        interviewed=frozenset(behind["respondents"].get(person, person) for person in known.interviewed),
    )
