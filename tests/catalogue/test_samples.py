"""材料样例: written once for two papers, versioned with the catalogue, refused where it says nothing."""

import copy
import re

import pytest

from catalogue.parse import parse_catalogue
from catalogue.parse_parts import CatalogueSourceError
from catalogue.samples import Fields, Grid, Plan, Signs
from catalogue.source import read_source, shipped_catalogue
from catalogue.validation import validate

CATALOGUE = shipped_catalogue()
ASKED_FOR = {use.key for item in CATALOGUE.items.values() for use in item.materials}


def written(part):
    """The shipped catalogue with one sample that has this part."""
    source = copy.deepcopy(read_source())
    source["samples"] = [{"key": "project_info", "title": "表", "parts": [part]}]
    return source


@pytest.mark.parametrize("key", CATALOGUE.samples)
def test_every_sample_is_of_a_paper_that_an_item_asks_for(key) -> None:
    assert key in ASKED_FOR
    # An authority's own paper is shown, for where the system cannot fetch it; nobody fills it in.
    assert CATALOGUE.materials[key].source != "SHARED" or not CATALOGUE.samples[key].blank
    assert not CATALOGUE.materials[key].online
    assert CATALOGUE.samples[key].title.startswith(CATALOGUE.materials[key].name.zh.split("（", maxsplit=1)[0])


@pytest.mark.parametrize("key", CATALOGUE.examples)
def test_what_a_notice_shows_an_example_of_has_a_specimen(key) -> None:
    assert key in CATALOGUE.samples


@pytest.mark.parametrize("key", CATALOGUE.samples)
def test_every_sample_is_signed_and_says_why_such_papers_come_back(key) -> None:
    sample = CATALOGUE.samples[key]
    assert sample.returned
    signed = [
        part
        for part in sample.parts
        if isinstance(part, Signs) or (isinstance(part, Grid) and "签字" in str(part.head))
    ]
    assert signed


def test_nobody_of_the_samples_exists() -> None:
    said = " ".join(str(sample) for sample in CATALOGUE.samples.values())
    assert "0000000" in said
    for code in re.findall(r"\b9136[0-9A-Z]{14}\b", said):
        assert code.endswith("0000000X")
    assert {name for name in re.findall(r"江西\S{2,8}有限公司", said) if not re.match("江西(样例|㛃垚)", name)} == set()


def test_area_and_sides_of_the_plot_come_from_its_corners_and_the_forms_repeat_them() -> None:
    plots = [part for sample in CATALOGUE.samples.values() for part in sample.parts if isinstance(part, Plan)]
    assert len(plots) == 6
    assert {f"{plot.area:,.2f}" for plot in plots} == {"31,910.43"}
    assert plots[0].sides[0] == pytest.approx(207.6466, abs=1e-4)
    indicators = CATALOGUE.samples["economic_indicators"].parts
    (table,) = (part for part in indicators if isinstance(part, Grid))
    figures = {row[1].strip("　"): row[4] for row in table.rows}
    area, calculated = (float(figures[name].replace(",", "")) for name in ("规划用地面积", "计容建筑面积"))
    assert f"{calculated / area:.2f}" == figures["容积率"]
    assert "31,910.43平方米" in str(
        [part for part in CATALOGUE.samples["project_info"].parts if isinstance(part, Fields)]
    )


@pytest.mark.parametrize(
    "part",
    [
        {"picture": "x"},
        {"text": "x", "heading": "y"},
        {"fields": [["one"]]},
        {"fields": ["label value"]},
        {"table": {"head": ["a", "b"], "rows": [["1"]]}},
        {"table": {"head": ["a", "b"], "shares": [1], "rows": []}},
        {"signs": [["who", "name", "more"]]},
        {"plan": {"corners": [[0, 0], [0, 1]], "neighbours": ["a", "b", "c", "d"]}},
    ],
)
def test_a_part_that_cannot_be_printed_is_refused_with_its_place(part) -> None:
    with pytest.raises(CatalogueSourceError, match=r"samples project_info"):
        parse_catalogue(written(part))


def test_a_sample_of_a_paper_nobody_knows_keeps_the_version_from_being_published() -> None:
    source = written({"text": "x"})
    source["samples"][0]["key"] = "no_such_paper"
    assert [problem.where for problem in validate(parse_catalogue(source))] == ["no_such_paper"]


def test_a_version_written_before_there_were_samples_is_still_read() -> None:
    source = read_source()
    del source["samples"], source["examples"]
    catalogue = parse_catalogue(source)
    assert (catalogue.samples, catalogue.examples) == ({}, {})
