"""A [[source]] being drafted: TOML with its reasons as comments, and whatever is not certain behind a #."""

import json
from collections.abc import Sequence

PARTS = ("columns", "spread", "values", "constants")


class Draft:
    """The lines of one [[source]], in the order in which they are added."""

    def __init__(self) -> None:
        self._notes: list[str] = []
        self._settings: list[str] = []
        self._parts: dict[str, list[str]] = {}

    def note(self, text: str) -> None:
        """A remark that stands above it."""
        self._notes.append(comment(text))

    def setting(self, name: str, value: str | Sequence[str], reason: str = "", *, sure: bool = True) -> None:
        """A setting of its own."""
        self._settings.append(_line(name, value, reason, sure=sure))

    def entry(self, part: str, name: str, value: str, reason: str = "", *, sure: bool = True) -> None:
        """An entry of `columns`, `constants`, `spread` or `values` of a column."""
        self._parts.setdefault(part, []).append(_line(_key(name), value, reason, sure=sure))

    def remark(self, part: str, text: str) -> None:
        """A remark that stands among the entries of a part."""
        self._parts.setdefault(part, []).append(comment(text))

    def text(self, *, sure: bool = True) -> str:
        """The whole as TOML; where it is not sure at all, all of it as a comment."""
        blocks = [["[[source]]", *self._settings]]
        order = sorted(self._parts, key=lambda part: PARTS.index(part.partition(".")[0]))
        blocks += [[f"[source.{part}]", *self._parts[part]] for part in order]
        mark = "" if sure else "# "
        text = "\n\n".join("\n".join(f"{mark}{line}" for line in block) for block in blocks)
        return "\n".join([*self._notes, text])


def comment(text: str) -> str:
    """Text as a comment of one line, whatever stands in it."""
    return f"# {' '.join(_printable(text).split())}"


def quoted(text: str) -> str:
    """Text as TOML writes it."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _line(name: str, value: str | Sequence[str], reason: str, *, sure: bool) -> str:
    told = quoted(value) if isinstance(value, str) else f"[{', '.join(quoted(word) for word in value)}]"
    line = f"{name} = {told}" if sure else f"# {name} = {_printable(told)}"
    return f"{line}  {comment(reason)}" if reason else line


def _key(name: str) -> str:
    return name if name.isascii() and name.replace("_", "").replace("-", "").isalnum() else quoted(name)


def _printable(text: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in text)
