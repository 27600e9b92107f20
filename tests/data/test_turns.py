"""Speaker turns: whose words a stretch of a transcript is."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.sources.turns import is_interviewer, speakers, spoken_by_interviewer, told, turns
from tests.studies import NORTHMERE

TALK = "Interviewer: How did it begin?\n\nL01: With a pen.\nAnd a compact.\n\nInterviewer: And then?\n"


def test_a_turn_goes_from_its_label_to_the_next() -> None:
    found = [(turn.speaker, TALK[turn.start : turn.end]) for turn in turns(TALK)]
    assert found == [
        ("Interviewer", "Interviewer: How did it begin?\n\n"),
        ("L01", "L01: With a pen.\nAnd a compact.\n\n"),
        ("Interviewer", "Interviewer: And then?\n"),
    ]


def test_what_stands_before_the_first_label_is_nobodys() -> None:
    text = f"Interview of 3 May 2014, in the boardroom.\n\n{TALK}"
    first = turns(text)[0]
    assert (first.speaker, text[first.end :]) == ("", TALK)
    assert speakers(text) == {"Interviewer": 2, "L01": 1}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Anna:\nhello\nBen:\nyes\nAnna:\ngood", {"Anna": 2, "Ben": 1}),
        ("INT: a\nP1: b\nINT: c", {"INT": 2, "P1": 1}),
        ("I: a\nR: b", {"I": 1, "R": 1}),
        ("interviewer: hi\nanna: yes\nInterviewer: so\nAnna: no", {"interviewer": 2, "anna": 2}),
        ("[Anna] hello\n[Ben] hi\n[laughs]\n[Anna] so", {"Anna": 2, "Ben": 1}),
        ("[Anna]: hello\n[Anna]: so", {"Anna": 2}),
        ("P1 (12:03): hello\nP2 (12:05): hi", {"P1": 1, "P2": 1}),
        ("[00:01:02] Anna: hello\n[00:01:03] Ben: hi", {"Anna": 1, "Ben": 1}),
        ("Interviewer 00:01:02\nwords\n\nAnna Smith 00:01:10\nmore\n\nAnna Smith 00:02:00\nyes", {"Interviewer": 1, "Anna Smith": 2}),
        ("Smith, Anna  0:03\nhello\nJones, Bob  0:05\nhi\nSmith, Anna  0:09\nso", {"Smith, Anna": 2, "Jones, Bob": 1}),
        ("00:01 Anna\nhi\n00:04 Ben\nyes\n00:09 Anna\nso", {"Anna": 2, "Ben": 1}),
        ("Dr. Maria van der Berg (nurse): hi\nQ2: yes\nDr. Maria van der Berg (nurse): so", {"Dr. Maria van der Berg (nurse)": 2, "Q2": 1}),
        ("李明：你好\n王：好\n李明：再见", {"李明": 2, "王": 1}),
        ("Interviewer:\r\nhi\r\nL1:\r\nyes\r\n", {"Interviewer": 1, "L1": 1}),
    ],
)  # fmt: skip
def test_labels_are_recognised_as_transcribers_write_them(text: str, found: dict[str, int]) -> None:
    assert speakers(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Just prose. With two sentences.",
        "There is one thing: it did not work.\nThere is another: it did.",
        "He said: no.\nHe said: yes.\nHe said: maybe.",
        "Note: this.\nNote: that.",
        "We met at 10:30\nWe left at 11:30\n",
        "http://one\nhttp://two\n",
        "[laughs]\nfoo\n[laughs]\nbar",
        "[Anna] hello\n[Anna] so",
        "Interviewer: Jane Smith\nDate: 3 May\n\nIt was a long story.",
        "Anna: one line that somebody says, and nothing else.",
        "A much longer sentence that ends with a colon after very many words indeed: yes\n" * 3,
    ],
)
def test_prose_with_colons_has_no_speakers(text: str) -> None:
    assert speakers(text) == {}
    assert [(turn.start, turn.end) for turn in turns(text)] == ([(0, len(text))] if text else [])


def test_turns_are_told_in_a_sentence() -> None:
    assert told(speakers(TALK)) == "turns of 2 speakers: Interviewer (2), L01 (1)"
    assert told({"Anna": 3}) == "turns of 1 speaker: Anna (3)"
    assert told({}) == "no speaker turns were recognised"
    assert told({f"P{number}": 1 for number in range(8)}).endswith("P5 (1) and 2 more")


@pytest.mark.parametrize("label", ["Interviewer", "INT", "Int.", "I", "I2", "Q", "MOD", "Moderator", "Facilitator 1", "Researcher (JS)"])  # fmt: skip
def test_interviewers_are_known_by_the_usual_labels(label: str) -> None:
    assert is_interviewer(label)


@pytest.mark.parametrize("label", ["Respondent", "P1", "L01", "Anna", "R", "Ian", "", "1"])
def test_others_are_no_interviewers(label: str) -> None:
    assert not is_interviewer(label)


def test_only_codings_wholly_in_what_interviewers_say_are_counted() -> None:
    text = "Interviewer: One.\nInterviewer: Two.\nL01: Three.\nMOD: Four.\n"
    asked = text.index("L01")
    answered = text.index("MOD")
    codings = [
        ("a", 0, asked),  # two turns that follow one another
        ("a", 13, 17),
        ("a", 13, asked + 1),
        ("a", asked, answered),
        ("a", answered, len(text)),
        ("b", 0, 5),
        ("gone", 0, 5),
    ]
    assert spoken_by_interviewer(codings, {"a": text, "b": "No turns here."}) == {"a": 3}


def test_a_coding_before_the_first_interviewers_turn_is_not_the_interviewers() -> None:
    text = "L01: Three.\nInterviewer: Four.\nL01: Five.\n"
    assert spoken_by_interviewer([("a", 0, 3)], {"a": text}) == {}


def test_northmeres_transcripts_are_half_questions_half_answers() -> None:
    folder = NORTHMERE / "transcripts"
    counts = [speakers(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.txt"))]
    assert sum(count["Interviewer"] for count in counts) == 166
    assert sum(count["Respondent"] for count in counts) == 166
    assert all(set(count) == {"Interviewer", "Respondent"} for count in counts)


@pytest.mark.parametrize(
    "text",
    [
        "A" * 2_000_000,
        "A b " * 500_000,
        ("A." * 50 + "\n") * 5_000,
        ("A" + " " * 97 + "x:\n") * 5_000,
        "[A " * 300_000,
        "1:11 " * 200_000,
        ("a (b) " * 16 + ":x\n") * 5_000,
        "A:\n" * 10_000,
        ("x y:" * 25 + "\n") * 5_000,
    ],
)
def test_no_text_takes_long(text: str) -> None:
    began = time.monotonic()
    turns(text)
    assert time.monotonic() - began < 2


PIECES = ["Anna", "Interviewer", "[Ben]", "P1", ":", ": ", "：", " (12:03)", "00:01:02 ", "\n", "\r\n", "\n\n", " ", "a word", "😀", "\u2028", "note"]  # fmt: skip


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=40).map("".join))
def test_turns_cover_the_text_without_gap_or_overlap(text: str) -> None:
    found = turns(text)
    assert "".join(text[turn.start : turn.end] for turn in found) == text
    assert all(turn.start < turn.end for turn in found)
    assert [turn.end for turn in found[:-1]] == [turn.start for turn in found[1:]]
    named = [turn for turn in found if turn.speaker]
    assert len(named) != 1
    assert sum(speakers(text).values()) == len(named)
