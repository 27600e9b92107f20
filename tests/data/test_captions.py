"""Captions that meeting software writes, as transcripts."""

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.faults import StudyError
from data.sources import captions
from data.sources.incoming import Incoming
from data.sources.parts import Known, Parts
from data.sources.turns import speakers

Write = Callable[[str, str], Incoming]

TEAMS = """WEBVTT

a1b2/7-0
00:00:03.000 --> 00:00:05.000
<v Anna Smith>How did it begin?</v>

a1b2/7-1
00:00:05.000 --> 00:00:06.500
<v Anna Smith>Take your time.</v>

a1b2/9-0
00:00:07.000 --> 00:00:09.000
<v Ben O&#39;Neill>With a <i>pen</i> &amp; a <00:00:08.000><c.loud>compact</c>.</v>

a1b2/10-0
00:00:10.000 --> 00:00:11.000
<v Anna Smith>And then?</v>
"""

ZOOM = """WEBVTT

1
00:00:03.000 --> 00:00:05.000
Anna Smith: How did it begin?

2
00:00:05.000 --> 00:00:06.500
Anna Smith: I mean: at first.

3
00:00:07.000 --> 00:00:09.000
Ben Jones: With a pen.

4
00:00:09.000 --> 00:00:10.000
It was blue.

5
00:00:10.000 --> 00:00:11.000
Anna Smith: And then?
"""

SUBRIP = """1
00:00:01,000 --> 00:00:04,000
<i>It began</i> {\\an8}with a pen
and a compact.

2
00:00:05,000 --> 00:00:06,000
Then we signed. 2 < 3 > 1
"""


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(name: str, text: str) -> Incoming:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8", newline="")
        return Incoming(path)

    return written


def reading(file: Incoming) -> Parts:
    assert captions.recognises(file)
    parts = captions.read(file, Known())
    assert parts.unaccounted == {}
    return parts


def test_voices_are_speakers_and_cues_of_one_speaker_are_one_turn(write: Write) -> None:
    parts = reading(write("L01-S1.vtt", TEAMS))
    text = (
        "Anna Smith: How did it begin? Take your time.\n\nBen O'Neill: With a pen & a compact.\n\nAnna Smith: And then?"
    )
    assert parts.transcripts == {"L01-S1": text}
    assert parts.in_file == {"transcripts": 1, "cues": 4}
    assert parts.taken["cues"] == 4
    assert parts.assumed == [
        "the times of the cues are not kept",
        "turns of 2 speakers: Anna Smith (2), Ben O'Neill (1)",
    ]
    assert speakers(text) == {"Anna Smith": 2, "Ben O'Neill": 1}


def test_labels_at_the_beginnings_of_cues_are_speakers(write: Write) -> None:
    parts = reading(write("a.vtt", ZOOM))
    text = (
        "Anna Smith: How did it begin? I mean: at first.\n\n"
        "Ben Jones: With a pen. It was blue.\n\n"
        "Anna Smith: And then?"
    )
    assert parts.transcripts == {"a": text}
    assert "without a speaker: 1 of the cues, taken to go on with what was said before" in parts.assumed
    assert parts.in_file["cues"] == parts.taken["cues"] == 5


def test_subrip_without_speakers_has_a_line_for_each_cue(write: Write) -> None:
    parts = reading(write("a.srt", SUBRIP))
    assert parts.tool == "SubRip captions"
    assert parts.transcripts == {"a": "It began with a pen and a compact.\nThen we signed. 2 < 3 > 1"}
    assert parts.assumed == ["the times of the cues are not kept", "no speaker turns were recognised"]


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
@pytest.mark.parametrize("source", [TEAMS, ZOOM, SUBRIP])
def test_the_ends_of_lines_make_no_difference(write: Write, source: str, ending: str) -> None:
    plain = reading(write("a.vtt", source)).transcripts
    assert reading(write("a.vtt", source.replace("\n", ending))).transcripts == plain


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_captions_in_other_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.vtt"
    path.write_bytes(TEAMS.replace("compact", "compâct").encode(encoding))
    parts = reading(Incoming(path))
    assert "compâct" in parts.transcripts["a"]
    assert ("Windows-1252" in parts.assumed[0]) == (encoding == "cp1252")


def test_two_people_in_one_cue_are_two_turns(write: Write) -> None:
    cue = "WEBVTT\n\n00:01.000 --> 00:02.000\nwell\n<v.loud Anna>yes</v>\n<v Ben>no</v>\n\n"
    assert reading(write("a.vtt", cue)).transcripts == {"a": "well\n\nAnna: yes\n\nBen: no"}
    lines = "WEBVTT\n\n00:01.000 --> 00:02.000\nwell\nAnna: yes\nof course\nBen: no\n\n"
    again = "00:03.000 --> 00:04.000\nAnna: so\nBen: on\n"
    text = "well\n\nAnna: yes of course\n\nBen: no\n\nAnna: so\n\nBen: on"
    assert reading(write("b.vtt", lines + again)).transcripts == {"b": text}


def test_a_name_said_twice_is_written_once(write: Write) -> None:
    cue = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Anna>Anna: yes</v>\n\n00:02.000 --> 00:03.000\n<v >what</v>\n"
    assert reading(write("a.vtt", cue)).transcripts == {"a": "Anna: yes what"}


def test_what_is_no_cue_is_counted_and_left_out(write: Write) -> None:
    text = (
        "WEBVTT - a title\nKind: captions\n\nNOTE who made it\n\nSTYLE\n::cue { color: red }\n\nREGION\nid:a\n\n"
        "00:01.000 --> 00:02.000\nsaid\n\nNOTE one\n\n00:02.000 --> 00:03.000\n<i> </i>\n\n"
        "00:aa --> 00:04.000\nlost\n\nNOTE two\n"
    )
    parts = reading(write("a.vtt", text))
    assert parts.transcripts == {"a": "said"}
    assert parts.in_file == {"transcripts": 1, "cues": 3, "comments": 3, "styles": 2}
    assert [(entry.kind, entry.count) for entry in parts.left_out] == [
        ("cues", 1), ("cues", 1), ("comments", 3), ("styles", 2),
    ]  # fmt: skip


def test_words_in_angle_brackets_that_are_no_tags_are_kept(write: Write) -> None:
    cue = "WEBVTT\n\n00:01.000 --> 00:02.000\n<b>so</b> <inaudible> it was &lt;sic&gt; <lang en>over</lang>\n"
    assert reading(write("a.vtt", cue)).transcripts == {"a": "so <inaudible> it was <sic> over"}


def test_an_arrow_in_what_is_said_in_subrip_is_no_cue(write: Write) -> None:
    text = "\n 1 \n00:00:01,000 --> 00:00:02,000\nfrom a --> b\n"
    parts = reading(write("a.srt", text))
    assert parts.transcripts == {"a": "from a --> b"}
    assert parts.in_file["cues"] == 1


@pytest.mark.parametrize(
    "text", ["WEBVTTX\n", "web vtt", "1\n2\n", "Anna: yes\n", "1\n00:00:01 to 00:00:02\nx\n", "PK\x03\x04", "%PDF", "\0WEBVTT"]
)  # fmt: skip
def test_other_files_are_not_recognised(write: Write, text: str) -> None:
    assert not captions.recognises(write("a.vtt", text))


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("WEBVTT\n\n", "has no cue with words"),
        ("WEBVTT\n\n00:99:01.000 --> 00:00:02.000\nhi\n", "has no cue with words"),
        ("neither the one\nnor the other\nand no cue", "cannot be read as captions"),
        ("WEBVTT\n\n" + "\x01" * 100, "is no text"),
    ],
)
def test_captions_in_which_nothing_is_said_are_a_fault(write: Write, text: str, rule: str) -> None:
    with pytest.raises(StudyError, match=rule):
        captions.read(write("a.vtt", text), Known())


CUE = "00:00:01.000 --> 00:00:02.000\n"


@pytest.mark.parametrize(
    "text",
    [
        f"WEBVTT\n\n{CUE}hi\n\n" + "-->\n" * 20_000,
        f"WEBVTT\n\n{CUE}" + "<v " * 200_000,
        f"WEBVTT\n\n{CUE}hi" + "<c.a" * 200_000,
        f"WEBVTT\n\n{CUE}hi" + "{\\" * 200_000,
        f"WEBVTT\n\n{CUE}hi" + "&amp" * 200_000,
        f"WEBVTT\n\n{CUE}hi\n\n" + "0" * 500_000 + ":00 -->\n",
        f"WEBVTT\n\n{CUE}<v {'x' * 500_000}>hi\n",
        "WEBVTT\n\n" + f"{CUE}Anna: hi\n\n" * 5_000,
        "1\n00:00:01,000 --> 00:00:02,000\nhi\n" + "\n1\n" * 20_000,
        "1" * 500_000 + "\n00:00:01,000 --> 00:00:02,000\nhi\n",
    ],
)
def test_no_captions_take_long(write: Write, text: str) -> None:
    began = time.monotonic()
    with suppress(StudyError):
        captions.read(write("a.vtt", text), Known())
    assert time.monotonic() - began < 5


PIECES = ["WEBVTT", "\n", "\n\n", "1", CUE, CUE, "00:00:01,000 --> 00:00:02,000\n", "Anna: ", "<v Ben>", "</v>", "<i>", "NOTE ", "STYLE\n", "-->", "&amp;", "&#0;", "words", "\r", "{\\an8}"]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(["WEBVTT\n\n", "1\n", ""]),
    st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=30).map("".join),
)
def test_no_text_is_more_than_a_study_error(tmp_path_factory: pytest.TempPathFactory, start: str, text: str) -> None:
    path = tmp_path_factory.mktemp("fuzz") / "a.vtt"
    path.write_bytes(f"{start}{text} ".encode())
    file = Incoming(path)
    captions.recognises(file)
    try:
        parts = captions.read(file, Known())
    except StudyError:
        return
    assert parts.unaccounted == {}
    assert parts.taken["cues"] > 0
