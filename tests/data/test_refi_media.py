from pathlib import Path

from data.sources.incoming import Incoming
from data.sources.parts import Known
from data.sources.refi_project import read
from tests.data.refi_files import (
    BEN,
    CODE,
    MET,
    USERS,
    case,
    coding,
    column,
    guid,
    passage,
    project,
    qdpx,
    read_xml,
    reasons,
    refer,
    source,
    variable,
    words,
)

# Notes, media and all else


def test_what_is_written_about_things_is_a_memo(tmp_path: Path) -> None:
    notes = (
        f'<Note guid="{guid(30)}" name="Plan" creatingUser="{BEN}" creationDateTime="2018-03-27T19:38:46Z"><PlainTextContent>Ask more</PlainTextContent></Note>'
        f'<Note guid="{guid(31)}" name="Diary" plainTextPath="internal://diary.txt">{passage(0, 3)}{coding()}</Note>'
        f'<Note guid="{guid(32)}" name="Lost" plainTextPath="internal://lost.txt"/><Note guid="{guid(33)}"/>'
    )
    on = [f'<NoteRef targetGUID="{guid(number)}"/>' for number in (30, 31)]
    described = "<Description>of {}</Description>"
    codes = f'<Code guid="{CODE}" name="trust" isCodable="true">{on[0]}</Code>'
    xml = project(
        source(
            "one",
            passage(0, 6, described.format("mind"), on[0] * 2, coding()),
            described.format("one"),
            on[1],
            content="We met",
        ),
        codes=codes,
        cases=case("Dr Ek", described.format("Ek")),
        variables=variable(60, "Age").replace("/>", f">{described.format('age')}</Variable>")
        + variable(61, "commonplace entity").replace("/>", f">{described.format('ours')}</Variable>"),
        more=f"<Notes>{notes}</Notes>{on[1]}<NoteRef targetGUID='x'/>",
    )
    parts = read_xml(tmp_path, xml, {"sources/diary.txt": "\ufeffDay one"})
    assert [(memo.kind, memo.about, memo.author, memo.written, memo.text) for memo in parts.memos] == [
        ("comment", "one:0-6", "", "", "of mind"),
        ("note", "code trust; source one", "Ben", "2018-03-27T19:38:46", "Plan\n\nAsk more"),
        ("note", "source one; the project", "", "", "Diary\n\nDay one"),
        ("description", "source one", "", "", "of one"),
        ("description", "case Dr Ek", "", "", "of Ek"),
        ("description", "variable Age", "", "", "of age"),
    ]
    assert reasons(parts, "memos") == ["its text is not in the project", "its text is empty"]
    assert reasons(parts, "codings") == ["it is of a note, and only texts are coded in a study"]
    assert sum(entry.count for entry in parts.left_out if entry.kind == "codings") == 2


def test_the_description_of_a_passage_that_is_its_words_is_no_memo(tmp_path: Path) -> None:
    inside = ["<Description>We met at…</Description>", coding()]
    parts = read_xml(
        tmp_path, project(source("one", passage(0, 14, *inside), passage(0, 99, inside[0]), content="We met at noon"))
    )
    assert parts.text_matches == 1
    assert [(memo.about, memo.text) for memo in parts.memos] == [("one, 0 to 99", "We met at…")]


REGION = '<PDFSelection guid="{}" page="0" firstX="1" firstY="1" secondX="2" secondY="2"><Representation guid="x"><PlainTextContent>We met</PlainTextContent><PlainTextSelection startPosition="0" endPosition="2">{}</PlainTextSelection></Representation>{}</PDFSelection>'


def test_the_text_of_a_pdf_is_an_interview_and_its_regions_are_told(tmp_path: Path) -> None:
    text = f'<Representation guid="{guid(201)}" plainTextPath="internal://paper.txt">{passage(0, 6)}</Representation>'
    regions = REGION.format(guid(7), coding(), coding()) + REGION.format(guid(8), "", coding())
    pdf = f'<PDFSource guid="{guid(200)}" name="Paper.PDF">{regions}{text}{coding()}</PDFSource>'
    parts = read_xml(tmp_path, project(pdf, cases=case("Dr Ek", refer(200))), {"sources/paper.txt": "We met at noon"})
    assert parts.transcripts == {"Paper": "We met at noon"}
    assert words(parts) == ["We met", "We met at noon"]
    assert parts.in_file["pdf sources"] == parts.taken["pdf sources"] == 1
    lost = [(entry.kind, entry.reason, entry.count) for entry in parts.left_out]
    twin, region = (
        "the same passage stands in the text of the source",
        "it marks a region or a time and not a passage of a text",
    )
    assert lost == [
        ("other selections", twin, 1),
        ("codings", twin, 2),
        ("other selections", region, 1),
        ("codings", region, 1),
    ]
    assert column(parts, "respondents", "respondent") == ["Dr Ek"]


def transcript(name: str, about: str, text: str = "") -> str:
    """A transcript with three sync points, and three selections of which the last begins at none."""
    points = "".join(f'<SyncPoint guid="{guid(n)}" position="{n - 300}"/>' for n in (300, 306, 314))
    pairs = ((guid(300), 306), (f"{{{guid(306)}}}", 314), (guid(1), 314))
    selections = "".join(
        f'<TranscriptSelection fromSyncPoint="{start}" toSyncPoint="{guid(end)}">{coding()}</TranscriptSelection>'
        for start, end in pairs
    )
    return f'<Transcript guid="{guid(210)}" name="{name}" {about}>{text}{points}{selections}</Transcript>'


def test_transcripts_of_recordings_are_interviews_placed_by_their_sync_points(tmp_path: Path) -> None:
    moment = f'<AudioSelection begin="1" end="2">{coding()}</AudioSelection>'
    same = transcript("Talk", 'plainTextPath="internal://talk.txt"')
    left = transcript("Left", "", "<PlainTextContent>We met at noon</PlainTextContent>")
    xml = project(
        f'<AudioSource guid="{guid(200)}" name="Talk.m4a">{same}{moment}</AudioSource>',
        f'<VideoSource guid="{guid(220)}" name="Film">{left}{transcript("Right", "")}</VideoSource>',
        source("talk.txt", path="internal://Talk.txt"),
    )
    parts = read_xml(tmp_path, xml, {"sources/talk.txt": "We met at noon"})
    assert list(parts.transcripts) == ["talk", "Left"]
    assert words(parts) == ["We met", " at noon"] * 2
    assert reasons(parts, "transcripts") == ["its text is empty", "it is the text of talk as well, and stands there"]
    unplaced = reasons(parts, "codings")
    assert unplaced.count("its place in the text is not given in numbers") == 2
    assert unplaced.count("its text is empty") == 3
    assert reasons(parts, "audio sources") == ["its text is a source of its own, and stands there"]
    assert (parts.in_file["video sources"], reasons(parts, "video sources")) == (1, [])


def test_pictures_are_told_and_their_description_is_a_text_where_it_is_coded(tmp_path: Path) -> None:
    described = f'<TextDescription guid="{guid(201)}"><PlainTextContent>We met</PlainTextContent>{{}}</TextDescription>'
    pictures = "".join(
        f'<PictureSource guid="{guid(n)}" name="{n}.jpg">{inside}</PictureSource>'
        for n, inside in ((1, described.format(passage(3, 6))), (2, described.format("")), (3, coding()))
    )
    parts = read_xml(tmp_path, project(pictures))
    assert words(parts) == ["met"]
    assert parts.in_file["picture sources"] == 3
    assert reasons(parts, "picture sources") == [
        "it has no text that can be read",
        "it has no text, and only texts are read",
    ]
    assert reasons(parts, "transcripts") == ["it describes a picture, and nothing is coded in it"]
    assert reasons(parts, "codings") == ["it is of a source that has no text"]


def test_what_has_no_place_in_a_study_is_counted(tmp_path: Path) -> None:
    more = (
        "<Links><Link/></Links><Sets><Set><MemberCode/></Set><Set/></Sets><Graphs><Graph><Vertex/><Edge/></Graph></Graphs>"
        "<Weather><Coding/><Weather/></Weather><Weather/><Tasks/><Sets/>"
    )
    parts = read_xml(
        tmp_path,
        project(
            more=more,
            variables=f"<Coding/><SyncPoint/><CodeRef/><VariableValue><TextValue>x</TextValue></VariableValue><Transcript/><PlainTextSelection>{coding()}</PlainTextSelection>",
        ),
    )
    counts = {"links": 1, "sets": 2, "graphs": 1, "unknown elements": 3, "codings": 2}
    assert parts.in_file == counts | {"coders": 2, "codes": 1}
    unknown = [(entry.what, entry.count) for entry in parts.left_out if entry.kind == "unknown elements"]
    assert unknown == [("Weather", 2), ("Tasks", 1)]
    assert reasons(parts, "codings") == ["it is of something that cannot be coded"]


def test_two_projects_read_one_after_the_other_are_two(tmp_path: Path) -> None:
    first = qdpx(tmp_path, project(source("one", path="text.txt"), about=' name="First"'), {"sources/text.txt": "one"})
    moved = first.rename(tmp_path / "first.qdpx")
    second = qdpx(
        tmp_path, project(source("two", path="text.txt"), about=' name="Second"'), {"sources/text.txt": "two"}
    )
    read_parts = [read(Incoming(path), Known()) for path in (moved, second, moved)]
    assert [(parts.title, parts.transcripts) for parts in read_parts] == [
        ("First", {"one": "one"}),
        ("Second", {"two": "two"}),
        ("First", {"one": "one"}),
    ]


def test_users_are_the_only_coders(tmp_path: Path) -> None:
    parts = read_xml(tmp_path, project(MET, users=USERS, cases=case("Dr Ek", refer(100))))
    assert column(parts, "coders", "coder") == ["Anna", "Ben"]
