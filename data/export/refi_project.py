"""The XML of a REFI-QDA project, written a part at a time so that a large study needs no large memory."""

from collections.abc import Iterable
from importlib.metadata import version
from typing import BinaryIO

import tomli_w
from lxml import etree

from data.export.refi_cases import cases, variables
from data.export.refi_codebook import codebook, users
from data.export.refi_elements import NAMESPACE, Guids, clean, element
from data.export.refi_graphs import graphs, sets
from data.export.refi_sources import sources
from data.settings import Settings
from data.sources.refi_convention import ORIGIN, STUDY_END, STUDY_MARK
from data.study import Study


def write_project(study: Study, file: BinaryIO) -> None:
    """Write the project of a study, whose rows are in order, into `file`."""
    guids, tables = Guids(study.settings.study.id), study.tables
    about = {"name": clean(study.settings.study.title), "origin": f"{ORIGIN} {version('commonplace')}"}
    with etree.xmlfile(file, encoding="UTF-8") as xml:
        xml.write_declaration()
        with xml.element(f"{{{NAMESPACE}}}Project", about, nsmap={None: NAMESPACE}):
            for rows, made in (("coders", users), ("codes", codebook)):
                if not tables[rows].is_empty():
                    xml.write(made(tables[rows], guids))
            for part in (variables(tables, guids), cases(tables, guids)):
                if len(part):
                    xml.write(part)
            _write_all(xml, "Sources", sources(study, guids))
            _write_all(xml, "Sets", sets(tables["lens"], guids))
            _write_all(xml, "Graphs", graphs(tables["ties"], guids))
            description = element("Description")
            description.text = clean(_described(study.settings))
            xml.write(description)


def _write_all(xml: "etree._IncrementalFileWriter", name: str, parts: Iterable[etree._Element]) -> None:
    """Write the parts inside an element called `name`; no part, no element."""
    found = iter(parts)
    first = next(found, None)
    if first is None:
        return
    with xml.element(f"{{{NAMESPACE}}}{name}"):
        xml.write(first)
        for part in found:
            xml.write(part)


def _described(settings: Settings) -> str:
    about = tomli_w.dumps({"study": settings.study.model_dump(mode="json")})
    return f"{STUDY_MARK}\n{about}{STUDY_END}\n"
