"""Files of real tools through the command line, each with the counts that are known of it.

Ratings by hand (agreement_irr, agreement_irrCAC, agreement_tidycomm) are no study and are not imported: they are under
test where coefficients are.
"""

import csv
import json
from collections import Counter
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from typer.testing import CliRunner

from app import cli
from data.study import load_study
from queries.structure import structure
from tests.gates import analyst
from tests.studies import open_release, write_small

ABOUT = """[study]
id = "real"
title = "Files of real tools"
design = "single_case"
data_status = "pseudonymised"
stages = { S1 = "The one round" }
"""


def imported(tmp_path: Path, package: Path, *files: Path) -> dict[str, Any]:
    """What the command says of an import, in which everything must be accounted for."""
    report = tmp_path / "report.json"
    done = CliRunner().invoke(cli, ["import", *map(str, files), "--into", str(package), "--report", str(report)])
    assert done.exit_code == 0, done.output
    assert "Not accounted for" not in done.output
    found: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    assert found["unaccounted"] == {}
    for file in found.get("files", [found]):
        assert file["unaccounted"] == {}
        assert file["file"] in done.output
    return found


def study(tmp_path: Path, sources: str, **tables: str) -> Path:
    """A package of its settings and what somebody has typed in."""
    package = tmp_path / "study"
    package.mkdir()
    (package / "study.toml").write_text(ABOUT + sources, encoding="utf-8")
    for name, text in tables.items():
        (package / f"{name}.csv").write_text(text, encoding="utf-8")
    return package


def small(tmp_path: Path) -> Path:
    codings = [("i1", 0, 5, "T1.1", "a", "affirm")]
    return write_small(tmp_path, codings=codings, interviews={"i1": ("r1", "S1")}, finished=[("i1", "a")])


def reasons(report: dict[str, Any], kind: str) -> dict[str, int]:
    lost: Counter[str] = Counter()
    for entry in report["left_out"]:
        if entry["kind"] == kind:
            lost[entry["reason"]] += entry["count"]
    return lost


def levels(package: Path) -> int:
    """How many levels the codebook has."""
    parents = dict(load_study(package).tables["codes"].select("code", "parent").rows())

    def depth(code: str) -> int:
        return 1 + (depth(parents[code]) if parents[code] else 0)

    return max(map(depth, parents))


def test_a_taguette_database_and_the_tool_s_own_table_of_it(tmp_path: Path, realdata: Path) -> None:
    folder, package = realdata / "taguette_serdif", tmp_path / "serdif"
    report = imported(tmp_path, package, folder / "SERDIF_P2_ThematicAnalysis.sqlite3")
    assert report["in_file"] == {"transcripts": 17, "codes": 22, "coders": 1, "highlights": 1794, "codings": 1930}
    assert (report["taken"]["codings"], report["text_matches"]) == (1930, 1930)
    assert reasons(report, "highlights") == {"it has no tag, so nothing was coded": 1}
    found = load_study(package)
    names = dict(found.tables["codes"].select("code", "name").rows())
    ours = Counter(
        (interview, names[code], " ".join(found.transcripts[interview][start:end].split()))
        for interview, code, start, end in found.tables["codings"]
        .select("interview", "code", "start", "end")
        .iter_rows()
    )
    with (folder / "all_tags_20220303.csv").open(encoding="utf-8", newline="") as file:
        theirs = Counter(
            (row["document"].removesuffix(".odt"), row["tag"], " ".join(row["content"].split()))
            for row in csv.DictReader(file)
        )
    assert (sum(ours.values()), ours == theirs) == (1930, True)


def test_a_project_of_nvivo_is_a_codebook_of_seven_levels(tmp_path: Path, realdata: Path) -> None:
    report = imported(tmp_path, tmp_path / "nvivo", realdata / "qdpx_nvivo_qc" / "nvivo_project.qdpx")
    assert report["tool"] == "NVivo for Mac 15.0.0 (REFI-QDA project)"
    assert report["in_file"] == {"coders": 2, "transcripts": 2, "codes": 262, "codings": 0}
    assert report["taken"] == {"coders": 2, "codes": 262, "codings": 0}
    assert reasons(report, "transcripts") == {"its text is empty": 2}
    assert levels(tmp_path / "nvivo") == 7


def test_a_project_of_a_command_line_tool_has_its_205_codings(tmp_path: Path, realdata: Path) -> None:
    report = imported(tmp_path, tmp_path / "demo", realdata / "qdpx_qc_demo" / "demo.qdpx")
    assert report["in_file"] == {"coders": 1, "transcripts": 2, "codes": 262, "codings": 205}
    assert [report["taken"][kind] for kind in ("transcripts", "codes", "codings")] == [2, 262, 205]
    assert report["offsets"]["convention"] == "Unicode code points"
    assert load_study(tmp_path / "demo").tables["codings"]["code"].n_unique() == 77


@pytest.mark.parametrize("name", ["TestProject.qdpx", "Project.qde"])
def test_a_project_of_every_kind_of_source(tmp_path: Path, realdata: Path, name: str) -> None:
    report = imported(tmp_path, tmp_path / "every", realdata / "qdpx_skyloom" / name)
    held = {"codes": 14, "codings": 16, "coders": 3, "sets": 16, "graphs": 1, "links": 1, "memos": 4}
    assert {kind: report["in_file"][kind] for kind in held} == held
    assert [report["taken"][kind] for kind in ("codes", "coders", "memos", "codings")] == [14, 3, 4, 0]
    assert sum(reasons(report, "codings").values()) == 16  # their sources are not in the file
    assert sum(reasons(report, "sets").values()) == 16


@pytest.mark.parametrize(("name", "codes"), [("blank-atlas-project", 0), ("target-atlas-project", 3)])
def test_nearly_empty_projects_of_atlas(tmp_path: Path, realdata: Path, name: str, codes: int) -> None:
    report = imported(tmp_path, tmp_path / "study", realdata / "qdpx_atlas_ponte" / f"{name}.qdpx")
    assert (report["in_file"]["codes"], report["taken"]["codes"]) == (codes, codes)


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("REFI-QDA-1-5", 6),
        ("doorstop-core-tests-files-exported", 8),
        ("portableQDA_Atlasti", 5),
        ("portableQDA_test_compare_Diff_destAtlas", 2),
    ],
)
def test_a_codebook_comes_into_a_study_that_has_one(tmp_path: Path, realdata: Path, name: str, codes: int) -> None:
    package = small(tmp_path)
    report = imported(tmp_path, package, realdata / "qdc_portableqda" / f"{name}.qdc")
    assert (report["in_file"]["codes"], report["taken"]["codes"]) == (codes, codes)
    assert load_study(package).tables["codes"].height == 6 + codes


@pytest.mark.parametrize(("name", "codings", "deleted"), [("OPCW", 1039, 16), ("OPCW-CSP-DG", 22, 1)])
def test_what_is_deleted_in_rqda_is_not_read(
    tmp_path: Path, realdata: Path, name: str, codings: int, deleted: int
) -> None:
    report = imported(tmp_path, tmp_path / "rqda", realdata / "rqda_igo_openness" / f"{name}.rqda")
    assert (report["in_file"]["codings"], report["taken"]["codings"]) == (codings, codings - deleted)
    assert reasons(report, "codings") == {"deleted in RQDA": deleted}


def test_quotations_exported_by_atlas_with_their_codebook(tmp_path: Path, realdata: Path) -> None:
    folder = realdata / "atlasti_edgeai_exports"
    package = study(tmp_path, "")
    codebook = imported(tmp_path, package, folder / "20250914_codebook_full.csv")
    assert (codebook["in_file"]["codes"], codebook["taken"]["codes"]) == (465, 465)
    report = imported(tmp_path, package, folder / "20250914_quotation_export.csv")
    assert (report["in_file"]["rows"], report["taken"]["rows"]) == (394, 394)
    assert (report["in_file"]["codings"], report["taken"]["codings"]) == (1465, 1464)


def test_statements_coded_by_hand(tmp_path: Path, realdata: Path) -> None:
    sources = """
[[source]]
file = "interview-data.xlsx"
sheet = "Codes Quality Factors"
table = "codes"
columns = { name = "Quality Factor", parent = "Type", definition = "Definition" }

[[source]]
file = "interview-data.xlsx"
sheet = "Data"
table = "codings"
shape = "wide"
text = "excerpts"
columns = { interview = "P", text = "ID" }
spread = { "Quality Factor [0-9]*" = "" }
constants = { coder = "first", round = "1", status = "independent", polarity = "affirm" }
"""
    package = study(tmp_path, sources)
    report = imported(tmp_path, package, realdata / "coded_rqi_overlap" / "interview-data.xlsx")
    assert (report["in_file"]["rows"], report["taken"]["rows"]) == (108, 82)
    assert sum(reasons(report, "rows").values()) == 26  # statements that nobody gave a code
    assert (report["taken"]["respondents"], report["taken"]["transcripts"]) == (8, 8)
    assert (report["in_file"]["codings"], report["taken"]["codings"], report["text_matches"]) == (89, 89, 89)
    assert sum(text.count("\n\n") + 1 for text in load_study(package).transcripts.values()) == 108


def test_fifteen_matrices_of_one_interview_each(tmp_path: Path, realdata: Path) -> None:
    files = sorted((realdata / "coded_novelqualcodes_matrices").glob("Int*.xlsx"))
    report = imported(tmp_path, study(tmp_path, ""), *files)
    assert (len(report["files"]), report["taken"]["interviews"]) == (15, 15)
    assert (report["in_file"]["codings"], report["taken"]["codings"], report["in_file"]["references"]) == (52, 52, 65)


NETWORKS = "network,name,network_type\ntobacco,Tobacco control,place_based\n"
BODIES = """
[[source]]
file = "TCnetworks_TCcnt_nodes.csv"
table = "organisations"
columns = { organisation = "id", name = "vertex.names", sector = "agency_cat" }

[[source]]
file = "TCnetworks_TCcnt_nodes.csv"
table = "memberships"
columns = { organisation = "id" }
constants = { network = "tobacco" }
"""
RELATION = """
[[source]]
file = "TCnetworks_{file}_edges.csv"
table = "ties"
columns = {{ from_organisation = "from_name", to_organisation = "to_name"{weight} }}
constants = {{ network = "tobacco", relation = "{name}", directed = "false", year = "2010", source = "record" }}
"""


def test_the_tobacco_control_network_has_its_densities_on_the_page(tmp_path: Path, realdata: Path) -> None:
    folder = realdata / "net_usernetr"
    relations = {
        "TCcnt": ("contact", "contact"),
        "TCcoll": ("collaboration", "collaborate"),
        "TCdiss": ("dissemination", ""),
    }
    sources = BODIES + "".join(
        RELATION.format(file=file, name=name, weight=f', weight = "{weight}"' if weight else "")
        for file, (name, weight) in relations.items()
    )
    package = study(tmp_path, sources, networks=NETWORKS)
    edges = [folder / f"TCnetworks_{file}_edges.csv" for file in relations]
    report = imported(tmp_path, package, folder / "TCnetworks_TCcnt_nodes.csv", *edges)
    assert (report["taken"]["organisations"], report["taken"]["ties"]) == (25, 175 + 161 + 103)
    release = open_release(package, tmp_path / "releases")
    figures = structure(analyst(release)).sort("relation")
    release.close()
    assert figures["relation"].to_list() == ["collaboration", "contact", "dissemination"]
    assert figures["n"].to_list() == [25, 25, 25]
    assert figures["edges"].to_list() == [161, 175, 103]
    assert [round(density, 3) for density in figures["density"]] == [0.537, 0.583, 0.343]


TRUSTS = """
[[source]]
file = "etr_2021.csv"
table = "organisations"
columns = { organisation = "organisation_code", name = "name", district = "high_level_health_geography" }
"""


def test_attendances_of_274_organisations_of_which_161_are_listed_trusts(tmp_path: Path, realdata: Path) -> None:
    sources = (
        TRUSTS
        + """
[[source]]
file = "ae_attendances.csv"
table = "observations"
columns = { indicator = "type", subject = "org_code", period = "period", value = "attendances" }
values.indicator = { "1" = "major", "2" = "single", "other" = "minor" }
constants = { subject_type = "organisation" }
"""
    )
    indicators = "indicator,dimension,name,unit,direction,source_type\n" + "".join(
        f"{name},Demand,Attendances ({name}),count,neutral,administrative\n" for name in ("major", "single", "minor")
    )
    package = study(tmp_path, sources, indicators=indicators)
    trusts, figures = realdata / "nhs_trust_reference" / "etr_2021.csv", realdata / "nhs_ae_attendances"
    report = imported(tmp_path, package, trusts, figures / "ae_attendances.csv")
    assert (report["in_file"]["organisations"], report["taken"]["organisations"]) == (228, 228)
    strangers = [entry for entry in report["left_out"] if entry["kind"] == "observations"]
    found = load_study(package).tables["observations"]
    assert report["in_file"]["observations"] == 12_765
    assert (found["subject"].n_unique(), len(strangers)) == (161, 274 - 161)
    assert report["taken"]["observations"] + sum(entry["count"] for entry in strangers) == 12_765
    assert found.select("period_start").n_unique() == 36


def test_ties_of_trusts_and_local_authorities(tmp_path: Path, realdata: Path) -> None:
    sources = (
        TRUSTS
        + """
[[source]]
file = "ltla_utla_list.csv"
table = "organisations"
columns = { organisation = "UTLA19CD", name = "UTLA19NM" }
constants = { sector_group = "local_government_and_other" }

[[source]]
file = "trust_utla_mapping_public.csv"
table = "ties"
columns = { from_organisation = "trust_code", to_organisation = "geo_code", weight = "p_trust" }
constants = { network = "care", relation = "patients", directed = "true", year = "2020", source = "record" }
"""
    )
    package = study(tmp_path, sources, networks="network,name,network_type\ncare,Care,place_based\n")
    folder = realdata / "nhs_trust_la_ties"
    files = [realdata / "nhs_trust_reference" / "etr_2021.csv", folder / "ltla_utla_list.csv"]
    report = imported(tmp_path, package, *files, folder / "trust_utla_mapping_public.csv")
    ties = load_study(package).tables["ties"]
    assert (report["in_file"]["ties"], report["taken"]["ties"], ties.height) == (424, 424, 424)
    assert ties["weight"].is_between(0, 1).all()
    assert ties["weight"].null_count() == 0


def test_a_panel_of_248_trusts_over_eleven_years_with_na_for_none(tmp_path: Path, realdata: Path) -> None:
    sources = """
[[source]]
file = "trust_ref_file.csv"
table = "observations"
shape = "wide"
columns = { subject = "procode", period = "year" }
spread = { "sites_peers" = "sites", "absence_rate_peers" = "absence" }
missing = ["NA"]
constants = { subject_type = "organisation" }
"""
    path = realdata / "nhs_trust_reference" / "trust_ref_file.csv"
    rows = pl.read_csv(path, infer_schema=False)
    names = rows.select(organisation="procode", name="name").unique("organisation", keep="last").write_csv()
    indicators = "indicator,dimension,name,unit,direction,source_type\n" + "".join(
        f"{name},Staff,{name},count,neutral,administrative\n" for name in ("sites", "absence")
    )
    package = study(tmp_path, sources, indicators=indicators, organisations=names)
    report = imported(tmp_path, package, path)
    found = load_study(package).tables["observations"]
    assert (rows.height, found["subject"].n_unique(), found["period_start"].n_unique()) == (2728, 248, 11)
    assert (report["in_file"]["observations"], found.height) == (2 * 2728, 2 * 2728)
    missing = dict(found.group_by("indicator").agg(pl.col("value").null_count()).rows())
    assert missing == {
        ours: (rows[f"{theirs}_peers"] == "NA").sum()
        for ours, theirs in (("sites", "sites"), ("absence", "absence_rate"))
    }


def test_projects_of_several_tools_come_into_one_study(tmp_path: Path, realdata: Path) -> None:
    paths = "taguette_serdif/SERDIF_P2_ThematicAnalysis.sqlite3", "rqda_igo_openness/OPCW.rqda"
    report = imported(tmp_path, tmp_path / "both", *(realdata / path for path in paths))
    found = load_study(tmp_path / "both")
    assert [file["taken"]["codings"] for file in report["files"]] == [1930, 1023]
    assert found.tables["codings"].height == report["taken"]["codings"] == 1930 + 1023
    assert len(found.transcripts) == report["taken"]["transcripts"] == 17 + 16
