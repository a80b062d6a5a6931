"""Budgets and critical paths: every flow adds up, and validation says what does not."""

import copy

import pytest

from catalogue.parse import parse_catalogue
from catalogue.parse_parts import CatalogueSourceError
from catalogue.rules import auto_fit, longest_path, promised_days, stage_graph, validate
from catalogue.source import read_source, shipped_catalogue

CATALOGUE = shipped_catalogue()
SOURCE = read_source()
PATHS = {
    ("GOV_BUILDING", "S1"): ("101 103 102 113", [5, 10, 8, 3], 26),
    ("GOV_BUILDING", "S2"): ("201 202 203", [7, 10, 7], 24),
    ("GOV_BUILDING", "S3"): ("301 303", [10, 5], 15),
    ("GOV_BUILDING", "S4"): ("401 408", [12, 2], 14),
    ("GOV_LINEAR", "S1"): ("101 103 102 113", [5, 12, 8, 3], 28),
    ("GOV_LINEAR", "S2"): ("201 202 203", [6, 10, 6], 22),
    ("GOV_LINEAR", "S3"): ("301 303", [10, 5], 15),
    ("GOV_LINEAR", "S4"): ("401 408", [12, 2], 14),
    ("GOV_SIMPLE", "S1"): ("103 102 113", [8, 7, 3], 18),
    ("GOV_SIMPLE", "S2"): ("201 202 203", [6, 8, 6], 20),
    ("GOV_SIMPLE", "S3"): ("301 303", [10, 5], 15),
    ("GOV_SIMPLE", "S4"): ("401 408", [12, 2], 14),
    ("ENT_CONFIRM", "S1"): ("103 104 113", [8, 8, 4], 20),
    ("ENT_CONFIRM", "S2"): ("201 203", [9, 7], 16),
    ("ENT_CONFIRM", "S3"): ("301 303", [8, 4], 12),
    ("ENT_CONFIRM", "S4"): ("401 408", [10, 2], 12),
    ("ENT_FILING", "S1"): ("105 103 113", [1, 9, 5], 15),
    ("ENT_FILING", "S2"): ("201 203", [10, 8], 18),
    ("ENT_FILING", "S3"): ("301 303", [10, 5], 15),
    ("ENT_FILING", "S4"): ("401 408", [10, 2], 12),
    ("ENT_FILING_GRANTED", "S1"): ("113", [5], 5),
    ("ENT_FILING_GRANTED", "S2"): ("201 203", [7, 5], 12),
    ("ENT_FILING_GRANTED", "S3"): ("301 303", [7, 3], 10),
    ("ENT_FILING_GRANTED", "S4"): ("401 408", [8, 2], 10),
    ("ENT_LAND_WITH_SCHEME", "S1"): ("113", [4], 4),
    ("ENT_LAND_WITH_SCHEME", "S2"): ("203", [8], 8),
    ("ENT_LAND_WITH_SCHEME", "S3"): ("301 303", [6, 3], 9),
    ("ENT_LAND_WITH_SCHEME", "S4"): ("401 408", [10, 2], 12),
    ("ENT_SMALL", "S1"): ("113", [3], 3),
    ("ENT_SMALL", "S2"): ("203", [9], 9),
    ("ENT_SMALL", "S3"): ("301 303", [5, 3], 8),
    ("ENT_SMALL", "S4"): ("401 408", [8, 2], 10),
    ("ENT_INDUSTRIAL_STD", "S1"): ("113", [2], 2),
    ("ENT_INDUSTRIAL_STD", "S2"): ("203", [6], 6),
    ("ENT_INDUSTRIAL_STD", "S3"): ("303", [4], 4),
    ("ENT_INDUSTRIAL_STD", "S4"): ("401 408", [7, 1], 8),
}
TOTALS = {
    "GOV_BUILDING": 79, "GOV_LINEAR": 79, "GOV_SIMPLE": 67, "ENT_CONFIRM": 60, "ENT_FILING": 60,
    "ENT_FILING_GRANTED": 37, "ENT_LAND_WITH_SCHEME": 33, "ENT_SMALL": 30, "ENT_INDUSTRIAL_STD": 20,
}  # fmt: skip


@pytest.mark.parametrize(("flow", "stage"), PATHS, ids=lambda value: value)
def test_a_critical_path_takes_the_days_of_its_stage(flow, stage) -> None:
    codes, days, total = PATHS[flow, stage]
    path = codes.split()
    promised = promised_days(CATALOGUE, CATALOGUE.flows[flow])
    assert list(CATALOGUE.flows[flow].critical[stage]) == path
    assert [promised[code] for code in path] == days
    assert longest_path(stage_graph(CATALOGUE, CATALOGUE.flows[flow], stage, promised)).days == total == sum(days)
    assert CATALOGUE.flows[flow].budgets["ALL_STAGES"][stage] == total


@pytest.mark.parametrize(("flow", "total"), TOTALS.items())
def test_the_stage_budgets_add_up_to_the_total_of_the_flow(flow, total) -> None:
    assert sum(CATALOGUE.flows[flow].budgets["ALL_STAGES"].values()) == total <= CATALOGUE.flows[flow].cap


@pytest.mark.parametrize(
    ("flow", "split", "cap"),
    [
        ("GOV_BUILDING", (30, 31, 18, 14), 79), ("GOV_LINEAR", (30, 31, 18, 14), 79), ("GOV_SIMPLE", (20, 28, 19, 14), 67),
        ("ENT_CONFIRM", (25, 20, 15, 12), 60), ("ENT_FILING", (25, 20, 15, 12), 60), ("ENT_FILING_GRANTED", (8, 16, 13, 10), 37),
    ],
)  # fmt: skip
def test_before_construction_alone_the_first_three_stages_fill_the_cap(flow, split, cap) -> None:
    budgets = CATALOGUE.flows[flow].budgets["PRE_CONSTRUCTION"]
    assert tuple(budgets.values()) == split
    assert sum(split[:3]) == cap == CATALOGUE.flows[flow].cap


def test_items_beside_the_critical_path_are_fitted_into_the_budget() -> None:
    confirm, small = CATALOGUE.flows["ENT_CONFIRM"], CATALOGUE.flows["ENT_SMALL"]
    assert auto_fit(CATALOGUE, confirm, "S3")["304"] == 4  # 12 − 8 of the drawings review
    assert auto_fit(CATALOGUE, confirm, "S2")["214"] == 5  # the catalogue's figure fits
    assert auto_fit(CATALOGUE, small, "S3")["302"] == 5  # 8 − 3 that the permit needs after it


def test_the_parts_of_joint_acceptance_never_take_longer_than_the_whole() -> None:
    std = auto_fit(CATALOGUE, CATALOGUE.flows["ENT_INDUSTRIAL_STD"], "S4")
    assert std["401"] == 7
    assert {code: std[code] for code in ("402", "404", "406")} == {"402": 7, "404": 1, "406": 5}


def test_the_catalogue_of_the_repository_may_be_published() -> None:
    assert [str(problem) for problem in validate(CATALOGUE)] == []


def broken(change) -> list[str]:
    source = copy.deepcopy(SOURCE)
    change(source)
    return [str(problem) for problem in validate(parse_catalogue(source))]


def item(source, code):
    return next(row for row in source["items"] if row["code"] == code)


def flow(source, code):
    return next(row for row in source["flows"] if row["code"] == code)


@pytest.mark.parametrize(
    ("change", "where", "sentence"),
    [
        (lambda s: flow(s, "GOV_BUILDING")["promised"].update({"103": 11}), "GOV_BUILDING", "the path 101 → 103 → 102 → 113 takes 27 working days, budget 26"),
        (lambda s: flow(s, "GOV_BUILDING")["budgets"]["ALL_STAGES"].update(S1=27), "GOV_BUILDING", "add up to 80 working days, more than the limit of 79"),
        (lambda s: flow(s, "ENT_FILING")["budgets"]["PRE_CONSTRUCTION"].update(S1=26), "ENT_FILING", "(PRE_CONSTRUCTION) add up to 61"),
        (lambda s: flow(s, "GOV_LINEAR")["edges"].append(["203", "201"]), "GOV_LINEAR", "wait for each other in a circle"),
        (lambda s: item(s, "214")["gate"].append("201"), "GOV_BUILDING", "circle: 201 → 214 → 201"),
        (lambda s: item(s, "303")["after"].append("399"), "303", "unknown prerequisite: 399"),
        (lambda s: item(s, "108").update(gate=["SOMEDAY"]), "108", "unknown gate: SOMEDAY"),
        (lambda s: item(s, "108").update(department="MAGIC"), "108", "unknown department function: MAGIC"),
        (lambda s: item(s, "108").update(basis=[{"law": "custom"}]), "108", "unknown law: custom"),
        (lambda s: item(s, "108").update(stage="S9"), "108", "unknown stage: S9"),
        (lambda s: item(s, "108").update(principal=["no_such_paper"]), "108", "unknown material: no_such_paper"),
        (lambda s: item(s, "108").update(principal=[], deferrable=[]), "108", "asks for no material"),
        (lambda s: item(s, "113").update(deferrable=["redline"]), "113", "same material twice: redline"),
        (lambda s: s["materials"][0].update(zh="其他材料"), "project_info", "leaves open what is asked for"),
        (lambda s: item(s, "206").update(applies={"colour": "red"}), "206", "unknown fact: colour"),
        (lambda s: item(s, "206").update(applies={"eia_class": "HUGE"}), "206", "a value it cannot have"),
        (lambda s: item(s, "206").update(applies={"linear": {"min": 3}}), "206", "a value it cannot have"),
        (lambda s: item(s, "407").update(promised=11), "407", "promises 11 working days, more than the law's 10"),
        (lambda s: item(s, "303").update(promised=None), "303", "needs a promised limit"),
        (lambda s: flow(s, "ENT_CONFIRM")["promised"].update({"399": 3}), "ENT_CONFIRM", "unknown item: 399"),
        (lambda s: flow(s, "ENT_CONFIRM")["critical"].update(S2=["203", "201"]), "ENT_CONFIRM", "item 201 does not wait for 203"),
        (lambda s: flow(s, "ENT_CONFIRM")["critical"].update(S1=["103", "113"]), "ENT_CONFIRM", "takes 12 working days, but 103 → 104 → 113 takes 20"),
        (lambda s: flow(s, "ENT_CONFIRM")["critical"].pop("S3"), "ENT_CONFIRM", "names no critical path for stage S3"),
        (lambda s: flow(s, "ENT_CONFIRM")["budgets"]["ALL_STAGES"].pop("S4"), "ENT_CONFIRM", "has no budget for stage S4"),
        (lambda s: flow(s, "ENT_CONFIRM").pop("cap"), "ENT_CONFIRM", "has no limit although it is not exempt"),
        (lambda s: flow(s, "ENT_FILING")["requires"].update(land_mode="ALLOCATED"), "flows", "no flow type takes a project of this kind: ENT FILING"),
        (lambda s: flow(s, "EXEMPT_WATER").update(exempt=[]), "EXEMPT_WATER", "has no limit although it is not exempt"),
        (lambda s: s["stages"][1].update(lead=None), "S1", "has no lead department"),
    ],
)  # fmt: skip
def test_a_wrong_catalogue_is_refused_with_the_place_and_the_reason(change, where, sentence) -> None:
    found = broken(change)
    assert any(line.startswith(f"{where}: ") and sentence in line for line in found), found


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda s: s["items"].append(copy.deepcopy(item(s, "100"))), "items 100"),
        (lambda s: s["materials"].append(dict(s["materials"][0])), "materials project_info"),
        (lambda s: item(s, "100").update(colour="red"), "items 100"),
        (lambda s: item(s, "100").pop("kind"), "items 100"),
        (lambda s: item(s, "101").update(promised="five"), "items 101"),
        (lambda s: item(s, "101").update(code=101), "items"),
        (lambda s: item(s, "101")["statutory"].update(unit="week"), "items 101"),
        (lambda s: item(s, "101").update(nc=False), "items 101"),
        (lambda s: item(s, "101").update(applies={"investment": {"about": 3}}), "items 101"),
        (lambda s: s["materials"][0].update(format="stone"), "materials project_info"),
        (lambda s: s["facts"].append({"name": "colour", "group": "works", "zh": "颜色", "en": "colour"}), "facts colour"),
        (lambda s: s.pop("laws"), "catalogue"),
    ],
)  # fmt: skip
def test_a_malformed_catalogue_is_refused_at_the_entry(change, place) -> None:
    source = copy.deepcopy(SOURCE)
    change(source)
    with pytest.raises(CatalogueSourceError) as caught:
        parse_catalogue(source)
    assert caught.value.where == place
