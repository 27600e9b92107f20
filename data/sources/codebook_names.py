"""The names of a codebook as other tools write them: found singly, and told apart where several stand in one cell."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

JOINTS = (": ", ".", "\\", "\\\\", " > ", "/", " / ", "::", " - ", "->")
"""What tools put between a code and the one above it."""

MOST_PIECES = 2_000
"""Parts of one cell that are looked at: a cell has a few codes, and what has more is no list of them."""


class Codebook:
    """Codes by key, by name and by path.

    `names` has each key's name, `parents` each key's parent, where it has one, `words` other words for keys or names.
    """

    def __init__(
        self,
        names: Mapping[str, str],
        parents: Mapping[str, str] | None = None,
        words: Mapping[str, str] | None = None,
    ) -> None:
        self.names = names
        by_name: dict[str, set[str]] = defaultdict(set)
        by_path: dict[str, set[str]] = defaultdict(set)
        for key, name in names.items():
            by_name[_plain(name or key)].add(key)
            for path in _paths(key, names, parents or {}):
                by_path[_plain(path)].add(key)
        self._tiers: tuple[Mapping[str, set[str]], ...] = ({_plain(key): {key} for key in names}, by_name, by_path)
        also = {_plain(theirs): set(self.found(ours)) for theirs, ours in (words or {}).items()}
        self._tiers = ({theirs: keys for theirs, keys in also.items() if keys}, *self._tiers)
        texts = [text for tier in self._tiers for text in tier]
        self.longest = 2 * max((len(text) for text in texts), default=0) + 20
        self._separators: dict[str, int] = {}

    def __bool__(self) -> bool:
        return bool(self.names)

    def found(self, text: str) -> tuple[str, ...]:
        """The keys that a text names: one, none, or several where a name is not unique. A key comes before a name."""
        plain = _plain(text)
        for tier in self._tiers:
            if plain in tier:
                return tuple(sorted(tier[plain]))
        if len(plain) > 2 and plain[0] == plain[-1] == '"':
            return self.found(plain[1:-1].replace('""', '"'))
        return ()

    def separators(self, separator: str) -> int:
        """How often a separator stands in one name at most."""
        if separator not in self._separators:
            most = max((text.count(separator) for tier in self._tiers for text in tier), default=0)
            self._separators[separator] = most
        return self._separators[separator]


@dataclass
class Reading:
    """The codes of one cell: their keys in order, and whatever stands in the way of reading it.

    `strange` are names in quotation marks that are no code's; `unread` is the first part that is no code, `unclear`
    whether the cell can be read in more than one way.
    """

    codes: list[str] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)
    unread: str = ""
    unclear: bool = False


def read_codes(cell: str, separator: str, codebook: Codebook) -> Reading:
    """The codes in a cell that are parted by `separator`, which may stand in their names too.

    All ways to read the cell are tried, and it is read only if there is just one.
    """
    mark = separator.strip() or separator
    pieces = cell.split(mark)
    if len(pieces) > MOST_PIECES:
        return Reading(unread=cell)
    plain = _parse(pieces, mark, codebook, quoted=False)
    if plain.unread and '"' in cell:
        quoted = _parse(pieces, mark, codebook, quoted=True)
        return plain if quoted.unread or quoted.unclear else quoted
    return plain


def split_names(cell: str, separator: str) -> list[str]:
    """The names in a cell, split at every separator that does not stand in quotation marks."""
    mark = separator.strip() or separator
    names, open_piece = [], ""
    for piece in cell.split(mark):
        whole = f"{open_piece}{mark}{piece}" if open_piece else piece
        if whole.lstrip().startswith('"') and whole.count('"') % 2:
            open_piece = whole
        else:
            names.append(whole)
            open_piece = ""
    names += open_piece.split(mark) if open_piece else []
    return [bare for name in names if (bare := _bare(name))]


def _parse(pieces: list[str], mark: str, codebook: Codebook, *, quoted: bool) -> Reading:
    """Every way to take the pieces together into codes, counted from the end; taken if there is one."""
    ways = [0] * len(pieces) + [1]
    choice: list[tuple[int, str, str]] = [(0, "", "")] * len(pieces)
    for start in range(len(pieces) - 1, -1, -1):
        for end, key, strange in _choices(pieces, start, mark, codebook, quoted=quoted):
            if ways[end]:
                ways[start] = min(ways[start] + ways[end], 2)
                choice[start] = (end, key, strange)
    if ways[0] != 1:
        return Reading(unread="" if ways[0] else _stuck(pieces, mark, codebook), unclear=ways[0] > 1)
    reading, at = Reading(), 0
    while at < len(pieces):
        at, key, strange = choice[at]
        reading.codes += [key] if key else []
        reading.strange += [strange] if strange else []
    return reading


def _choices(
    pieces: list[str], start: int, mark: str, codebook: Codebook, *, quoted: bool
) -> Iterator[tuple[int, str, str]]:
    """What may begin at a piece: the piece after it, and the code, or the name in quotation marks that is none."""
    if not pieces[start].strip():
        yield start + 1, "", ""
    text = ""
    for end in range(start, min(start + codebook.separators(mark) + 1, len(pieces))):
        text = f"{text}{mark}{pieces[end]}" if end > start else pieces[end]
        if len(text) > codebook.longest:
            break
        yield from ((end + 1, key, "") for key in codebook.found(text))
    if quoted and pieces[start].lstrip().startswith('"'):
        marks = 0
        for end in range(start, len(pieces)):
            marks += pieces[end].count('"')
            if marks and not marks % 2 and pieces[end].rstrip().endswith('"'):
                whole = mark.join(pieces[start : end + 1]).strip()
                if not codebook.found(whole):
                    yield end + 1, "", whole
                return


def _stuck(pieces: list[str], mark: str, codebook: Codebook) -> str:
    """The first piece beyond which no reading from the beginning leads."""
    reached = {0}
    for start in range(len(pieces)):
        if start in reached:
            reached |= {end for end, *_ in _choices(pieces, start, mark, codebook, quoted=False)}
    at = max(place for place in reached if place < len(pieces))
    return pieces[at].strip() or mark.join(pieces).strip()


def _paths(key: str, names: Mapping[str, str], parents: Mapping[str, str]) -> Iterable[str]:
    """The ways to write a code with what is above it: its parent, and all of them."""
    chain, above = [key], parents.get(key)
    while above and above in names and above not in chain and len(chain) < 20:
        chain.append(above)
        above = parents.get(above)
    words = [names[each] or each for each in reversed(chain)]
    for joint in JOINTS if len(words) > 1 else ():
        yield joint.join(words)
        yield joint.join(words[-2:])


def _plain(text: str) -> str:
    return " ".join(text.split())


def _bare(name: str) -> str:
    plain = _plain(name)
    if len(plain) > 1 and plain[0] == plain[-1] == '"':
        return plain[1:-1].replace('""', '"').strip()
    return plain
