"""Elements of a REFI-QDA project: names, ids, and text that XML can hold."""

import json
import re
from uuid import UUID, uuid5

from lxml import etree

NAMESPACE = "urn:QDA-XML:project:1.0"
_IDS = UUID("0f6c1c0e-6d2b-4d5f-9a39-3c1f6f0a7b52")
_UNHELD = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Guids:
    """The id of everything in a study: the same for the same thing on any day and machine."""

    def __init__(self, study: str) -> None:
        self._study = study
        self._named: dict[tuple[str, object], str] = {}

    def of(self, table: str, *key: object) -> str:
        """The id of the row of `table` with this key, or of whatever else is named so."""
        if len(key) > 1:
            return self._made(table, *key)
        if (table, *key) not in self._named:  # the few that are referred to again and again
            self._named[table, key[0]] = self._made(table, *key)
        return self._named[table, key[0]]

    def _made(self, *key: object) -> str:
        return str(uuid5(_IDS, json.dumps([self._study, *key], ensure_ascii=False)))


def holds(text: str) -> bool:
    """Whether XML can hold every character of the text."""
    return not _UNHELD.search(text)


def holds_as_name(text: str) -> bool:
    """Whether the text is the same after a reader has taken white space from its ends, as most do with a name."""
    return holds(text) and text == text.strip()


def clean(text: str) -> str:
    """The text with a replacement character for each that XML cannot hold."""
    return _UNHELD.sub("\ufffd", text)


def element(name: str, /, **attributes: str | None) -> etree._Element:
    """An element of a project; attributes that are None are left out."""
    given = {key: clean(value) for key, value in attributes.items() if value is not None}
    return etree.Element(f"{{{NAMESPACE}}}{name}", given, nsmap={None: NAMESPACE})  # type: ignore[dict-item]


def add(parent: etree._Element, name: str, text: str | None = None, /, **attributes: str | None) -> etree._Element:
    """A new last child of `parent`, with the text where there is any."""
    child = element(name, **attributes)
    child.text = None if text is None else clean(text)
    parent.append(child)
    return child


def refer(parent: etree._Element, name: str, guid: str) -> None:
    """A new last child of `parent` that refers to something else by its id."""
    add(parent, name, targetGUID=guid)
