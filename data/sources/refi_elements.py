"""The elements of REFI-QDA as records: what each says by its attributes, and which record it belongs to."""

from collections.abc import Callable, Mapping, Sequence

from data.sources.refi_records import (
    Case,
    Code,
    Coding,
    Document,
    Project,
    Selection,
    Source,
    User,
    Value,
    Variable,
    guid,
)

Attributes = Mapping[str, str]
Open = Sequence[object]
"""What the elements are that enclose one, outermost first; None where that is nothing."""


class _Excerpt:
    """A text that is no source, such as the words of a region: what is coded in it goes with what it is of."""

    def __init__(self, codings: list[Coding]) -> None:
        self.codings = codings


class _OpenCoding:
    def __init__(self, codings: list[Coding], user: str, written: str) -> None:
        self.codings, self.user, self.written = codings, user, written
        self.codes: list[str] = []


class _OpenValue:
    def __init__(self, values: list[Value]) -> None:
        self.values, self.variable, self.value = values, "", ""


def begun(project: Project, around: Open, name: str, attributes: Attributes) -> object:
    """The record of an element that begins, put where it belongs; None where it is nothing that is read."""
    make = _MAKERS.get(name)
    return make(project, around, name, attributes) if make else None


def finished(record: object) -> None:
    """Put what an element gathered to what it belongs to."""
    if isinstance(record, _OpenCoding):
        record.codings += [Coding(code, record.user, record.written) for code in record.codes or [""]]
    elif isinstance(record, _OpenValue) and record.value.strip():
        record.values.append((record.variable, record.value.strip()))


def said(record: object, name: str, text: str) -> None:
    """Give the text of the element `name` to the record that encloses it, if it is one that has such."""
    if name == "Description":
        if isinstance(record, Code | Case | Source | Document | Selection | Variable | Project):
            record.description = text
    elif name == "PlainTextContent":
        if isinstance(record, Document):
            record.content = text
    elif isinstance(record, _OpenValue):
        record.value = text


def _user(project: Project, _: Open, __: str, attributes: Attributes) -> None:
    name, own = attributes.get("name", "").strip(), attributes.get("id", "").strip()
    project.users.append(User(guid(attributes.get("guid")), name, own))


def _code(project: Project, around: Open, _: str, attributes: Attributes) -> Code:
    parent = around[-1]
    above = parent if isinstance(parent, Code) else None
    codable = attributes.get("isCodable", "true").strip() in ("true", "1")
    depth = above.depth + 1 if above else 1
    name, description = attributes.get("name", "").strip(), attributes.get("description", "")
    code = Code(guid(attributes.get("guid")), above, name, codable, depth, description)
    project.codes.append(code)
    return code


def _variable(project: Project, _: Open, __: str, attributes: Attributes) -> Variable:
    variable = Variable(guid(attributes.get("guid")), attributes.get("name", "").strip())
    project.variables.append(variable)
    return variable


def _case(project: Project, _: Open, __: str, attributes: Attributes) -> Case:
    case = Case(guid(attributes.get("guid")), attributes.get("name", "").strip())
    project.cases.append(case)
    return case


def _value(_: Project, around: Open, __: str, ___: Attributes) -> object:
    parent = around[-1]
    return _OpenValue(parent.values) if isinstance(parent, Case | Source | Document) else None


def _source(project: Project, _: Open, kind: str, attributes: Attributes) -> object:
    source = Source(kind, guid(attributes.get("guid")), attributes.get("name", "").strip())
    project.sources.append(source)
    if kind != "TextSource":
        return source
    document = _document(kind, attributes)
    source.documents.append(document)
    return document


def _text(project: Project, around: Open, kind: str, attributes: Attributes) -> object:
    parent = around[-1]
    if isinstance(parent, Selection | _Excerpt):
        return _Excerpt(parent.codings)
    if not isinstance(parent, Source) and kind != "Note":
        return _Excerpt(project.strays)
    document = _document(kind, attributes)
    (parent.documents if isinstance(parent, Source) else project.notes).append(document)
    return document


def _document(kind: str, attributes: Attributes) -> Document:
    return Document(
        kind,
        guid(attributes.get("guid")),
        attributes.get("name", "").strip(),
        guid(attributes.get("creatingUser")),
        attributes.get("creationDateTime", ""),
        attributes.get("plainTextPath", "").strip(),
        attributes.get("richTextPath", "").strip(),
    )


def _selection(project: Project, around: Open, kind: str, attributes: Attributes) -> object:
    parent = around[-1]
    if not isinstance(parent, Source | Document):
        return _Excerpt(parent.codings if isinstance(parent, _Excerpt) else project.strays)
    ends = ("fromSyncPoint", "toSyncPoint") if kind == "TranscriptSelection" else ("startPosition", "endPosition")
    start, end = (attributes.get(name, "").strip() for name in ends)
    user, written = guid(attributes.get("creatingUser")), attributes.get("creationDateTime", "")
    own, name = guid(attributes.get("guid")), attributes.get("name", "").strip()
    selection = Selection(kind, own, name, user, written, start, end)
    parent.selections.append(selection)
    return selection


def _coding(project: Project, around: Open, _: str, attributes: Attributes) -> _OpenCoding:
    parent = around[-1]
    codings = parent.codings if isinstance(parent, Source | Document | Selection | _Excerpt) else project.strays
    return _OpenCoding(codings, guid(attributes.get("creatingUser")), attributes.get("creationDateTime", ""))


def _sync_point(_: Project, around: Open, __: str, attributes: Attributes) -> None:
    parent = around[-1]
    if isinstance(parent, Document):
        parent.sync_points[guid(attributes.get("guid"))] = attributes.get("position", "").strip()


def _reference(project: Project, around: Open, name: str, attributes: Attributes) -> None:
    target, parent = guid(attributes.get("targetGUID")), around[-1]
    if name == "NoteRef":
        project.notes_on.setdefault(target, []).append(_about(around))
    elif name == "CodeRef" and isinstance(parent, _OpenCoding):
        parent.codes.append(target)
    elif name == "VariableRef" and isinstance(parent, _OpenValue):
        parent.variable = target
    elif name == "SourceRef" and isinstance(parent, Case):
        parent.sources.append(target)
    elif isinstance(parent, Case):
        project.others["codes of cases" if name == "CodeRef" else "selections of cases"] += 1


def _about(around: Open) -> str:
    """What a note is about that is referred to here."""
    for record in reversed(around):
        if isinstance(record, Code | Case | Source | Document | Selection) and record.name:
            return f"{_WORDS[type(record)]} {record.name}"
    return "the project"


def _counted(project: Project, _: Open, name: str, __: Attributes) -> None:
    project.others[name.lower() + "s"] += 1


_WORDS = {Code: "code", Case: "case", Source: "source", Document: "source", Selection: "passage"}
_SELECTIONS = "PlainTextSelection TranscriptSelection PDFSelection PictureSelection AudioSelection VideoSelection"
_GROUPS: dict[str, Callable[[Project, Open, str, Attributes], object]] = {
    "User": _user,
    "Code": _code,
    "Variable": _variable,
    "Case": _case,
    "VariableValue": _value,
    "TextSource PDFSource PictureSource AudioSource VideoSource": _source,
    "Representation TextDescription Transcript Note": _text,
    _SELECTIONS: _selection,
    "Coding": _coding,
    "SyncPoint": _sync_point,
    "NoteRef CodeRef VariableRef SourceRef SelectionRef": _reference,
    "Link Set Graph": _counted,
}
_MAKERS = {name: make for names, make in _GROUPS.items() for name in names.split()}
