from pathlib import Path

import pytest

from data.faults import StudyError
from data.sources.refi_codebook import described
from data.sources.refi_people import moment
from tests.data.refi_files import (
    ANNA,
    BEN,
    CODE,
    CODES,
    MET,
    coding,
    column,
    guid,
    passage,
    project,
    read_file,
    read_xml,
    reasons,
    source,
    words,
)


def test_the_coder_is_who_made_the_coding_then_the_passage_then_the_project(tmp_path: Path) -> None:
    by_ben = f' creatingUser="{{{BEN.upper()}}}"'
    sources = [
        passage(0, 2, coding(user=ANNA), coding(guid(2)), more=by_ben),
        passage(3, 6),
        passage(7, 9, coding(user=guid(99)), coding(guid(2), user=guid(99)), coding(user=guid(98))),
    ]
    codes = CODES + f'<Code guid="{guid(2)}" name="doubt" isCodable="true"/>'
    xml = project(source("one", *sources, content="We met at noon"), codes=codes)
    parts = read_xml(tmp_path, xml)
    assert column(parts, "codings", "coder") == [
        "Anna",
        "Ben",
        "unknown",
        "user 00000063",
        "user 00000063",
        "user 00000062",
    ]
    assert parts.assumed == [
        "codings by nobody among the users: 1; their coder is called “unknown”",
        "codings by nobody among the users: 2; their coder is called “user 00000063”",
        "codings by nobody among the users: 1; their coder is called “user 00000062”",
    ]
    owned = project(MET, about=f' name="Study" creatingUserGUID="{{{ANNA}}}"')
    assert column(read_xml(tmp_path, owned), "codings", "coder") == ["Anna"]
    named = f'<User guid="{ANNA}" name="unknown"/>'
    assert column(read_xml(tmp_path, project(MET, users=named)), "codings", "coder") == ["unknown-2"]


def test_users_have_keys_of_their_own_whatever_their_names(tmp_path: Path) -> None:
    users = "".join(
        f'<User guid="{guid(n)}" {about}/>'
        for n, about in enumerate(
            (
                'name="Anna Berg"',
                'name="anna berg"',
                'name="A. &lt;B&gt; &amp; C" id="AB"',
                'name="D" id="ab"',
                'id="#1"',
                "",
            ),
            40,
        )
    )
    again = f'<User guid="{{{guid(40).upper()}}}" name="Twin"/>'
    parts = read_xml(tmp_path, project(users=users + again))
    assert column(parts, "coders", "coder") == ["Anna Berg", "anna berg-2", "AB", "D", "1", "unnamed"]
    assert column(parts, "coders", "name") == ["Anna Berg", "anna berg", "A. <B> & C", "D", "#1", "unnamed"]
    assert set(column(parts, "coders", "role")) == {"independent"}
    assert reasons(parts, "coders") == ["another user has the same GUID"]
    assert parts.identities["coders"]["AB"] == guid(42)
    assert "coders" not in read_xml(tmp_path, project(users="")).tables


def test_when_a_passage_was_coded_is_kept_in_universal_time(tmp_path: Path) -> None:
    passages = [
        passage(0, 2, coding(more=' creationDateTime="2018-03-27T21:29:27+02:00"')),
        passage(3, 6, more=' creationDateTime="2018-03-27T19:29:27.123"'),
        passage(7, 9, coding(more=' creationDateTime="yesterday"')),
        passage(10, 14),
    ]
    parts = read_xml(tmp_path, project(source("one", *passages, content="We met at noon")))
    assert column(parts, "codings", "coded_at") == ["2018-03-27T19:29:27", "2018-03-27T19:29:27.123000", None, None]
    assert parts.assumed[0] == "1 codings have a date that cannot be read, and are taken without it"
    assert set(zip(*(column(parts, "codings", name) for name in ("round", "status", "polarity")), strict=True)) == {
        ("1", "independent", "affirm")
    }
    assert moment("0001-01-01T00:00:00+05:00") is None


def test_a_coding_of_a_whole_source_spans_all_of_it(tmp_path: Path) -> None:
    text = "We met\r\nat noon 😀"
    parts = read_xml(tmp_path, project(source("one", coding(), path="one.txt")), {"sources/one.txt": text.encode()})
    assert words(parts) == [text]
    missing = read_xml(tmp_path, project(source("one", coding(), path="one.txt")))
    assert reasons(missing, "codings") == ["its text is not in the project"]


def test_codings_that_say_nothing_new_or_name_no_code_are_left_out(tmp_path: Path) -> None:
    twice = passage(0, 6, coding(), coding(number=501), coding(guid(77)), f'<Coding guid="{guid(5)}"/>')
    several = f'<Coding guid="{guid(6)}"><CodeRef targetGUID="{{{CODE.upper()}}}"/><CodeRef targetGUID="{guid(77)}"/></Coding>'
    xml = project(
        source("one", twice, passage(7, 9, several), passage(10, 14, "<Description/>"), content="We met at noon")
    )
    parts = read_xml(tmp_path, xml)
    assert words(parts) == ["We met", "at"]
    assert parts.in_file["codings"] == 6
    assert reasons(parts, "codings") == [
        "the same passage is coded trust by unknown already",
        "its code is not in the codebook",
        "it names no code",
        "its code is not in the codebook",
    ]
    assert reasons(parts, "passages without a code") == ["nothing is coded there"]


# The codebook


def test_codes_keep_their_tree_their_names_and_what_is_said_of_them(tmp_path: Path) -> None:
    codes = (
        f'<Code guid="{guid(1)}" name="Coke" isCodable="false"><Description> a drink </Description>'
        f'<Code guid="{guid(2)}" name="Coke::diet Coke" isCodable="true"/>'
        f'<Code guid="{guid(3)}" name="Coke" isCodable="1"><Code guid="{guid(4)}" name="coke" isCodable="false"/></Code></Code>'
        '<Code name=""/>'
    )
    parts = read_xml(tmp_path, project(MET, codes=codes))
    rows = parts.tables["codes"].select("code", "parent", "level", "name", "definition", "codable").rows()
    assert rows == [
        ("Coke", None, "domain", "Coke", "a drink", "true"),
        ("Coke--diet Coke", "Coke", "code", "Coke::diet Coke", None, "true"),
        ("Coke-2", "Coke", "theme", "Coke", None, "true"),
        ("coke-3", "Coke-2", "code", "coke", None, "false"),
        ("unnamed code", None, "code", "unnamed code", None, "true"),
    ]
    assert parts.assumed == [
        "1 codes are said not to be used for coding and are used all the same (Coke); they are taken as codes like any other",
        "1 codes have no name, and are called “unnamed code”",
        "codings by nobody among the users: 1; their coder is called “unknown”",
    ]
    assert parts.identities["codes"] == {
        "Coke": guid(1),
        "Coke--diet Coke": guid(2),
        "Coke-2": guid(3),
        "coke-3": guid(4),
    }


def test_a_codebook_in_the_old_namespace_inside_a_project_is_read(tmp_path: Path) -> None:
    xml = project(MET).replace("<CodeBook>", '<CodeBook xmlns="urn:QDA-XML:codebook:0:4">')
    parts = read_xml(tmp_path, xml)
    assert column(parts, "codings", "code") == ["trust"]


def test_two_codes_of_one_guid_are_a_fault(tmp_path: Path) -> None:
    codes = CODES + f'<Code guid="{{{CODE.upper()}}}" name="doubt" isCodable="true"/>'
    with pytest.raises(StudyError, match="is the GUID of two codes, trust and doubt, so it is not known which one"):
        read_xml(tmp_path, project(codes=codes))


FACTS = "commonplace code: L1.1\ncommonplace level: theme\ncommonplace sensitive: true"


@pytest.mark.parametrize(
    ("description", "definition", "facts"),
    [
        ("What is said\n\n" + FACTS, "What is said", {"code": "L1.1", "level": "theme", "sensitive": "true"}),
        (FACTS, "", {"code": "L1.1", "level": "theme", "sensitive": "true"}),
        ("ends so\n\n\ncommonplace code: A", "ends so\n", {"code": "A"}),
        ("commonplace level: theme\n\ncommonplace code: A", "commonplace level: theme", {"code": "A"}),
        ("commonplace code: B\ncommonplace code: A", "commonplace code: B", {"code": "A"}),
        ("a\n\ncommonplace level: tall", "a\n\ncommonplace level: tall", {}),
        ("a\n\ncommonplace colour: red", "a\n\ncommonplace colour: red", {}),
        ("a\n\ncommonplace sensitive: perhaps", "a\n\ncommonplace sensitive: perhaps", {}),
        ("code: A ", "code: A", {}),
        ("", "", {}),
    ],
)
def test_facts_behind_a_definition_are_parted_from_it(description: str, definition: str, facts: dict[str, str]) -> None:
    assert described(description) == (definition, facts)


def test_facts_of_a_code_fill_its_columns_and_a_key_that_is_none_is_made(tmp_path: Path) -> None:
    facts = "commonplace code: {}\ncommonplace level: domain\ncommonplace framework: CFIR\ncommonplace valence: dual\ncommonplace origin: free_node"
    codes = "".join(
        f'<Code guid="{guid(n)}" name="trust" isCodable="true"><Description>{facts.format(key)}</Description></Code>'
        for n, key in enumerate(("T.1", "t.1", "#"), 1)
    )
    parts = read_xml(tmp_path, project(codes=codes))
    assert column(parts, "codes", "code") == ["T.1", "trust", "trust-2"]
    rest = parts.tables["codes"].select("level", "framework", "valence", "sensitive", "origin").rows()
    assert rest == [("domain", "CFIR", "dual", "false", "free_node")] * 3


def test_a_bare_codebook_of_any_minor_version_or_without_a_namespace_is_read(tmp_path: Path) -> None:
    for namespace in (' xmlns="urn:QDA-XML:codebook:1.5"', ' xmlns="URN:qda-xml:codebook:0:4"', ""):
        path = tmp_path / "codes.xml"
        path.write_text(f"<CodeBook{namespace}><Codes>{CODES}</Codes><Sets/></CodeBook>")
        assert column(read_file(path), "codes", "code") == ["trust"]
