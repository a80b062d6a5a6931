"""Durations of promises are data of a catalogue version; a version without them keeps what stood before."""

import pytest

from catalogue.parse import parse_catalogue
from catalogue.parse_parts import CatalogueSourceError
from catalogue.practice import Practice, parse_practice
from catalogue.source import read_source


def test_the_shipped_values_are_written_out_and_a_version_without_them_has_the_same():
    source = read_source()
    assert set(source["practice"]) == set(Practice.__dataclass_fields__)
    assert parse_catalogue(source).practice == Practice()
    del source["practice"]
    assert parse_catalogue(source).practice == Practice()


def test_a_province_sets_its_own_on_a_document():
    made = parse_practice({"basis": "赣政办〔2026〕9号", "hearing_days": 7, "reminders": [1, 15, 3]})
    assert (made.hearing_days, made.reminders, made.objection_days) == (7, (15, 3, 1), 5)


@pytest.mark.parametrize(
    "row",
    [{"hearing": 5}, {"hearing_days": 0}, {"hearing_days": "5"}, {"late_days": True}, {"reminders": [0]},
     {"spot_check_months": {"A": 12}}, {"spot_check_months": {"A": 12, "B": 6, "C": -3}},
     {"draw_rates": {"A": 5, "B": 10, "C": 101}}, {"publication": {"MINOR": {}}}],
)  # fmt: skip
def test_what_is_no_duration_is_refused_with_its_place(row):
    with pytest.raises(CatalogueSourceError, match="practice"):
        parse_practice(row)
