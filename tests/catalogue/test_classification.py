"""分类: scenario 19 and the whole rule table."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.facts import FACT_TYPES, FactError, ProjectFacts, read_facts
from catalogue.rules import Verdict, classify
from catalogue.source import shipped_catalogue

CATALOGUE = shipped_catalogue()


def verdict(**facts):
    return classify(ProjectFacts(**facts), CATALOGUE)


def test_a_city_road_of_the_city_government_is_a_linear_project_of_79_days() -> None:
    found = verdict(direct_share=Decimal(1), sector="MUNICIPAL", linear=True)
    assert (found.flow_code, found.splclx, found.cap) == ("GOV_LINEAR", 2, 79)


def test_a_national_motorway_is_exempt_as_major_transport_works() -> None:
    found = verdict(
        direct_share=Decimal(1), sector="TRANSPORT", linear=True,
        major="TRANSPORT", major_reference="国家公路网规划第12项", major_confirmed=True,
    )  # fmt: skip
    assert (found.verdict, found.exempt_reason, found.cap) == (Verdict.EXEMPT, "MAJOR_TRANSPORT", None)
    assert (found.flow_code, found.splclx, found.enterable) == ("EXEMPT_TRANSPORT", 7, True)


def test_rescue_and_emergency_works_are_exempt_as_special_works() -> None:
    assert verdict(special="RESCUE").exempt_reason == "SPECIAL_RESCUE"
    assert verdict(special="EMERGENCY").exempt_reason == "SPECIAL_EMERGENCY"
    assert verdict(special="EMERGENCY").cap is None


def test_a_factory_with_ten_percent_subsidy_stays_an_enterprise_project_of_60_days() -> None:
    found = verdict(
        investment_kind="ENT", subsidy_share=Decimal("0.1"), regime="FILING", sector="INDUSTRIAL", land_mode="ALLOCATED"
    )
    assert (found.kind, found.flow_code, found.cap) == ("ENT", "ENT_FILING", 60)
    assert any("subsidy" in str(note) for note in found.notes)


def test_a_classified_project_must_not_be_entered() -> None:
    found = verdict(special="CLASSIFIED", direct_share=Decimal(1))
    assert not found.enterable
    assert (found.flow_code, found.cap, found.field) == (None, None, "special")
    assert "paper" in str(found.reason)


ENT = {"investment_kind": "ENT", "regime": "FILING"}
STANDARD = {**ENT, "land_mode": "GRANTED", "standard_land": True, "commitment": True, "sector": "INDUSTRIAL"}
SMALL = {"single_content": True, "simple_technique": True, "floor_area": Decimal(4000), "height": Decimal(12)}
GOV = {"direct_share": Decimal("0.6")}


@pytest.mark.parametrize(
    ("facts", "flow", "splclx", "cap"),
    [
        ({**GOV}, "GOV_BUILDING", 1, 79),
        ({"capital_share": Decimal("0.2"), "investment_kind": "ENT", "regime": "CONFIRM"}, "GOV_BUILDING", 1, 79),
        ({"investment_kind": "GOV", "linear": True}, "GOV_LINEAR", 2, 79),
        ({**GOV, **SMALL, "investment": Decimal(9_000_000)}, "GOV_SIMPLE", 1, 67),
        ({**GOV, **SMALL, "investment": Decimal(9_000_000), "linear": True}, "GOV_SIMPLE", 2, 67),
        ({**GOV, **SMALL, "investment": Decimal(30_000_001)}, "GOV_BUILDING", 1, 79),
        ({**GOV, **SMALL, "simple_technique": False, "investment": Decimal(1)}, "GOV_BUILDING", 1, 79),
        ({**ENT, "regime": "CONFIRM", "land_mode": "GRANTED"}, "ENT_CONFIRM", 3, 60),
        ({**ENT, "land_mode": "GRANTED_WITH_SCHEME"}, "ENT_LAND_WITH_SCHEME", 5, 60),
        ({**STANDARD}, "ENT_INDUSTRIAL_STD", 6, 60),
        ({**STANDARD, "special_fire_works": True}, "ENT_FILING_GRANTED", 3, 37),
        ({**STANDARD, "hazardous_chemicals": True}, "ENT_FILING_GRANTED", 3, 37),
        ({**STANDARD, "commitment": False}, "ENT_FILING_GRANTED", 3, 37),
        ({**STANDARD, "sector": "COMMERCIAL"}, "ENT_FILING_GRANTED", 3, 37),
        ({**ENT, "land_mode": "GRANTED"}, "ENT_FILING_GRANTED", 3, 37),
        ({**ENT, **SMALL, "land_mode": "GRANTED"}, "ENT_FILING_GRANTED", 3, 37),
        ({**ENT, **SMALL, "land_mode": "NONE"}, "ENT_SMALL", 4, 60),
        ({**ENT, **SMALL, "land_mode": "NONE", "height": Decimal(25)}, "ENT_FILING", 3, 60),
        ({**ENT, **SMALL, "land_mode": "NONE", "floor_area": Decimal(10001)}, "ENT_FILING", 3, 60),
        ({**ENT, **SMALL, "land_mode": "ALLOCATED"}, "ENT_FILING", 3, 60),
        ({**ENT}, "ENT_FILING", 3, 60),
    ],
)
def test_the_first_rule_that_fits_decides(facts, flow, splclx, cap) -> None:
    found = verdict(**facts)
    assert (found.verdict, found.flow_code, found.splclx, found.cap) == (Verdict.CAPPED, flow, splclx, cap)
    assert found.cap_scope == "ALL_STAGES"


def test_the_limit_of_37_days_starts_with_the_land_contract() -> None:
    assert verdict(**ENT, land_mode="GRANTED").clock_origin == "LAND_CONTRACT"
    assert verdict(**ENT, land_mode="ALLOCATED").clock_origin == "FIRST_ACCEPTANCE"


@pytest.mark.parametrize(("major", "splclx"), [("TRANSPORT", 7), ("WATER", 8), ("ENERGY", 9), ("OTHER", 10)])
def test_confirmed_major_works_are_exempt_in_every_field(major, splclx) -> None:
    found = verdict(**GOV, major=major, major_reference="赣发改〔2026〕1号", major_confirmed=True)
    assert (found.exempt_reason, found.splclx) == (f"MAJOR_{major}", splclx)


@pytest.mark.parametrize("claim", [{"major_reference": "赣发改〔2026〕1号"}, {"major_confirmed": True}, {}])
def test_major_works_keep_their_limit_until_a_reference_and_a_second_person_stand_for_them(claim) -> None:
    found = verdict(**GOV, major="WATER", **claim)
    assert (found.verdict, found.cap) == (Verdict.CAPPED, 79)
    assert any("second person" in str(note) for note in found.notes)


def test_an_ordinary_substation_stays_under_the_limit() -> None:
    assert verdict(**GOV, sector="ENERGY").cap == 79


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({}, "kind"),
        ({"investment_kind": "ENT"}, "regime"),
        ({"investment_kind": "ENT", "regime": "EXAM"}, "regime"),
        ({"investment_kind": "GOV", "subsidy_share": Decimal("0.3")}, "regime"),
    ],
)
def test_contradictory_facts_name_the_one_to_correct(facts, field) -> None:
    found = verdict(**facts)
    assert (found.verdict, found.field, found.flow_code) == (Verdict.INCONSISTENT, field, None)
    assert found.enterable


def test_a_government_project_under_filing_is_told_that_it_is_examined() -> None:
    assert any("examined" in str(note) for note in verdict(**GOV, regime="FILING").notes)


def choices(name: str):
    known = list(CATALOGUE.facts[name].choices)
    return st.sampled_from([*known, *known, "", "没有这个代码"])


rarely = st.sampled_from([False, False, False, True])
share = st.sampled_from([Decimal(0), Decimal(0), Decimal(0), Decimal("0.4")])
size = st.sampled_from([Decimal(0), Decimal(400), Decimal(9_000), Decimal(60_000), Decimal(90_000_000)])
VALUES = {
    name: {bool: st.booleans(), Decimal: size}.get(kind, st.text(max_size=3)) for name, kind in FACT_TYPES.items()
}
VALUES |= {name: choices(name) for name in ("regime", "sector", "land_mode", "eia_class", "power")}
VALUES |= dict.fromkeys(("direct_share", "capital_share", "subsidy_share"), share)
VALUES |= {
    "investment_kind": choices("kind"),
    "special": st.sampled_from(["", "", "", "", "", "", "RESCUE", "CLASSIFIED", "没有这个代码"]),
    "major": st.sampled_from(["", "", "", "", "WATER", "没有这个代码"]),
    "special_fire_works": rarely,
    "hazardous_chemicals": rarely,
}
ANY_FACTS = st.builds(ProjectFacts, **VALUES)


@given(ANY_FACTS)
def test_every_dossier_gets_exactly_one_outcome(facts) -> None:
    found = classify(facts, CATALOGUE)
    flow = CATALOGUE.flows.get(found.flow_code or "")
    assert (flow is None) == (found.verdict in (Verdict.INCONSISTENT, Verdict.NOT_ENTERABLE))
    assert (found.cap is not None) == (found.verdict is Verdict.CAPPED)
    assert (found.exempt_reason is not None) == (found.verdict is Verdict.EXEMPT)
    assert bool(found.field) == (flow is None)
    assert found.enterable == (facts.special != "CLASSIFIED")
    assert str(found.reason)
    assert str(found.basis)
    if flow is not None:
        assert found.cap == flow.cap


@given(ANY_FACTS)
def test_a_subsidy_never_makes_a_government_project(facts) -> None:
    if facts.direct_share == 0 and facts.capital_share == 0 and facts.subsidy_share > 0:
        assert facts.kind != "GOV"


def test_facts_are_read_from_a_form_and_refused_by_name() -> None:
    facts = read_facts({"investment": "1200000.50", "linear": True, "sector": "PUBLIC", "height": "", "energy": None})
    assert facts.investment == Decimal("1200000.50")
    assert facts.linear
    assert facts.height == 0
    for wrong in (
        {"colour": "red"},
        {"height": "tall"},
        {"height": -1},
        {"linear": "yes"},
        {"energy": "NaN"},
        {"height": True},
    ):
        with pytest.raises(FactError) as caught:
            read_facts(wrong)
        assert caught.value.name == next(iter(wrong))
