"""REFI-QDA: the exchange format of tools for qualitative analysis, as projects (.qdpx, .qde) and codebooks (.qdc)."""

from collections import Counter
from collections.abc import Iterator

from data.faults import StudyError
from data.sources.completion import STAGES
from data.sources.conventions import Convention
from data.sources.incoming import Incoming
from data.sources.parts import Known, Parts
from data.sources.refi_codebook import take_codes
from data.sources.refi_codings import Names, take_codings
from data.sources.refi_convention import ORIGIN
from data.sources.refi_notes import take_notes
from data.sources.refi_own import has_own_variables, take_own_people, take_study
from data.sources.refi_passages import place_passages, stated_convention
from data.sources.refi_people import take_coders, take_people
from data.sources.refi_records import Project
from data.sources.refi_sources import take_texts
from data.sources.refi_text import LARGEST_XML, Place, opened, projects_in
from data.sources.refi_xml import parsed

FAMILY = "urn:qda-xml:"
_SIGNS = {"Project": (b"<CodeBook", b"<Sources", b"<Users"), "CodeBook": (b"<Codes",)}
"""What stands in the beginning of a file of ours that names no namespace."""

_PLACELESS = "they have no place in a study"


def recognises(file: Incoming) -> bool:
    """Whether the file is a REFI-QDA project or codebook."""
    try:
        return bool(projects_in(file.members)) if file.is_zip else _is_ours(file)
    except StudyError:
        return False


def _is_ours(file: Incoming) -> bool:
    namespace, name = file.root
    if name not in _SIGNS:
        return False
    if namespace:
        return namespace.lower().startswith(FAMILY)
    return any(sign in file.head for sign in _SIGNS[name])


def read(file: Incoming, known: Known) -> Parts:
    """What a project or codebook gives to a study.

    Raises StudyError where it is damaged or not to be trusted, where two codes have one GUID, and where it cannot be
    told how the places of codings are counted.
    """
    if not file.is_zip and file.root[1] == "CodeBook":
        return _codebook(file)
    stated = stated_convention(known.offsets, file)
    with opened(file) as (content, member, place):
        return _project(parsed(content, file, member), place, stated, file)


def _codebook(file: Incoming) -> Parts:
    project = parsed(file.content(LARGEST_XML), file)
    parts = Parts(tool=_tool(project, "codebook"))
    take_codes(project.codes, (), file, parts)
    _leave_out_placeless(project, parts)
    return parts


def _project(project: Project, place: Place, stated: Convention | None, file: Incoming) -> Parts:
    is_own = project.origin.startswith(ORIGIN)
    has_keys = is_own or has_own_variables(project)
    parts = Parts(_tool(project, "project"), title=project.name.strip() or file.path.stem, stages=dict(STAGES))
    take_study(project, parts)
    coders = take_coders(project, parts)
    interviews = take_texts(project, place, parts, has_keys=has_keys, is_own=is_own)
    codes = take_codes(project.codes, _used(project), file, parts)
    convention = stated or (Convention() if is_own else None)
    placed = place_passages(interviews, convention, file, parts, is_stated=stated is not None)
    take_codings(project, placed, Names(codes, coders), parts)
    if has_keys:
        take_own_people(project, interviews, parts)
    else:
        take_people(project, interviews, parts)
    take_notes(project, place, coders, parts)
    _leave_out_placeless(project, parts)
    return parts


def _used(project: Project) -> Iterator[str]:
    """The GUIDs of codes that texts are coded with."""
    for source in project.sources:
        yield from (coding.code for coding in source.codings)
        for document in source.documents:
            yield from (coding.code for coding in document.codings)
            yield from (coding.code for selection in document.selections for coding in selection.codings)


def _tool(project: Project, what: str) -> str:
    origin = " ".join(project.origin.replace(" ,", ",").split())
    return f"{origin or 'a tool that does not say its name'} (REFI-QDA {what})"


def _leave_out_placeless(project: Project, parts: Parts) -> None:
    for kind, count in project.others.items():
        parts.in_file[kind] = count
        parts.leave_out("the project", kind, _PLACELESS, count=count)
    for name, count in Counter(project.unknown).items():
        parts.in_file["unknown elements"] = parts.in_file.get("unknown elements", 0) + count
        parts.leave_out("the project", "unknown elements", "the standard has no such element", what=name, count=count)
