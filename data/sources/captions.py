"""Captions: WebVTT and SubRip files, as meeting software writes them, as the transcript of one interview."""

import io
import re
from collections import Counter
from dataclasses import dataclass
from html import unescape

from webvtt import WebVTT
from webvtt.errors import MalformedCaptionError, MalformedFileError

from data.sources.decoding import decoded
from data.sources.incoming import Incoming
from data.sources.keys import keys_of
from data.sources.parts import Known, Parts
from data.sources.turns import label_of, settled, told

LARGEST = 16 * 2**20
"""Bytes of the largest caption file read."""

_VTT = re.compile(r"WEBVTT(?=\s|$)")
_SRT = re.compile(r"\s*[0-9]+[ \t]*(?:\r\n|\r|\n)[ \t]*[0-9]+:[0-9]{1,2}:[0-9]{1,2}[,.][0-9]+\s*-->")
_TIMES = re.compile(r"^[ \t]*[0-9:.,]+[ \t]*-->[ \t]*[0-9]", re.MULTILINE)
_ARROW = re.compile(r"-->")
_NUMBER = re.compile(r"\s*([0-9]+)[ \t]*")
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?[ \t]([^<>]*)>")
_TAG = re.compile(
    r"</?(?:c|i|b|u|v|s|lang|ruby|rt|font)(?:[.\s][^<>]*)?>|<[0-9:.]+>|\{\\[^{}]*\}|\{/?[biu]\}", re.IGNORECASE
)


@dataclass(frozen=True)
class _Words:
    """What one person says in a cue; `named` where the cue says who that is."""

    speaker: str
    text: str
    named: bool


def recognises(file: Incoming) -> bool:
    """Whether the file begins as WebVTT or as SubRip does."""
    if file.is_binary:
        return False
    beginning = decoded(file.head, whole=False)
    return beginning is not None and bool(_VTT.match(beginning[0]) or _SRT.match(beginning[0]))


def read(file: Incoming, known: Known) -> Parts:
    """The transcript in the captions: cues of one speaker that follow one another are one turn, without their times.

    A speaker is named by a voice tag, or by a label that cues begin with. Raises StudyError where nothing is said.
    """
    found = decoded(file.content(LARGEST))
    if found is None:
        raise file.fault("is no text in UTF-8, UTF-16 or Windows-1252. Save it as UTF-8")
    text, assumed = found
    is_vtt = _VTT.match(text) is not None
    if not is_vtt:
        text = _NUMBER.sub(r"\1", text, count=1)  # the library wants the first number alone on the first line
    try:
        captions = WebVTT.from_buffer(io.StringIO(text, newline=""), format="vtt" if is_vtt else "srt")
    except (MalformedCaptionError, MalformedFileError, ValueError) as error:
        raise file.fault(f"cannot be read as captions: {error}") from error
    parts = Parts(tool="WebVTT captions" if is_vtt else "SubRip captions", assumed=[assumed] if assumed else [])
    cues = [caption.raw_text for caption in captions.captions]
    turns, silent, unnamed = _turns(cues)
    transcript = _written(turns)
    if not transcript.strip():
        raise file.fault("has no cue with words in it, so it is no transcript")
    parts.transcripts = {keys_of([file.path.stem])[0]: transcript}
    misshapen = max(0, len((_ARROW if is_vtt else _TIMES).findall(text)) - len(cues))
    parts.in_file = {"transcripts": 1, "cues": len(cues) + misshapen}
    parts.taken_besides["cues"] = len(cues) - silent
    if silent:
        parts.leave_out(file.name, "cues", "no words in it", count=silent)
    if misshapen:
        parts.leave_out(file.name, "cues", "not written as a cue is", count=misshapen)
    _leave_out_remarks(captions, file.name, parts)
    parts.assumed.append("the times of the cues are not kept")
    if unnamed:
        parts.assumed.append(f"without a speaker: {unnamed} of the cues, taken to go on with what was said before")
    parts.assumed.append(told(Counter(speaker for speaker, _ in turns if speaker)))
    return parts


def _leave_out_remarks(captions: WebVTT, name: str, parts: Parts) -> None:
    inside = [comment for caption in captions.captions for comment in caption.comments]
    counts = {
        "comments": len(captions.header_comments) + len(inside) + len(captions.footer_comments),
        "styles": len(captions.styles) + len(captions.regions),
    }
    for kind, count in counts.items():
        if count:
            parts.in_file[kind] = count
            parts.leave_out(name, kind, "no part of what is said", count=count)


def _turns(cues: list[str]) -> tuple[list[tuple[str, list[str]]], int, int]:
    """Speakers with what each says in one go, how many cues have no words, and how many of the others no speaker."""
    unvoiced = (line for cue in cues if not _VOICE.search(cue) for line in cue.split("\n"))
    known = settled(label for line in unvoiced if (label := label_of(_plain(line))))
    turns: list[tuple[str, list[str]]] = []
    silent = unnamed = 0
    for cue in cues:
        said = [words for words in _said(cue, known) if words.text]
        silent += not said
        unnamed += bool(said) and not said[0].named
        for words in said:
            if not turns or (words.named and turns[-1][0] != words.speaker):
                turns.append((words.speaker, []))
            turns[-1][1].append(words.text)
    return turns, silent, unnamed if any(speaker for speaker, _ in turns) else 0


def _written(turns: list[tuple[str, list[str]]]) -> str:
    """The transcript: a paragraph for each turn, or a line for each cue where nobody is named."""
    if all(not speaker for speaker, _ in turns):
        return "\n".join(words for _, said in turns for words in said)
    return "\n\n".join(f"{speaker}: {' '.join(said)}" if speaker else " ".join(said) for speaker, said in turns)


def _said(cue: str, known: dict[str, str]) -> list[_Words]:
    """What a cue says, parted by who says it."""
    before, *voiced = _VOICE.split(cue)
    if voiced:
        found = [_Words("", _plain(before), named=False)]
        for speaker, words in zip(voiced[::2], voiced[1::2], strict=True):
            name, text = _plain(speaker).rstrip(":"), _plain(words)
            found.append(_Words(name, text.removeprefix(f"{name}:").strip(), named=bool(name)))
        return found
    said: list[tuple[str, list[str]]] = [("", [])]
    for line in map(_plain, cue.split("\n")):
        label = label_of(line)
        speaker = known.get(label.speaker.casefold(), "") if label else ""
        if label and speaker:
            said.append((speaker, [line[label.end :].strip()]))
        else:
            said[-1][1].append(line)
    return [_Words(speaker, " ".join(filter(None, words)), named=bool(speaker)) for speaker, words in said]


def _plain(text: str) -> str:
    """Words without tags, with the characters that references stand for, and one space between them."""
    return " ".join(unescape(_TAG.sub("", text)).split())
