"""The plan of a project: which items, by whom, how long, what beside what, until when."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.facts import ProjectFacts
from catalogue.rules import applicable_items, classify, materials_for, materials_of, plan, within
from catalogue.source import shipped_catalogue
from clocks.builtin import builtin_calendar
from tests.catalogue.test_classification import ANY_FACTS

CATALOGUE = shipped_catalogue()
CALENDAR = builtin_calendar()
START = date(2026, 1, 5)

SCHOOL = ProjectFacts(
    direct_share=Decimal(1), sector="PUBLIC", land_mode="ALLOCATED", investment=Decimal(86_000_000),
    land_area=Decimal(32_000), floor_area=Decimal(21_000), height=Decimal(23), earthwork=Decimal(18_000), spoil=True,
)  # fmt: skip
FACTORY = ProjectFacts(
    investment_kind="ENT", regime="FILING", sector="INDUSTRIAL", land_mode="GRANTED", investment=Decimal(120_000_000),
    land_area=Decimal(40_000), floor_area=Decimal(26_000), height=Decimal(15), earthwork=Decimal(9_000),
    construction_drainage=True, power="HIGH", lifting_machinery=True,
)  # fmt: skip
STANDARD = ProjectFacts(
    investment_kind="ENT", regime="FILING", sector="INDUSTRIAL", land_mode="GRANTED", standard_land=True, commitment=True,
    investment=Decimal(120_000_000), land_area=Decimal(40_000), floor_area=Decimal(26_000), earthwork=Decimal(9_000),
)  # fmt: skip
ROAD = ProjectFacts(
    investment_kind="GOV", sector="MUNICIPAL", linear=True, land_mode="ALLOCATED", investment=Decimal(60_000_000),
    land_area=Decimal(60_000), earthwork=Decimal(70_000), occupies_road=True, blocks_traffic=True, green_or_trees=True,
    water_supply=False, power="NONE",
)  # fmt: skip


def planned(facts: ProjectFacts, **more):
    return plan(facts, CATALOGUE.flows[classify(facts, CATALOGUE).flow_code], CATALOGUE, CALENDAR, START, **more)


def test_the_critical_path_of_a_government_building_runs_back_to_back_to_day_79() -> None:
    found = planned(SCHOOL)
    path = [code for stage in found.stages for code in stage.critical_path.codes]
    assert path == ["101", "103", "102", "113", "201", "202", "203", "301", "303", "401", "408"]
    ends = [found.items[code].earliest_end for code in path]
    days = [(1, 12), (1, 26), (2, 5), (2, 10), (2, 26), (3, 11), (3, 20), (4, 3), (4, 13), (4, 29), (5, 6)]
    assert ends == [date(2026, month, day) for month, day in days]
    assert found.counted_days == 79 == CALENDAR.count(START, found.stages[-1].earliest_end)


@pytest.mark.parametrize(
    ("facts", "flow", "fewest", "most"),
    [(FACTORY, "ENT_FILING_GRANTED", 12, 25), (STANDARD, "ENT_INDUSTRIAL_STD", 12, 25), (ROAD, "GOV_LINEAR", 12, 30), (SCHOOL, "GOV_BUILDING", 12, 30)],
)  # fmt: skip
def test_a_project_gets_the_items_it_needs_and_no_more(facts, flow, fewest, most) -> None:
    found = planned(facts)
    assert found.flow.code == flow
    assert fewest <= len(found.items) <= most


def test_a_factory_on_granted_land_is_not_asked_for_what_is_not_its_own() -> None:
    codes = set(planned(FACTORY).items)
    assert {"105", "113", "201", "203", "205", "208", "301", "303", "401", "404", "408", "506"} <= codes
    assert codes.isdisjoint({"101", "102", "103", "104", "202", "204", "206", "207", "214", "221", "302", "403", "310"})


def test_each_special_fact_brings_its_items() -> None:
    def added(**more: object) -> set[str]:
        return set(planned(replace(FACTORY, **more)).items) - set(planned(FACTORY).items)

    assert added(special_fire_works=True) == {"302", "403"}
    assert added(lightning_special=True) == {"304", "407"}
    assert added(hazardous_chemicals=True) == {"221"}
    assert added(forest_land=True) == {"114"}
    assert added(civil_defence_basement=True) == {"214", "405"}
    assert added(land_area=Decimal(50_000)) == {"207"}
    assert added(energy=Decimal(1000)) == {"106"}
    assert added(eia_class="REPORT") == {"204"}
    assert added(farmland=True) == {"111"}


def test_what_runs_beside_what_is_shown_by_level() -> None:
    stage = planned(SCHOOL).stage("S3")
    assert stage.groups[0] == ("301", "305")
    assert stage.groups[1] == ("303",)
    assert (stage.lead, stage.budget, stage.counted_days) == ("HOUSING", 15, 15)


def test_a_step_of_the_applicant_has_no_dates_but_is_named_where_it_is_awaited() -> None:
    items = planned(SCHOOL).items
    assert items["310"].promised is None
    assert items["310"].earliest_end is None
    assert "310" in items["303"].waits_on_own_steps
    assert "112" in items["113"].waits_on_own_steps


def test_a_late_parallel_item_before_a_gate_moves_the_item_behind_it_but_not_the_counted_days() -> None:
    found = planned(replace(SCHOOL, over_mineral=True))
    assert found.items["109"].earliest_end == CALENDAR.add(START, 25)
    assert found.items["113"].earliest_start == CALENDAR.add(START, 25)  # 102 alone would have let it start on day 23
    assert found.counted_days == 79


def test_on_standard_land_the_drawings_are_reviewed_after_the_permit() -> None:
    items = planned(STANDARD).items
    assert items["301"].committed
    assert items["301"].needs == (("303",),)
    assert not items["301"].counts_in_cap
    assert "301" not in {code for group in items["303"].needs for code in group}
    assert "201" not in items


def test_a_merged_item_brings_its_papers_and_asks_for_no_paper_that_is_never_made() -> None:
    flow = CATALOGUE.flows["ENT_INDUSTRIAL_STD"]
    keys = {need.key: need for need in materials_of("203", STANDARD, flow, CATALOGUE)}
    assert "scheme_drawings" in keys
    assert keys["scheme_drawings"].asked_by == (("203", "201"),)
    assert "scheme_opinion" not in keys
    permit = {need.key for need in materials_of("303", STANDARD, flow, CATALOGUE)}
    assert "drawing_commitment" in permit
    assert "drawing_certificate" not in permit


def test_one_filing_asks_for_each_paper_once() -> None:
    found = planned(SCHOOL)
    codes = [item.code for item in found.stage("S1").items]
    needed = materials_for(codes, SCHOOL, found.flow, CATALOGUE)
    keys = [need.key for need in needed]
    assert len(keys) == len(set(keys))
    redline = next(need for need in needed if need.key == "redline")
    assert [decided for decided, _owner in redline.asked_by] == ["103", "113"]
    assert redline.principal
    assert redline.uploaded
    assert not next(need for need in needed if need.key == "site_opinion").uploaded


def test_inside_one_application_only_its_own_items_are_waited_for() -> None:
    flow = CATALOGUE.flows["GOV_BUILDING"]
    items = applicable_items(SCHOOL, flow, CATALOGUE)
    assert within(items, ["201", "202", "203"]) == {"201": (), "202": (("201",),), "203": (("201",), ("202",))}


def test_acceptance_waits_for_the_works() -> None:
    done = date(2026, 12, 1)
    found = planned(FACTORY, works_complete_on=done)
    assert found.stage("S4").earliest_start == done
    assert found.ready_for_construction < done
    assert found.items["303"].earliest_end <= found.ready_for_construction


def test_high_voltage_takes_fifteen_days_and_renovation_goes_to_industry() -> None:
    assert planned(FACTORY).items["503"].promised == 15
    assert planned(STANDARD).items["503"].promised == 5
    renovation = ProjectFacts(investment_kind="ENT", regime="FILING", land_mode="NONE", technical_renovation=True)
    assert planned(renovation).items["105"].department == "INDUSTRY"
    assert planned(FACTORY).items["105"].department == "DRC"


def test_exempt_works_are_planned_with_the_limits_of_their_items() -> None:
    facts = ProjectFacts(
        direct_share=Decimal(1), linear=True, land_mode="ALLOCATED", special="RESCUE", investment=Decimal(10**7)
    )
    found = planned(facts)
    assert found.flow.cap is None
    assert {stage.budget for stage in found.stages} == {None}
    assert found.items["103"].promised == 10


class EveryDayCalendar:
    """Counts every day, so that plans of any date can be checked without a published year."""

    def add(self, day: date, n: int, /) -> date:
        return date.fromordinal(day.toordinal() + n)


NOTHING_SPECIAL = {"special": "", "major": "", "direct_share": Decimal(0), "capital_share": Decimal(0)}
ENT = {**NOTHING_SPECIAL, "investment_kind": "ENT", "regime": "FILING"}
GOV = {**NOTHING_SPECIAL, "direct_share": Decimal(1)}
SMALL = {"single_content": True, "simple_technique": True, "floor_area": Decimal(9_000), "height": Decimal(12)}
STD = {"standard_land": True, "commitment": True, "sector": "INDUSTRIAL", "hazardous_chemicals": False}
BASES = {
    "GOV_SIMPLE": {**GOV, **SMALL, "investment": Decimal(5_000_000)},
    "GOV_LINEAR": {**GOV, "linear": True, "single_content": False},
    "GOV_BUILDING": {**GOV, "linear": False, "single_content": False},
    "ENT_CONFIRM": {**ENT, "regime": "CONFIRM"},
    "ENT_LAND_WITH_SCHEME": {**ENT, "land_mode": "GRANTED_WITH_SCHEME"},
    "ENT_INDUSTRIAL_STD": {**ENT, **STD, "land_mode": "GRANTED", "special_fire_works": False},
    "ENT_FILING_GRANTED": {**ENT, "land_mode": "GRANTED", "standard_land": False},
    "ENT_SMALL": {**ENT, **SMALL, "land_mode": "NONE", "linear": False},
    "ENT_FILING": {**ENT, "land_mode": "ALLOCATED"},
    "EXEMPT_OTHER": {**GOV, "special": "RESCUE"},
}


@pytest.mark.parametrize("code", BASES)
@given(facts=ANY_FACTS, start=st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_no_project_exceeds_its_budgets_whatever_else_its_facts_are(code, facts, start) -> None:
    facts = replace(facts, **BASES[code])
    assert classify(facts, CATALOGUE).flow_code == code
    flow = CATALOGUE.flows[code]
    made = plan(facts, flow, CATALOGUE, EveryDayCalendar(), start)
    if flow.cap is not None:
        assert all(stage.counted_days <= stage.budget for stage in made.stages)
        assert made.counted_days <= flow.cap
    for item in made.items.values():
        if item.earliest_end is None:
            continue
        assert item.earliest_end >= item.earliest_start >= start
        for group in item.needs:
            ends = [made.items[other].earliest_end for other in group]
            assert any(end is None or end <= item.earliest_start for end in ends), item.code
    for earlier, later in pairwise(made.stages):
        assert earlier.earliest_end <= later.earliest_start
