"""What a promise may do, what it saves, when it is checked and what a breach costs; without a single row."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.facts import ProjectFacts
from catalogue.practice import Practice
from catalogue.source import shipped_catalogue
from clocks.rules import add_months
from commitments import eligibility, rules
from commitments.draw import Inspector, Subject, TooFewInspectors, assigned, drawn
from commitments.eligibility import Applicant, Obstacle

CATALOGUE = shipped_catalogue()
FACTORY = ProjectFacts(sector="INDUSTRIAL", standard_land=True)


def against(track, code, facts=FACTORY, flow="ENT_INDUSTRIAL_STD", zone="PROVINCIAL", records=0):
    who = Applicant(flow, facts, zone, records)
    return eligibility.obstacles(CATALOGUE.tracks[track], CATALOGUE.items[code], who)


@pytest.mark.parametrize(
    ("track", "code", "facts", "obstacle"),
    [
        ("NC", "203", {}, None),
        ("NC", "302", {}, Obstacle.EXCLUDED),
        ("CBV", "204", {}, Obstacle.EXCLUDED),
        ("CBV", "215", {}, None),
        ("CBV", "203", {}, Obstacle.NOT_LISTED),
        ("NC", "102", {}, Obstacle.NOT_LISTED),
        ("RQ", "203", {}, None),
        ("RQ", "204", {}, Obstacle.EXCLUDED),
    ],
)
def test_which_item_may_be_promised_is_said_by_the_catalogue(track, code, facts, obstacle):
    assert against(track, code) == ([obstacle] if obstacle else [])


def test_hazards_sector_zone_category_and_credit_each_stand_in_the_way_by_name():
    assert Obstacle.PROJECT in against("NC", "203", ProjectFacts(sector="INDUSTRIAL", hazardous_chemicals=True))
    assert against("NC", "203", ProjectFacts(sector="RESIDENTIAL")) == [Obstacle.CONDITION]
    assert against("CBV", "110", zone="") == [Obstacle.ZONE]
    assert against("CBV", "215", flow="GOV_BUILDING") == [Obstacle.FLOW]
    assert against("NC", "203", records=1) == [Obstacle.CREDIT]


def test_what_a_promise_saves_is_the_limit_it_replaces():
    nc, cbv, rq = (CATALOGUE.tracks[name] for name in ("NC", "CBV", "RQ"))
    planning, traffic, climate = (CATALOGUE.items[code] for code in ("203", "215", "219"))
    assert eligibility.saved_days(nc, planning, 6) == 5
    assert eligibility.saved_days(cbv, traffic, 5) == 5
    assert eligibility.saved_days(cbv, climate, None) == 20
    assert eligibility.saved_days(rq, planning, 6, wait=17) == 17


def test_the_planning_permit_on_standard_land_carries_the_five_indicators():
    owed = eligibility.duties(CATALOGUE.tracks["NC"], "203", CATALOGUE, FACTORY)
    assert [duty.code for duty in owed if duty.kind == "INDICATOR"] == [
        "investment_intensity", "plot_ratio", "unit_energy", "unit_emission", "tax_per_mu",
    ]  # fmt: skip
    plain = eligibility.duties(CATALOGUE.tracks["NC"], "203", CATALOGUE, ProjectFacts(sector="INDUSTRIAL"))
    assert not [duty for duty in plain if duty.kind == "INDICATOR"]


@pytest.mark.parametrize(("risk", "a_year"), [("A", 1), ("B", 2), ("C", 4)])
def test_spot_checks_per_year_by_risk(risk, a_year):
    since = date(2026, 3, 2)
    assert rules.spot_checks_due(Practice().spot_check_months[risk], since, since - timedelta(days=1), add_months) == 0
    assert (
        rules.spot_checks_due(
            Practice().spot_check_months[risk], since, add_months(since, 12) - timedelta(days=1), add_months
        )
        == a_year
    )


@given(st.dates(date(2024, 1, 1), date(2030, 1, 1)), st.integers(0, 1500), st.integers(0, 200))
def test_spot_checks_only_grow_and_bad_risk_is_never_checked_less(since, days, more):
    first, later = since + timedelta(days=days), since + timedelta(days=days + more)
    counts = {
        risk: rules.spot_checks_due(Practice().spot_check_months[risk], since, later, add_months) for risk in "ABC"
    }
    assert counts["A"] <= counts["B"] <= counts["C"]
    for risk in "ABC":
        assert 1 <= rules.spot_checks_due(Practice().spot_check_months[risk], since, first, add_months) <= counts[risk]


def test_false_statements_revocation_and_repetition_weigh_more():
    assert rules.suggested_class("LATE", False, 0, 2) == "MINOR"
    assert rules.suggested_class("LATE", True, 0, 2) == "GENERAL"
    assert rules.suggested_class("FALSE", True, 0, 2) == "SERIOUS"
    assert rules.suggested_class("LATE", False, 2, 2) == "SERIOUS"


def test_minor_breaches_are_not_published_the_others_in_the_bounds_of_the_decree():
    publication = CATALOGUE.practice.publication
    assert not publication["MINOR"].published
    assert [(publication[name].shortest, publication[name].longest) for name in publication] == [
        (0, 3), (3, 12), (12, 36),
    ]  # fmt: skip


def test_a_repair_waits_for_the_shortest_period_the_cure_and_the_promise():
    assert rules.repair_faults(3, 2, True, 0, True) == ["PERIOD"]
    assert rules.repair_faults(3, 3, False, 1, False) == ["CURE", "DUTIES", "PROMISE"]
    assert rules.repair_faults(3, 3, True, 0, True) == []


def test_kept_promises_raise_the_level_and_a_record_lowers_it():
    assert [rules.level(kept, records, 3) for kept, records in ((0, 0), (3, 0), (9, 1))] == ["B", "A", "C"]
    assert rules.risk_class("A", 90_000, False, 10_000) == "A"
    assert rules.risk_class("A", 90_000, True, 10_000) == rules.risk_class("C", 10, False, 10_000) == "C"


POOL = [Subject(f"CN{n:03d}", "ABC"[n % 3], f"U{n % 7}") for n in range(60)]
PEOPLE = [Inspector(n, frozenset({f"U{n}"})) for n in range(5)]


def test_the_draw_follows_from_seed_and_pools_and_from_nothing_else():
    rates = {"A": 5, "B": 10, "C": 30}
    chosen = drawn("seed", POOL, rates)
    assert chosen == drawn("seed", reversed(POOL), rates) != drawn("other", POOL, rates)
    assert [sum(one.risk == risk for one in chosen) for risk in "ABC"] == [1, 2, 6]
    teams = assigned("seed", chosen, PEOPLE)
    assert teams == assigned("seed", chosen, PEOPLE[::-1])


@given(st.text(max_size=12), st.integers(0, 100))
def test_nobody_inspects_whom_they_act_for_and_the_work_is_shared(seed, rate):
    chosen = drawn(seed, POOL, dict.fromkeys("ABC", rate))
    teams = assigned(seed, chosen, PEOPLE)
    by_number = {one.number: one for one in POOL}
    conflicts = {one.key: one.conflicts for one in PEOPLE}
    assert all(len(set(team)) == 2 for team in teams.values())
    assert not any(by_number[number].uscc in conflicts[key] for number, team in teams.items() for key in team)
    assert len(chosen) == sum(-(-20 * rate // 100) for _ in "ABC")


def test_a_draw_without_two_free_inspectors_is_refused():
    with pytest.raises(TooFewInspectors):
        assigned("s", [Subject("CN1", "A", "U0")], PEOPLE[:2])


def test_what_is_drawn_of_one_project_is_one_visit_of_different_departments():
    subjects = [Subject(f"CN{n}", "A", "U9", f"P{n // 3}") for n in range(6)]
    people = [Inspector(n, frozenset(), n % 2) for n in range(8)]
    teams = assigned("seed", subjects, people)
    assert (len(set(teams.values())), teams["CN0"], teams["CN3"]) == (2, teams["CN2"], teams["CN5"])
    assert all({key % 2 for key in team} == {0, 1} for team in teams.values())
    alone = assigned("seed", subjects, [Inspector(n) for n in range(2)])  # one department is better than nobody
    assert set(alone.values()) == {(0, 1)}
