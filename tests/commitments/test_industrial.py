"""工业标准地承诺制: permits on promises in at most twenty counted days, verified to the end; or broken and revoked."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from approvals import doctor as approvals_doctor
from approvals.models import ConstructionStart
from approvals.promises.gates import against_acceptance
from clocks import doctor as clocks_doctor
from commitments import agreed, doctor, tasks
from commitments.commands import breaching, keeping, revoking
from commitments.hindrances import against_promising
from commitments.models import Commitment
from core import journal
from core.errors import Invalid
from core.time import travel
from documents.models import Document
from regional_assessments.models import ControlIndicator, IndicatorCheck
from tests.commitments import industrial as way
from tests.commitments import world as w

pytestmark = pytest.mark.django_db
c, on = w.c, way.on


@pytest.fixture
def county():
    with travel(date(2026, 3, 2)):
        yield w.build()


@pytest.fixture
def row(county):
    row = w.project(county, takes_water=False)
    row.planned_start = on(4, 1)
    row.save()
    assert row.flow_code == "ENT_INDUSTRIAL_STD"
    return row


def clean():
    return [*approvals_doctor.check(), *doctor.check(), *clocks_doctor.check(), *journal.verify()]


def browser(county):
    client = Client()
    client.force_login(county.owner)
    return client


def hand_in(county, letter, *codes, value=None):
    for duty in letter.obligations.filter(code__in=codes, state="OPEN"):
        reached = duty.target if value is None else value
        keeping.hand_in_evidence.perform(
            county.owner, duty, note="已完成", **({"value": reached} if duty.target is not None else {})
        )


def accept(county, letter, *codes):
    for duty in letter.obligations.filter(code__in=codes):
        keeping.accept_evidence.perform(w.officer(county, letter, "reviewer"), duty)


def permitted(county, row):
    """Filed on 2 March, the construction permit issued on 13 March; the letters by item."""
    letters = way.promise_all(county, row)
    way.decide(county, way.file(county, row, "S1", on(3, 2)), i105=on(3, 2), i113=on(3, 3))
    with travel(on(3, 10)):  # the last day of the publicity was the 9th
        w.grant(county, letters["215"])
    way.decide(county, way.file(county, row, "S2", on(3, 10)), i203=on(3, 11))
    way.decide(county, way.file(county, row, "S3", on(3, 12)), i303=on(3, 13), i305=on(3, 13), i306=on(3, 13))
    return {code: Commitment.objects.get(pk=letter.pk) for code, letter in letters.items()}


def test_permits_on_promises_take_at_most_twenty_counted_days_and_everything_is_verified_to_the_end(county, row):
    parcel = way.parcel_of(row)
    letters = permitted(county, row)
    assert way.used(row) == 3
    assert {letter.state for letter in letters.values()} == {"DECIDED"}

    # What the law wants before the start, and what was promised before it, still stand in the way.
    way.decide(
        county,
        way.file(county, row, "PX", on(3, 16), ["205", "208", "502"]),
        i205=on(3, 25), i208=on(3, 17), i502=on(3, 23),
    )  # fmt: skip
    with travel(on(4, 1)):
        with pytest.raises(Invalid):
            way.start(county, row)
        hand_in(county, letters["303"], "site_safety")
        way.start(county, row)

    # Within two months of the decision everything is checked; indicators wait for completion and production.
    with travel(on(5, 6)):
        for code in way.PROMISED:
            own = letters[code].obligations.filter(kind="CONDITION").values_list("pk", flat=True)
            w.verify(county, letters[code], kept=list(own), reached={})
        assert {code for code in way.PROMISED if letters[code].state == "FULFILLED"} == set(way.PROMISED) - {"203"}

    # Completion: two indicators and the assessment that was built first.
    with travel(on(9, 11)):
        assert any("交通" in one.what for one in against_acceptance(row))
        hand_in(county, letters["203"], "investment_intensity", "plot_ratio")
        accept(county, letters["203"], "investment_intensity", "plot_ratio")
        hand_in(county, letters["215"], "215")
        keeping.begin_verifying.perform(county.owner, letters["215"])
        w.verify(county, letters["215"], "ACCEPTANCE")
        assert against_acceptance(row) == []
        parcel.refresh_from_db()
        assert (parcel.state, way.measured(parcel)) == ("BUILT", [("INVESTMENT", 200, True), ("FAR", 200, True)])
    way.decide(
        county,
        way.file(county, row, "S4", on(9, 14)),
        i404=on(9, 15), i406=on(9, 20), i401=on(9, 22), i402=on(9, 22), i408=on(9, 23),
    )  # fmt: skip
    assert way.used(row) == 11 <= 20  # 1 + 1 + 1 for the permits, 7 + 1 for acceptance and its record

    # Production, two years later: the check sets itself on the day, and what it finds releases the parcel.
    with travel(on(9, 14, 2028)):
        letter = Commitment.objects.get(pk=letters["203"].pk)
        assert (tasks.set_production_checks(), tasks.set_production_checks()) == (1, 0)
        hand_in(county, letter, "unit_energy", "unit_emission", "tax_per_mu")
        letter.refresh_from_db()
        assert letter.state == "BUILDING"  # shown, so the check is set; it ends when that is done
        w.verify(county, letter, "PRODUCTION")
    parcel.refresh_from_db()
    assert (parcel.state, way.measured(parcel)[2:]) == (
        "RELEASED", [("ENERGY", 200, True), ("EMISSION", 200, True), ("TAX", 200, True)],
    )  # fmt: skip
    assert set(Commitment.objects.values_list("state", flat=True)) == {"FULFILLED"}
    assert clean() == []


def test_a_broken_promise_ends_its_permit_with_status_15_and_what_rests_on_it_is_read_before_the_signature(county, row):
    letters = way.promise_all(county, row)
    way.decide(county, way.file(county, row, "S1", on(3, 2)), i105=on(3, 2), i113=on(3, 3))
    with travel(on(3, 10)):
        w.grant(county, letters["215"])
    second = way.file(county, row, "S2", on(3, 10))
    way.decide(county, second, i203=on(3, 11))
    permit = c.case(second, "203")
    letter = Commitment.objects.get(pk=permit.commitment_id)
    with travel(on(3, 12)):
        w.verify(county, letter, outcome="BROKEN")
        w.heard(county, letter)
        before = w.affected_by(letter)
    third = way.file(county, row, "S3", on(3, 13))
    waiting = c.case(third, "303")
    with travel(on(3, 13)):
        now_ = w.affected_by(letter)
        assert permit.decision.official_number in "".join(now_.names)
        assert any(waiting.number in name for name in now_.names)
        with pytest.raises(Invalid) as refused:  # the building permit came in since the list was read
            revoking.revoke.perform(w.officer(county, letter), letter, seen=before.fingerprint)
        assert set(refused.value.fields) == {"seen"}
        record = w.revoke(county, letter)
    permit.refresh_from_db()
    assert (letter.state, permit.state, permit.blzt, way.blzt_of(permit)[-1]) == ("REVOKED", "REVOKED", 15, 15)
    assert Document.objects.get(pk=permit.decision.document_id).state == "REVOKED"
    assert record.published
    with travel(on(3, 16)):
        assert any(record.number in one.what for one in against_promising(county.enterprise))
        assert clean() == []


def test_the_api_says_what_it_cannot_read_and_reports_a_start_once(county, row):
    permitted(county, row)
    way.decide(county, way.file(county, row, "PX", on(3, 16), ["205", "208"]), i205=on(3, 25), i208=on(3, 17))
    url = reverse("approvals:start_json", args=[row.pk])

    def said(body, **more):
        return client.post(url, body, content_type="application/json", **more)

    with travel(on(4, 1)):
        client = browser(county)
        hand_in(county, Commitment.objects.get(item_code="303"), "site_safety")
        assert said("[]").json()["errors"].keys() == {""}
        assert said("{").status_code == 422
        assert said({"started_on": "4月1日"}).json()["errors"].keys() == {"started_on"}
        assert said({"started_on": "2026-04-02"}).json()["errors"].keys() == {"started_on"}
        key = {"headers": {"Idempotency-Key": "start-1"}}
        first = said({"started_on": "2026-04-01"}, **key)
        assert (first.status_code, said({"started_on": "2026-04-01"}, **key).status_code) == (201, 201)
        assert said({"started_on": "2026-04-01"}).status_code == 422
    assert ConstructionStart.objects.count() == 1


def test_production_shown_early_is_checked_at_once_and_a_miss_is_written_at_the_parcel(county, row):
    parcel = way.parcel_of(row)
    letter = permitted(county, row)["203"]
    with travel(on(9, 11)):
        hand_in(county, letter, "investment_intensity", "plot_ratio")
        accept(county, letter, "investment_intensity", "plot_ratio")
        hand_in(county, letter, "unit_energy", "unit_emission")
        assert not letter.verifications.filter(reason="PRODUCTION").exists()
        hand_in(county, letter, "tax_per_mu")
        check = letter.verifications.get(reason="PRODUCTION")
        assert check.due_on == on(10, 15)  # twenty working days over the National Day
        tax = letter.obligations.get(code="tax_per_mu")
        w.verify(county, letter, "PRODUCTION", outcome="BROKEN", kind="INDICATOR", reached={tax.pk: Decimal(12)})
    parcel.refresh_from_db()
    assert (parcel.state, way.measured(parcel)[2:], letter.state) == ("BUILT", [("TAX", 12, False)], "BREACHED")


def test_a_missed_indicator_of_standard_land_at_completion_is_a_breach_and_not_kept(county, row):
    letter = permitted(county, row)["203"]
    assert letter.obligations.filter(kind="INDICATOR").count() == 5
    with travel(on(9, 11)):
        hand_in(county, letter, "plot_ratio", value=Decimal("0.5"))
        with pytest.raises(Invalid) as refused:
            accept(county, letter, "plot_ratio")
        assert set(refused.value.fields) == {"reached"}
        duty = letter.obligations.get(code="plot_ratio")
        breaching.find_breach.perform(
            w.officer(county, letter, "reviewer"), letter, kind="INDICATOR", facts="容积率未达承诺", obligation=duty.pk
        )
    letter.refresh_from_db()
    assert letter.state == "BREACHED"
    with travel(on(9, 15)):  # days that pass meanwhile make no second breach of the same promise
        tasks.find_late()
    assert letter.breaches.count() == 1


def test_every_pollutant_of_the_agreement_is_promised_shown_and_checked_on_its_own(county, row):
    parcel = way.parcel_of(row, COD=Decimal("0.08"), NOx=Decimal("0.1"))
    targets = agreed.targets(agreed.limits(row))
    with pytest.raises(Invalid) as refused:  # nobody promises less than was agreed
        w.draft(county, row, targets={**targets, "unit_emission-NOx": Decimal("0.11"), "plot_ratio": Decimal(199)})
    assert set(refused.value.fields) == {"target_unit_emission-NOx", "target_plot_ratio"}
    letter = w.grant(county, w.sign(county, w.draft(county, row, targets=targets)))
    limits = dict(letter.obligations.filter(kind="INDICATOR", name__contains="排放").values_list("name", "target"))
    assert limits == {"单位增加值排放 · COD": Decimal("0.08"), "单位增加值排放 · NOx": Decimal("0.1")}
    with travel(on(9, 11)):
        hand_in(county, letter, "investment_intensity", "plot_ratio")
        accept(county, letter, "investment_intensity", "plot_ratio")
        hand_in(county, letter, "unit_energy", "tax_per_mu", "unit_emission-COD")
        assert not letter.verifications.filter(reason="PRODUCTION").exists()  # the other pollutant is not shown yet
        hand_in(county, letter, "unit_emission-NOx")
        found = {"unit_emission-COD": Decimal(0), "unit_emission-NOx": Decimal("0.12")}
        reached = {letter.obligations.get(code=code).pk: value for code, value in found.items()}
        with pytest.raises(Invalid) as refused:
            w.verify(county, letter, "PRODUCTION", reached=reached)
        assert "NOx" in refused.value.fields["kept"]
        assert "COD" not in refused.value.fields["kept"]
        w.verify(county, letter, "PRODUCTION", outcome="BROKEN", kind="INDICATOR", reached=reached)
    checks = IndicatorCheck.objects.filter(indicator__parcel=parcel, indicator__code="EMISSION")
    assert list(checks.values_list("indicator__subject", "measured", "met").order_by("indicator__subject")) == [
        ("COD", 0, True),
        ("NOx", Decimal("0.12"), False),
    ]


def test_what_was_agreed_beside_the_five_is_promised_and_measured_as_well(county, row):
    parcel = way.parcel_of(row)
    ControlIndicator.objects.create(parcel=parcel, code="OFFICE", limit=7)
    letter = w.grant(county, w.sign(county, w.draft(county, row, targets=agreed.targets(agreed.limits(row)))))
    duty = letter.obligations.get(code="office")
    assert (duty.name, duty.limit, duty.milestone) == ("行政办公及生活服务设施用地比例", "≤ 7 %", "ACCEPTANCE")
    with travel(on(9, 11)):
        hand_in(county, letter, "investment_intensity", "plot_ratio")
        accept(county, letter, "investment_intensity", "plot_ratio")
        parcel.refresh_from_db()
        assert parcel.state == "CONTRACTED"
        hand_in(county, letter, "office", value=Decimal("5.8"))
        accept(county, letter, "office")
        hand_in(county, letter, "unit_energy", "unit_emission", "tax_per_mu")
        w.verify(
            county, letter, "PRODUCTION", reached={}
        )  # what the enterprise says counts where nothing else was measured
    parcel.refresh_from_db()
    assert (parcel.state, way.measured(parcel)[2]) == ("RELEASED", ("OFFICE", 5, True))


def test_a_letter_older_than_its_parcel_leaves_several_pollutants_to_the_parcels_own_check(county, row):
    letter = w.grant(county, w.sign(county, w.draft(county, row)))
    parcel = way.parcel_of(row, COD=Decimal("0.08"), NOx=Decimal("0.1"))
    with travel(on(9, 11)):
        hand_in(county, letter, "investment_intensity", "plot_ratio")
        accept(county, letter, "investment_intensity", "plot_ratio")
        hand_in(county, letter, "unit_energy", "unit_emission", "tax_per_mu")
        w.verify(county, letter, "PRODUCTION")
    parcel.refresh_from_db()
    assert (parcel.state, way.measured(parcel)[2:]) == ("BUILT", [("ENERGY", 200, True), ("TAX", 200, True)])


def test_an_indicator_is_owed_in_a_unit_of_the_readers_language(county, row):
    letters = way.promise_all(county, row).values()
    owed = [duty for letter in letters for duty in letter.obligations.all() if duty.unit]
    assert owed
    with translation.override("en"):
        assert all(duty.limit.lstrip("≥≤ ").isascii() for duty in owed)
    with translation.override("zh-hans"):
        assert all(duty.limit.endswith(duty.unit) for duty in owed)
