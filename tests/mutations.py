"""Ways to spoil a file: bytes, words, cells of databases, elements of XML and members of archives."""

import io
import re
import sqlite3
import warnings
import zipfile
import zlib
from collections.abc import Callable, Sequence
from contextlib import closing
from copy import deepcopy
from pathlib import Path
from random import Random

from lxml import etree

WEIRD = (
    b"", b" ", b"0", b"-1", b"-99999999", b"99999999999999999999999", b"4294967296", b"1e400", b"-1e-400", b"NaN", b"inf",
    b"1_0", b"0x10", "\u00b2".encode(), "\u0663".encode(), "\u2212\u0661".encode(), b"\x00", b"a\x00b", b"\xff\xfe", b"\xc3", b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80", "\U0001f600".encode(), "\ufeff".encode(), "\u2028".encode(), b"\r", b"\n", b"\r\n\r\n", b'"', b"'", b";", b"\t", b"&#0;", b"&#xD800;",
    b"&amp;", b"&x;", b"<", b"]]>", b"../../etc/passwd", b"/etc/passwd", b"CON", b".", b"..", b"=1+1", b"9" * 5000, b"x" * 5000,
    b"true", b"0001-01-01", b"9999-12-31T23:59:59", b"2020-02-30", b"2020-01-01T00:00:00+99:99", b"S1", b"i1",
)  # fmt: skip

VALUES = (
    None,
    "",
    -1,
    0,
    2**31,
    -(2**63),
    2**63 - 1,
    1e308,
    -0.5,
    2.5,
    b"",
    b"\xff\x00",
    "\x00",
    "x" * 5000,
    "NaN",
    " ",
    "2020-13-45",
    "\u00b2",
)
"""What a cell of a database may hold instead."""

NAMES = (
    "../x",
    "/etc/x",
    "C:/x",
    "x" * 300,
    "a\\b",
    ".",
    "sources/",
    "\u00e9",
    "word/document.xml",
    "xl/workbook.xml",
    "project.qde",
    "mimetype",
    "content.xml",
    "[Content_Types].xml",
)
TOKEN = re.compile(rb"[\w.]+")
NUMBER = re.compile(rb"-?\d+")

Mutation = Callable[[bytes, Random, Sequence[bytes]], bytes]


def flip(content: bytes, random: Random, others: Sequence[bytes]) -> bytes:
    """A few bytes are others."""
    changed = bytearray(content)
    for _ in range(random.randint(1, 8)):
        changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed)


def insert(content: bytes, random: Random, others: Sequence[bytes]) -> bytes:
    at = random.randint(0, len(content))
    return content[:at] + random.choice([*WEIRD, random.randbytes(random.randint(1, 30))]) + content[at:]


def delete(content: bytes, random: Random, others: Sequence[bytes]) -> bytes:
    start, end = _run(content, random)
    return content[:start] + content[end:]


def duplicate(content: bytes, random: Random, others: Sequence[bytes]) -> bytes:
    start, end = _run(content, random)
    times = random.choice([2, 2, 3, min(1000, 1 + 20_000 // max(1, end - start))])
    return content[:start] + content[start:end] * times + content[end:]


def truncate(content: bytes, random: Random, others: Sequence[bytes]) -> bytes:
    return content[: random.randint(0, len(content))]


def swap(content: bytes, random: Random, others: Sequence[bytes]) -> bytes:
    a, b, c, d = sorted(random.randint(0, len(content)) for _ in range(4))
    return content[:a] + content[c:d] + content[b:c] + content[a:b] + content[d:]


def splice(content: bytes, random: Random, others: Sequence[bytes]) -> bytes:
    other = random.choice(others)
    return content[: random.randint(0, len(content))] + other[random.randint(0, len(other)) :]


def nothing(content: bytes, random: Random, others: Sequence[bytes]) -> bytes:
    return random.choice([b"", b"\n", b"\x00" * 16, content[:4], b"\xff\xfe", b"\xef\xbb\xbf"])


def numbers(content: bytes, random: Random, others: Sequence[bytes]) -> bytes:
    """A few numbers are others."""
    return _replaced(content, random, NUMBER, [*WEIRD[:16], b"1", b"2", b"7"])


def words(content: bytes, random: Random, others: Sequence[bytes]) -> bytes:
    """A few words are others, of the same file or none that any tool writes."""
    return _replaced(content, random, TOKEN, [*WEIRD, *TOKEN.findall(content[:20_000])])


def elements(content: bytes, random: Random, others: Sequence[bytes]) -> bytes:
    """Elements of XML taken out, doubled, moved or renamed, and their attributes and words changed."""
    try:
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return words(content, random, others)
    for _ in range(random.randint(1, 4)):
        every = [each for each in root.iter() if isinstance(each.tag, str)]
        _spoil_element(random.choice(every), every, random)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8")


def _spoil_element(element: etree._Element, every: list[etree._Element], random: Random) -> None:
    above = element.getparent()
    attribute = random.choice(sorted(element.attrib)) if element.attrib else None
    values = sorted({value for each in every[:300] for value in each.attrib.values()} | {""})
    weird = random.choice(WEIRD).decode("utf-8", "ignore")
    said = (
        "".join(letter for letter in weird if letter >= " " or letter in "\r\n\t")
        if random.random() < 0.5
        else random.choice(values)
    )
    match random.randrange(8):
        case 0 if above is not None:
            above.remove(element)
        case 1 if above is not None:
            above.append(deepcopy(element))
        case 2 if attribute:
            del element.attrib[attribute]
        case 3:
            element.text = said
        case 4:
            element.tag = random.choice(every).tag
        case 5 if above is not None:
            for _ in range(random.choice([3, 120])):
                inner = etree.SubElement(element, element.tag, dict(element.attrib))
                element = inner
        case _ if attribute:
            element.set(attribute, said)


def cells(content: bytes, random: Random, others: Sequence[bytes]) -> bytes:
    """Cells of a database that hold what no tool writes, rows that are gone or doubled, tables without columns."""
    if not content.startswith(b"SQLite format 3\0"):
        return words(content, random, others)
    with closing(sqlite3.connect(":memory:")) as database:
        try:
            database.deserialize(content)
            for _ in range(random.randint(1, 3)):
                _spoil_table(database, random)
            database.commit()
            return database.serialize()
        except (sqlite3.Error, IndexError, ValueError):  # spoilt so far already that it is no database to SQLite
            return flip(content, random, others)


def _spoil_table(database: sqlite3.Connection, random: Random) -> None:
    tables = [name for (name,) in database.execute("select name from sqlite_master where type = 'table' order by name")]
    table = random.choice(tables)
    columns = [row[1] for row in database.execute(f'pragma table_info("{table}")')]
    column = random.choice(columns)
    row = f'rowid in (select rowid from "{table}" order by rowid limit 1 offset {random.randint(0, 4)})'
    match random.randrange(8):
        case 0:
            database.execute(f'delete from "{table}" where {row}')
        case 1:
            database.execute(f'insert into "{table}" select * from "{table}" limit 1')
        case 2:
            database.execute(f'alter table "{table}" drop column "{column}"')
        case 3:
            database.execute(f'drop table "{table}"')
        case 4:
            database.execute(
                f'update "{table}" set "{column}" = cast(x\'{random.choice(WEIRD).hex()}\' as text) where {row}'
            )
        case 5:
            database.execute(f'update "{table}" set "{column}" = "{random.choice(columns)}"')
        case _:
            database.execute(f'update "{table}" set "{column}" = ? where {row}', [random.choice(VALUES)])


def members(content: bytes, random: Random, others: Sequence[bytes]) -> bytes:
    """One member of an archive spoilt, renamed, doubled or gone."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            held = [(each, archive.read(each)) for each in archive.namelist()]
        at = random.randrange(len(held))
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, ValueError, OSError):
        return flip(content, random, others)
    name, inner = held[at]
    match random.randrange(10):
        case 0:
            held[at] = (random.choice([*NAMES, name.upper(), name.lower(), f"x/{name}", random.choice(held)[0]]), inner)
        case 1:
            del held[at]
        case 2:
            held.append((name, random.choice([inner, b"", random.choice(others)])))
        case 3:
            held.append((random.choice(NAMES), random.choice(others)))
        case _ if inner:
            how = random.choice([elements, elements, *PLAIN])
            held[at] = (name, how(inner, random, others))
    kept = io.BytesIO()
    with (
        warnings.catch_warnings(),
        zipfile.ZipFile(kept, "w", random.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])) as archive,
    ):
        warnings.simplefilter("ignore")
        for each, said in held:
            archive.writestr(zipfile.ZipInfo(each), said)
    return kept.getvalue()


PLAIN: tuple[Mutation, ...] = (flip, insert, delete, duplicate, truncate, swap, splice, numbers, words)


def spoilt(name: str, content: bytes, random: Random, others: Sequence[bytes]) -> tuple[str, str, bytes]:
    """What was done to a file, what it is called then, and what is in it."""
    suffix = Path(name).suffix
    fitting: list[Mutation] = [*PLAIN, words, numbers]
    if content.startswith(b"PK"):
        fitting += [members] * 24
    elif content.startswith(b"SQLite"):
        fitting += [cells] * 16
    elif content.lstrip().startswith(b"<"):
        fitting += [elements] * 10
    done = []
    for _ in range(random.choice([1, 1, 1, 2, 3])):
        how = nothing if random.random() < 0.01 else random.choice(fitting)
        if not content:
            break
        content = how(content, random, others)
        done.append(how.__name__)
    if random.random() < 0.05:
        other = random.choice([".txt", ".csv", ".xlsx", ".qdpx", ".qdc", ".docx", ".vtt", ".sqlite3", ".zip", ""])
        name = name.removesuffix(suffix) + other
        done.append(f"called {other or 'without an ending'}")
    return ", ".join(done), name, content


def _run(content: bytes, random: Random) -> tuple[int, int]:
    start = random.randrange(len(content))
    return start, min(len(content), start + random.choice([1, 2, 7, 60, 500, 4000]))


def _replaced(content: bytes, random: Random, pattern: re.Pattern[bytes], by: Sequence[bytes]) -> bytes:
    found = [match.span() for match in pattern.finditer(content[:200_000])]
    for start, end in sorted(random.sample(found, min(len(found), random.choice([1, 1, 2, 5]))), reverse=True):
        content = content[:start] + random.choice(by) + content[end:]
    return content
