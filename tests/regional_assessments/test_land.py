"""Standard land: a parcel keeps what was promised, is measured twice, and is released or in breach."""

from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from core.errors import Invalid, NotPermitted, WrongState
from core.time import travel
from regional_assessments.doctor import check
from regional_assessments.land import preparing, queries, taking
from regional_assessments.land.indicators import Rule, indicators, keeps
from regional_assessments.models import Parcel
from tests.regional_assessments import sites
from tests.regional_assessments.conftest import Land, plot

GROUND = plot(116.11, 28.71)
NOTICE, SIGNED, COMPLETE = date(2026, 3, 2), date(2026, 3, 20), date(2027, 9, 30)


def at(day: date) -> Any:
    return travel(datetime(day.year, day.month, day.day, 4, tzinfo=UTC))


@pytest.fixture
def sold(land: Land) -> Parcel:
    with at(NOTICE):
        parcel = sites.announced(land.zone, land.manager, GROUND, NOTICE)
    with at(SIGNED):
        return taking.contract.perform(land.manager, parcel, **sites.contract(SIGNED, COMPLETE))


def faults(call: Any) -> set[str]:
    with pytest.raises(Invalid) as refusal:
        call()
    return set(refusal.value.fields)


@given(st.decimals(0, 1000, places=4), st.decimals(0, 1000, places=4))
def test_a_limit_is_kept_exactly_from_one_side(limit: Decimal, measured: Decimal) -> None:
    assert keeps(Rule.AT_LEAST, limit, measured) == (measured >= limit)
    assert keeps(Rule.AT_MOST, limit, measured) == (measured <= limit)
    assert keeps(Rule.AT_LEAST, limit, limit)
    assert keeps(Rule.AT_MOST, limit, limit)


def test_the_five_indicators_of_the_province_are_required_and_measured_when_the_table_says() -> None:
    required = {code: str(one.phase) for code, one in indicators().items() if one.required}
    assert required == {
        "INVESTMENT": "COMPLETION", "FAR": "COMPLETION", "ENERGY": "PRODUCTION", "EMISSION": "PRODUCTION",
        "TAX": "PRODUCTION",
    }  # fmt: skip


@pytest.mark.parametrize("without", list(sites.LIMITS))
def test_a_parcel_without_one_of_the_five_limits_is_refused_at_that_field(land: Land, without: Any) -> None:
    limits = {key: limit for key, limit in sites.LIMITS.items() if key != without}
    named = faults(lambda: sites.prepared(land.zone, land.manager, GROUND, limits=limits))
    assert named == {preparing.field_of(*without)}


def test_a_parcel_outside_the_zone_or_on_anothers_ground_is_refused(land: Land) -> None:
    sites.prepared(land.zone, land.manager, GROUND)
    assert faults(lambda: sites.prepared(land.zone, land.manager, plot(116.2, 28.71))) == {"geometry"}
    assert faults(lambda: sites.prepared(land.zone, land.manager, plot(116.111, 28.711))) == {"geometry"}
    beside = sites.prepared(land.zone, land.manager, plot(116.112, 28.71))
    assert beside.code == "JXYZ-BZD-002"


def test_only_who_runs_the_zone_prepares_sells_and_checks(land: Land, sold: Parcel) -> None:
    for verb, data in ((taking.link, {"project": None}), (taking.breach, {"reason": "x"})):
        with pytest.raises(NotPermitted):
            verb.perform(land.owner, sold, **data)
    with pytest.raises(NotPermitted):
        sites.prepared(land.zone, land.owner, plot(116.12, 28.71))


def test_land_that_is_not_assessed_is_announced_only_with_a_reason(land: Land) -> None:
    parcel = sites.prepared(land.zone, land.manager, GROUND)
    assert preparing.unassessed(parcel, NOTICE) == ["R01", "R02", "R03", "R04", "R05", "R06"]
    asked = {"notice_number": "样地告1号", "notice_on": date(2026, 3, 2)}
    assert faults(lambda: preparing.publish.perform(land.manager, parcel, **asked)) == {"unassessed_reason"}
    announced = preparing.publish.perform(land.manager, parcel, **asked, unassessed_reason="修编中")
    assert announced.state == "PUBLISHED"


def test_both_contracts_with_numbers_days_and_files_are_needed(land: Land) -> None:
    with at(NOTICE):
        parcel = sites.announced(land.zone, land.manager, GROUND, NOTICE)
        early = sites.contract(date(2026, 3, 1), COMPLETE)
        late = sites.contract(date(2026, 3, 3), COMPLETE)
        assert faults(lambda: taking.contract.perform(land.manager, parcel, **early)) == {"contract_on", "agreement_on"}
        assert faults(lambda: taking.contract.perform(land.manager, parcel, **late)) == {"contract_on", "agreement_on"}
        bare = sites.contract(NOTICE, COMPLETE, agreement_number=" ", agreement_file=None)
        named = faults(lambda: taking.contract.perform(land.manager, parcel, **bare))
        assert named == {"agreement_number", "agreement_file"}


def test_a_parcel_that_keeps_everything_is_built_and_released(land: Land, sold: Parcel) -> None:
    done, later = date(2027, 9, 1), date(2029, 8, 30)
    with at(done):
        built = taking.check_completion.perform(land.manager, sold, measured=sites.measured(sold), checked_on=done)
    assert (built.state, built.check_by) == ("BUILT", date(2029, 9, 1))
    with at(later):
        released = taking.check_production.perform(
            land.manager, built, measured=sites.measured(built), checked_on=later
        )
    assert released.state == "RELEASED"
    assert list(check()) == []


def test_a_failed_check_leaves_the_parcel_where_it_is_and_a_breach_waits_for_the_day(land: Land, sold: Parcel) -> None:
    done, until = date(2027, 9, 1), date(2027, 12, 1)
    with at(done):
        poor = sites.measured(sold, INVESTMENT="349.9999")
        named = faults(lambda: taking.check_completion.perform(land.manager, sold, measured=poor, checked_on=done))
        assert named == {"rectify_by"}
        still = taking.check_completion.perform(land.manager, sold, measured=poor, checked_on=done, rectify_by=until)
        assert (still.state, still.check_by) == ("CONTRACTED", until)
        faults(lambda: taking.breach.perform(land.manager, still, reason="投资强度不足"))
    with at(until):
        faults(lambda: taking.breach.perform(land.manager, still, reason="投资强度不足"))
    with at(date(2027, 12, 2)):
        assert taking.breach.perform(land.manager, still, reason="投资强度不足").state == "BREACH"


def test_a_second_round_keeps_the_first(land: Land, sold: Parcel) -> None:
    first, second = date(2027, 9, 1), date(2027, 11, 1)
    with at(first):
        taking.check_completion.perform(
            land.manager, sold, measured=sites.measured(sold, FAR="1.1"), checked_on=first, rectify_by=second
        )
    with at(second):
        sold.refresh_from_db()
        taking.check_completion.perform(land.manager, sold, measured=sites.measured(sold), checked_on=second)
    sold.refresh_from_db()
    line = next(line for line in queries.lines(sold, inside=True) if line.indicator.code == "FAR")
    assert [(one.round, one.met) for one in line.checks] == [(1, False), (2, True)]


def test_a_released_parcel_takes_no_further_verb(land: Land, sold: Parcel) -> None:
    Parcel.objects.filter(pk=sold.pk).update(state="RELEASED")
    sold.refresh_from_db()
    for verb in (taking.link, taking.check_completion, taking.check_production, taking.breach, preparing.revise):
        with pytest.raises((WrongState, Invalid)):
            verb.perform(
                land.manager, sold, measured={}, reason="x", project=None, name="x", land_use="x", limits=sites.LIMITS
            )


def test_the_doctor_names_a_check_that_contradicts_its_value(land: Land, sold: Parcel) -> None:
    done = date(2027, 9, 1)
    with at(done):
        taking.check_completion.perform(land.manager, sold, measured=sites.measured(sold), checked_on=done)
    one = sold.indicators.get(code="FAR")
    one.checks.update(measured=Decimal("0.9"))
    assert [sentence for sentence in check() if "FAR" in sentence]


def test_strangers_see_the_limits_of_an_announced_parcel_but_no_contract(land: Land, sold: Parcel) -> None:
    client = Client()
    client.force_login(land.owner)
    page = client.get(reverse("regional_assessments:land", args=[sold.pk]))
    assert "350" in page.text
    assert sold.contract_number not in page.text
    assert client.get(reverse("regional_assessments:land_paper", args=[sold.pk, "contract"])).status_code == 404
    client.force_login(land.manager)
    assert sold.contract_number in client.get(reverse("regional_assessments:land", args=[sold.pk])).text
    assert client.get(reverse("regional_assessments:land_paper", args=[sold.pk, "contract"])).status_code == 200


def test_a_parcel_in_preparation_is_invisible_to_others(land: Land) -> None:
    parcel = sites.prepared(land.zone, land.manager, GROUND)
    client = Client()
    client.force_login(land.owner)
    assert client.get(reverse("regional_assessments:land", args=[parcel.pk])).status_code == 404


def test_the_share_counts_standard_land_against_other_granted_industry(land: Land, sold: Parcel) -> None:
    land.project(1, plot(116.12, 28.71))
    land.project(2, GROUND)
    own = next(one for one in taking.linkable(sold, land.manager) if one.code.endswith("000002"))
    taking.link.perform(land.manager, sold, project=own)
    (one,) = queries.figures(land.manager, [land.zone], date(2026, 6, 1))
    assert one.other_m2 == Decimal("12345")
    assert one.percent == round(100 * sold.area / (sold.area + 12345))
    assert (one.kept, one.failed, one.overdue) == (0, 0, 0)
    (late,) = queries.figures(land.manager, [land.zone], date(2027, 10, 1))
    assert late.overdue == 1


def test_a_project_belongs_to_one_parcel(land: Land, sold: Parcel) -> None:
    project = land.project(1, GROUND)
    taking.link.perform(land.manager, sold, project=project)
    with at(NOTICE):
        other = sites.announced(land.zone, land.manager, plot(116.12, 28.71), NOTICE)
    assert project not in taking.linkable(other, land.manager)


def test_the_sheet_holds_a_line_per_indicator_and_no_formula(land: Land, sold: Parcel) -> None:
    Parcel.objects.filter(pk=sold.pk).update(name="=1+1")
    client = Client()
    client.force_login(land.manager)
    answer = client.get(reverse("regional_assessments:land_export"))
    sheet = load_workbook(BytesIO(answer.content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert len(rows) == 1 + len(sites.LIMITS)
    assert rows[1][1] == "'=1+1"


def test_the_form_keeps_what_was_typed_when_the_outline_is_wrong(land: Land) -> None:
    client = Client()
    client.force_login(land.manager)
    url = reverse("regional_assessments:land_prepare", args=["JXYZ"])
    typed = {"name": "䶮章二号地", "land_use": "二类工业用地", "limit_FAR": "1.3"}
    answer = client.post(url, typed)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"drawn"}
    assert "䶮章二号地" in answer.text
    filled = {preparing.field_of(*key): str(limit) for key, limit in sites.LIMITS.items()}
    pasted = "\n".join(f"{lon},{lat}" for lon, lat in GROUND.exterior.coords)
    answer = client.post(url, {**typed, **filled, "coordinates": pasted})
    assert answer.status_code == 302, answer.context["form"].errors
    assert Parcel.objects.get().name == "䶮章二号地"
