"""Units of control indicators: one wording, wherever they are shown."""

import copy

import pytest

from catalogue.parse import parse_catalogue
from catalogue.parse_parts import CatalogueSourceError
from catalogue.source import read_source, shipped_catalogue
from catalogue.units import UNITS
from regional_assessments.land.indicators import indicators


def test_the_parcel_and_the_promise_name_a_unit_alike() -> None:
    agreed = {one.unit.zh: one.unit.en for one in indicators().values()}
    promised = {one.unit.zh: one.unit.en for one in shipped_catalogue().indicators if one.unit}
    assert promised.items() <= agreed.items()
    assert agreed["万元/亩"] == "CNY 10k per mu"
    assert set(agreed) == set(UNITS)


def test_a_version_written_before_keeps_its_own_wording_and_an_unknown_unit_is_refused() -> None:
    source = copy.deepcopy(read_source())
    source["indicators"][0]["unit"] = {"zh": "万元/亩", "en": "10k yuan/mu"}
    assert parse_catalogue(source).indicators[0].unit.en == "10k yuan/mu"
    source["indicators"][0]["unit"] = "斗"
    with pytest.raises(CatalogueSourceError, match="斗"):
        parse_catalogue(source)
