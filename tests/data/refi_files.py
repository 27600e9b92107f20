"""REFI-QDA files made by tests, as tools write them or would never."""

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from data.sources.incoming import Incoming
from data.sources.parts import Known, Parts
from data.sources.refi_project import read, recognises

NAMESPACE = "urn:QDA-XML:project:1.0"
ANNA, BEN = "0000000a-0000-4000-8000-000000000001", "0000000b-0000-4000-8000-000000000002"
USERS = f'<User guid="{ANNA}" name="Anna"/><User guid="{BEN}" name="Ben"/>'


def guid(number: int) -> str:
    return f"{number:08x}-0000-4000-8000-000000000000"


CODE = guid(1)
CODES = f'<Code guid="{CODE}" name="trust" isCodable="true"/>'


def project(
    *sources: str,
    codes: str = CODES,
    users: str = USERS,
    cases: str = "",
    variables: str = "",
    more: str = "",
    namespace: str = f' xmlns="{NAMESPACE}"',
    about: str = ' name="Study" origin="Tool 1.0"',
) -> str:
    """The XML of a project of these sources."""
    parts = {"Users": users, "CodeBook": codes and f"<Codes>{codes}</Codes>", "Variables": variables, "Cases": cases}
    inside = "".join(f"<{name}>{part}</{name}>" for name, part in parts.items() if part)
    listed = f"<Sources>{''.join(sources)}</Sources>" if sources else ""
    return f'<?xml version="1.0" encoding="utf-8"?><Project{namespace}{about}>{inside}{listed}{more}</Project>'


def source(name: str, *inside: str, path: str = "", content: str = "", number: int = 100) -> str:
    """A text source, with its text in the XML or at a path."""
    given = f" plainTextPath={quoteattr(path)}" if path else ""
    text = f"<PlainTextContent>{escape(content)}</PlainTextContent>" if content else ""
    return f'<TextSource guid="{guid(number)}" name={quoteattr(name)}{given}>{text}{"".join(inside)}</TextSource>'


def coding(code: str = CODE, user: str = "", number: int = 500, more: str = "") -> str:
    by = f' creatingUser="{user}"' if user else ""
    return f'<Coding guid="{guid(number)}"{by}{more}><CodeRef targetGUID="{code}"/></Coding>'


def passage(start: object, end: object, *inside: str, name: str = "", more: str = "") -> str:
    """A passage of a text, with one coding where nothing else is given."""
    called = f" name={quoteattr(name)}" if name else ""
    place = f'startPosition="{start}" endPosition="{end}"'
    return f'<PlainTextSelection guid="{guid(7)}" {place}{called}{more}>{"".join(inside or (coding(),))}</PlainTextSelection>'


def value(variable: int, text: str, kind: str = "Text") -> str:
    return (
        f'<VariableValue><VariableRef targetGUID="{guid(variable)}"/><{kind}Value>{text}</{kind}Value></VariableValue>'
    )


def variable(number: int, name: str) -> str:
    return f'<Variable guid="{guid(number)}" name="{name}" typeOfVariable="Text"/>'


def case(name: str, *inside: str, number: int = 80) -> str:
    return f'<Case guid="{guid(number)}" name="{name}">{"".join(inside)}</Case>'


def refer(*numbers: int) -> str:
    return "".join(f'<SourceRef targetGUID="{guid(number)}"/>' for number in numbers)


def qdpx(folder: Path, xml: str, files: Mapping[str, str | bytes] | None = None, member: str = "project.qde") -> Path:
    """A project as an archive with these files in it."""
    path = folder / "study.qdpx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(member, xml)
        for name, content in (files or {}).items():
            archive.writestr(name, content)
    return path


def read_file(path: Path, offsets: str = "") -> Parts:
    """What the reader makes of a file; everything in it must be accounted for, attributes by the core."""
    file = Incoming(path)
    assert recognises(file)
    parts = read(file, Known(offsets=offsets))
    attributes = sum(len(facts) for facts in parts.attributes.values())
    assert {kind: count for kind, count in parts.unaccounted.items() if kind != "attributes"} == {}
    assert parts.unaccounted.get("attributes", 0) == attributes
    return parts


def read_xml(folder: Path, xml: str, files: Mapping[str, str | bytes] | None = None, offsets: str = "") -> Parts:
    return read_file(qdpx(folder, xml, files), offsets)


def column(parts: Parts, table: str, name: str) -> list[str | None]:
    return parts.tables[table][name].to_list()


def words(parts: Parts) -> list[str]:
    """The words of every coding, in order."""
    rows = parts.tables["codings"].select("interview", "start", "end").rows()
    return [parts.transcripts[interview][int(start) : int(end)] for interview, start, end in rows]


def reasons(parts: Parts, kind: str) -> Sequence[str]:
    return [entry.reason for entry in parts.left_out if entry.kind == kind]


MET = source("one", passage(0, 6), content="We met at noon")
