import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.sources.conventions import CONVENTIONS, Convention, Text, convention_named
from data.sources.offsets import Detection, Marked, ambiguity, detected, likelihood, matches

CODE_POINTS, UTF_16 = Convention(), Convention(utf_16=True)
NVIVO = UTF_16
WORDS = [
    "we",
    "met",
    "Anna",
    "I",
    "café",
    "cafe\u0301",
    "😀",
    "👩\u200d👩\u200d👧",
    "👍🏽",
    "𝒳yz",
    "字",
    "naïve",
    "2014",
    "don't",
]
BETWEEN = [" ", " ", ". ", ", ", "\r\n", "\n", " – ", "?\r\n\r\n"]


def offset(text: Text, point: int, convention: Convention) -> int:
    """How a tool that counts by the convention writes the place of a code point."""
    before = text.content[:point]
    units = len(before.encode("utf-16-le")) // 2 if convention.utf_16 else len(before)
    return units - convention.crlf_1 * before.count("\r\n") + (convention.bom and text.bom)


def marked(text: Text, start: int, end: int, convention: Convention, *words: str) -> Marked:
    return Marked(text, offset(text, start, convention), offset(text, end, convention), words)


def sentences(text: Text, convention: Convention) -> list[Marked]:
    """Every sentence of a text, from its first letter to the stop at its end."""
    places, start = [], 0
    for piece in text.content.split(". "):
        places.append((start, start + len(piece)))
        start += len(piece) + 2
    return [marked(text, *place, convention) for place in places]


def best(passages: list[Marked]) -> Detection:
    detection = detected(passages)
    assert detection
    return detection


@pytest.mark.parametrize(
    ("name", "points"),
    [
        ("code-points", [0, 1, 2, 3, 4, 5, 6]),
        ("code-points,crlf-1", [0, 1, 2, 3, 5, 6, None]),
        ("code-points,bom", [0, 0, 1, 2, 3, 4, 5]),
        ("code-points,bom,crlf-1", [0, 0, 1, 2, 3, 5, 6]),
        ("utf-16", [0, 1, None, 2, 3, 4, 5]),
        ("utf-16,crlf-1", [0, 1, None, 2, 3, 5, 6]),
        ("utf-16,bom", [0, 0, 1, None, 2, 3, 4]),
        ("utf-16,bom,crlf-1", [0, 0, 1, None, 2, 3, 5]),
    ],
)
def test_an_offset_is_a_place_in_code_points_by_each_convention(name: str, points: list[int | None]) -> None:
    text = Text("a😀b\r\nc", bom=True)
    assert [text.point(offset, convention_named(name)) for offset in range(7)] == points


def test_places_before_and_behind_a_text_are_none() -> None:
    text = Text("a😀b")
    assert [text.point(place, CODE_POINTS) for place in (-1, 3, 4)] == [None, 3, None]
    assert [text.point(place, UTF_16) for place in (-1, 4, 5)] == [None, 3, None]
    assert Marked(text, 2, 2).span(CODE_POINTS) is None
    assert Marked(text, 2, 1).span(CODE_POINTS) is None


def test_the_names_of_conventions_are_read_in_any_order_and_case() -> None:
    assert [convention_named(each.name) for each in CONVENTIONS] == list(CONVENTIONS)
    assert convention_named("UTF-16, CRLF-1 ,bom") == Convention(utf_16=True, bom=True, crlf_1=True)


@pytest.mark.parametrize(
    ("name", "hint"), [("utf16", "Did you mean utf-16?"), ("", ""), ("utf-16,bom,bom", ""), ("bytes", "")]
)
def test_a_convention_that_is_none_is_named_with_those_there_are(name: str, hint: str) -> None:
    with pytest.raises(ValueError, match="is not one of code-points, code-points,crlf-1,") as caught:
        convention_named(name)
    assert hint in str(caught.value)


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("we met", [1, 4, 5]),
        ("a_1 b", [1, 2]),
        ("don't", [1, 2]),
        ("e\u0301t", [1, 2]),
        ("a\r\nb", [2]),
        ("\n\rb", []),
        ("👩\u200d👧", [1, 2]),
        ("👍🏽!", [1]),
        ("é-é", []),
    ],
)
def test_a_place_splits_words_line_ends_and_characters_with_their_marks(text: str, inside: list[int]) -> None:
    assert [place for place in range(len(text) + 1) if Text(text).splits(place)] == inside


@pytest.mark.parametrize(
    ("passage", "words", "kind"),
    [
        ("We met on\r\nMonday", "We met on Monday", 2),
        ("We met on\r\nMonday", "We met on…", 1),
        ("We met on\r\nMonday", "We met...", 1),
        ("We met on Monday", "We met", 1),
        ("We met", "We met on Monday", 0),
        ("We met", "Quotation 6:1", 0),
        ("We met", "We", 0),
        ("", "We met", 0),
        ("We met " * 100, "We met We met", 1),
    ],
)
def test_the_words_of_a_passage_are_known_in_its_name(passage: str, words: str, kind: int) -> None:
    assert matches(passage, words) == kind


def test_white_space_weighs_less_behind_a_passage_than_before_it() -> None:
    text = Text("So. We met. And")
    readings = [(4, 11), (4, 12), (3, 11), (2, 10), (5, 11), None]
    points = [likelihood(Marked(text, 0, 1), reading) for reading in readings]
    assert points == [8, 7, 6, 6, 4, 0]
    assert likelihood(Marked(Text("see (it)"), 0, 1), (0, 5)) == 7
    assert likelihood(Marked(text, 0, 1, ("note", "We met.")), (4, 11)) == 16


def test_without_passages_nothing_is_found_out() -> None:
    assert detected([]) is None


def test_where_all_conventions_come_to_the_same_the_standard_is_named() -> None:
    detection = best([Marked(Text("we met"), 0, 2)])
    assert (detection.convention, detection.score, detection.readings) == (CODE_POINTS, 1.0, {"code-points": 1.0})
    assert detection.convention.words([Text("we met")]) == "Unicode code points"


def test_conventions_that_differ_only_behind_the_passages_come_to_the_same() -> None:
    detection = best([Marked(Text("we met\r\n😀 at noon"), 0, 2)])
    assert (detection.convention, detection.rivals) == (CODE_POINTS, ())


@pytest.mark.parametrize("convention", CONVENTIONS, ids=lambda each: each.name)
def test_whole_sentences_tell_the_convention(convention: Convention) -> None:
    text = Text("We 😀 met\r\nat noon. I said so, Anna. Nobody\r\n👩\u200d👧 asked me. It was late.", bom=True)
    passages = sentences(text, convention)
    detection = best(passages)
    assert (detection.convention, detection.rivals) == (convention, ())
    assert [text.content[slice(*(each.span(convention) or (0, 0)))] for each in passages] == text.content.split(". ")
    assert detection.score == 1.0
    assert all(score < 1 for name, score in detection.readings.items() if name != convention.name)


def test_a_convention_is_said_in_words_as_far_as_the_texts_make_a_difference() -> None:
    texts = [Text("a\r\n😀", bom=True), Text("b")]
    said = "UTF-16 code units, byte order mark counted, CRLF counted as one"
    assert Convention(utf_16=True, bom=True, crlf_1=True).words(texts) == said
    assert UTF_16.words(texts) == "UTF-16 code units, byte order mark not counted, CRLF counted as two"


def test_two_conventions_that_fit_equally_are_shown_side_by_side() -> None:
    text = Text("😀x-y-z-x-y-z")
    detection = best([Marked(text, place, place + 1) for place in (3, 5, 7, 9)])
    assert (detection.convention, detection.rivals, len(detection.contested)) == (CODE_POINTS, (UTF_16,), 4)
    said = ambiguity(detection)
    assert "add --offsets code-points or --offsets utf-16" in said
    assert "passage 1, from 3 to 4:\n      code-points: “y”\n      utf-16: “-”\n" in said
    assert "passage 3, from 7 to 8:\n      code-points: “x”\n      utf-16: “-”\n" in said
    assert "passage 4" not in said


def test_a_passage_is_shown_in_one_line_with_both_its_ends_or_as_outside_the_text() -> None:
    text = Text("😀a\r\n" + "b" * 100 + "\nthe end")
    long, outside = Marked(text, 1, 112), Marked(text, 110, 113)
    said = ambiguity(Detection(CODE_POINTS, 2, {"code-points": 0.0}, (UTF_16,), (long, outside)))
    assert f"code-points: “a↵{'b' * 28} … {'b' * 22}↵the end”" in said
    assert "utf-16: outside the text" in said
    assert "code-points: outside the text" in said
    assert "utf-16: “end”" in said


def test_the_words_of_a_passage_settle_what_its_ends_do_not() -> None:
    text = Text("😀x-y-z-x-y-z")
    assert best([Marked(text, 3, 8)]).rivals == (UTF_16,)
    for words in ("-y-z-", "-y-z…"):
        settled = best([Marked(text, 3, 8, ("Quotation 6:1", words))])
        assert (settled.convention, settled.rivals) == (UTF_16, ())


def test_one_passage_off_its_words_does_not_turn_the_scale() -> None:
    text = Text("😀 " + "we met at noon " * 20)
    passages = [marked(text, 2 + 15 * n, 8 + 15 * n, CODE_POINTS) for n in range(10)]
    astray = marked(text, 1, 7, CODE_POINTS)
    detection = best([*passages, astray])
    assert (detection.convention, detection.rivals) == (CODE_POINTS, ())
    assert detection.score == round(21 / 22, 4)


def test_what_the_user_states_is_not_doubted() -> None:
    text = Text("😀 we met at noon")
    detection = detected([marked(text, 2, 4, UTF_16)], CODE_POINTS)
    assert detection
    assert (detection.convention, detection.rivals, detection.score) == (CODE_POINTS, (), 0.5)


def test_passages_that_seldom_keep_to_words_make_the_convention_doubtful() -> None:
    text = Text("understanding " * 30)
    astray = [Marked(text, 14 * n + 3, 14 * n + 8) for n in range(10)]
    assert best(astray).is_doubtful
    assert not best(astray[:9]).is_doubtful
    assert not best([Marked(text, 14 * n, 14 * n + 13) for n in range(10)]).is_doubtful


@pytest.mark.parametrize(
    "convention", [NVIVO, Convention(bom=True), Convention(crlf_1=True)], ids=lambda each: each.name
)
def test_many_passages_are_told_by_some_and_checked_by_all(convention: Convention) -> None:
    text = Text("We 😀 😀 met\r\nat noon. I said so, Anna. " * 1500, bom=True)
    passages = sentences(text, convention)[:-1] * 2
    detection = best(passages)
    assert (detection.convention, detection.rivals, detection.passages) == (convention, (), 6000)
    assert len(detection.readings) == 8


def test_many_passages_of_which_few_tell_the_convention() -> None:
    text = Text("we met at noon " * 5000 + "😀 I said so to Anna")
    last = text.content.index("I said")
    plain = [Marked(text, 15 * n, 15 * n + 6) for n in range(5000)]
    assert best(plain).readings == {"code-points": 1.0}
    detection = best([*plain, marked(text, last, last + 6, UTF_16)])
    assert (detection.convention, detection.rivals) == (UTF_16, ())


@st.composite
def coded_texts(draw: st.DrawFn) -> tuple[Text, list[tuple[int, int]]]:
    """A text, and passages of it from the beginning of a word to the end of one."""
    words = draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=30))
    content, places = "", []
    for word in words:
        places.append((len(content), len(content) + len(word)))
        content += word + draw(st.sampled_from(BETWEEN))
    pairs = st.tuples(st.integers(0, len(words) - 1), st.integers(0, len(words) - 1)).map(sorted)
    spans = [(places[first][0], places[last][1]) for first, last in draw(st.lists(pairs, min_size=1, max_size=12))]
    return Text(content, bom=draw(st.booleans())), spans


@given(coded=coded_texts(), convention=st.sampled_from(CONVENTIONS))
def test_passages_come_back_exactly_when_the_convention_is_stated(
    coded: tuple[Text, list[tuple[int, int]]], convention: Convention
) -> None:
    text, spans = coded
    passages = [marked(text, *span, convention) for span in spans]
    detection = detected(passages, convention)
    assert detection
    assert [each.span(detection.convention) for each in passages] == spans
    assert text.length(convention) == offset(text, len(text.content), convention)


@given(coded=coded_texts(), convention=st.sampled_from(CONVENTIONS), named=st.booleans())
def test_passages_of_whole_words_come_back_exactly_or_are_said_to_be_uncertain(
    coded: tuple[Text, list[tuple[int, int]]], convention: Convention, named: bool
) -> None:
    text, spans = coded
    words = [(text.content[slice(*span)],) if named else () for span in spans]
    passages = [marked(text, *span, convention, *given) for span, given in zip(spans, words, strict=True)]
    detection = best(passages)
    readings = [
        [each.span(convention) for each in passages] for convention in (detection.convention, *detection.rivals)
    ]
    assert spans in readings
    assert detection.rivals or readings == [spans]


@given(text=st.text(st.sampled_from("a😀\r\n\u0301 "), max_size=20), bom=st.booleans(), place=st.data())
def test_any_place_of_any_text_is_found_again(text: str, bom: bool, place: st.DataObject) -> None:
    counted = Text(text, bom=bom)
    point = place.draw(st.integers(0, len(text)))
    for convention in CONVENTIONS:
        inside = text[max(point - 1, 0) : point + 1] == "\r\n"
        if not (inside and convention.crlf_1):
            assert counted.point(offset(counted, point, convention), convention) == point
