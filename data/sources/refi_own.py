"""What Commonplace itself wrote into a REFI-QDA project: its people, its interviews and the settings of the study."""

import tomllib
from collections.abc import Iterable, Mapping

from data.settings import About
from data.sources.parts import Memo, Parts
from data.sources.refi_convention import ENTITIES, ENTITY, PREFIX, STUDY_END, STUDY_MARK, column_variable
from data.sources.refi_people import guids_of, take_facts
from data.sources.refi_records import Project, Value
from data.sources.refi_sources import Interview
from data.tables import TABLES

Row = dict[str, str]


def has_own_variables(project: Project) -> bool:
    """Whether the project has variables that Commonplace wrote."""
    return any(variable.name.startswith(PREFIX) for variable in project.variables)


def take_own_people(project: Project, interviews: list[Interview], parts: Parts) -> None:
    """Give the parts the respondents, organisations, networks and interviews as Commonplace wrote them."""
    names = {variable.guid: variable.name for variable in project.variables}
    rows: dict[str, list[Row]] = {table: [] for table in ENTITIES.values()}
    guids: dict[str, dict[str, str]] = {table: {} for table in ENTITIES.values()}
    spoken: dict[str, str] = {}
    for case in project.cases:
        kind = next((value for variable, value in case.values if names.get(variable) == PREFIX + ENTITY), "")
        table = ENTITIES.get(kind)
        if table is None:
            reason = f"“{PREFIX}{ENTITY}” does not say whether it is a {', '.join(ENTITIES)}"
            parts.leave_out(f"case {case.name}", "cases", reason, what=case.name)
            take_facts(f"case {case.name}", None, case.values, names, parts)
            continue
        own, others = _parted(table, case.values, names)
        rows[table].append({kind: case.name} | own)
        guids[table][case.name] = case.guid
        take_facts(f"case {case.name}", case.name if kind == "respondent" else None, others, names, parts)
        spoken |= dict.fromkeys(case.sources, case.name) if kind == "respondent" else {}
    if project.cases:
        parts.in_file["cases"] = len(project.cases)
        parts.taken_besides["cases"] = sum(len(there) for there in rows.values())
    rows["interviews"] = _interviews(interviews, spoken, names, parts)
    _name_stages(rows["interviews"], parts)
    for table, there in rows.items():
        if there:
            columns = list(dict.fromkeys(column for row in there for column in row))
            parts.table(table, **{column: [row.get(column) for row in there] for column in columns})
            parts.identities.setdefault(table, guids.get(table, {}))


def _interviews(
    interviews: Iterable[Interview], spoken: Mapping[str, str], names: Mapping[str, str], parts: Parts
) -> list[Row]:
    rows = []
    for interview in interviews:
        own, others = _parted("interviews", interview.documents[0].values, names)
        respondent = own.get("respondent") or next((spoken[each] for each in guids_of(interview) if each in spoken), "")
        take_facts(f"source {interview.key}", respondent or interview.key, others, names, parts)
        if own or respondent:
            rows.append({"interview": interview.key} | own | {"respondent": respondent or interview.key})
    return rows


def _parted(table: str, values: Iterable[Value], names: Mapping[str, str]) -> tuple[Row, list[Value]]:
    """The values that are columns of a table, and the others; the one that says which table is neither."""
    columns = {column_variable(table, column): column for column in TABLES[table].column_names()[1:]}
    own: Row = {}
    others = []
    for variable, value in values:
        name = names.get(variable, "")
        if name in columns and columns[name] not in own:
            own[columns[name]] = value
        elif name != PREFIX + ENTITY:
            others.append((variable, value))
    return own, others


def _name_stages(interviews: list[Row], parts: Parts) -> None:
    """An interview without a stage is of the first, and stages that nothing names are called by their keys."""
    for row in interviews:
        stage = row.setdefault("stage", next(iter(parts.stages)))
        parts.stages.setdefault(stage, stage)


def take_study(project: Project, parts: Parts) -> None:
    """Give the parts what the Project's Description says of the study: its settings, or a note."""
    lines = project.description.split("\n")
    try:
        start = lines.index(STUDY_MARK)
    except ValueError:
        parts.note = project.description.strip()
        return
    end = lines.index(STUDY_END, start) if STUDY_END in lines[start:] else len(lines)
    try:
        found = tomllib.loads("\n".join(lines[start + 1 : end]))
        about = About.model_validate(found.get("study", found))
    except (ValueError, RecursionError) as error:
        said = str(error).splitlines()[0]
        parts.assumed.append(f"the settings of the study in the project's description cannot be read ({said})")
        parts.note = project.description.strip()
        return
    parts.settings = {"study": about.model_dump(mode="json")}
    parts.title, parts.note, parts.stages = about.title, about.note, dict(about.stages)
    rest = "\n".join([*lines[:start], *lines[end + 1 :]]).strip()
    if rest:
        parts.memos.append(Memo("description", "the project", "", "", rest))
        parts.in_file["memos"] = parts.in_file.get("memos", 0) + 1
