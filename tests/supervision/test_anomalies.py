"""Anomalies as rows: the same after another sweep, off where the rule is off, set aside only with a reason."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from approvals.models import JointApplication, OneTimeNotice
from core.errors import Invalid, NotPermitted
from core.models import JournalEntry
from supervision.anomalies import shipped
from supervision.anomalies.commands import dismiss
from supervision.anomalies.sweeping import look_into
from supervision.models import Anomaly, AnomalyRule
from tests.supervision.conftest import Land

RECEIVED = datetime(2026, 3, 4, 2, tzinfo=UTC)


def applications(land: Land, number: int, notices: int, region: str = "360121") -> list[JointApplication]:
    """Applications answered on the day after receipt, each with as many correction notices."""
    rows = [
        JointApplication.objects.create(
            number=f"N{land.number + 1}", project=land.project(region), stage="S1", region_id=region, state="CORRECTION",
            received_at=RECEIVED, received_on=date(2026, 3, 4), created_at=RECEIVED,
        )
        for _ in range(number)
    ]  # fmt: skip
    for row in rows:
        for place in range(notices):
            OneTimeNotice.objects.create(
                application=row, round=place + 1, sent_by=land.owner, answer_due_on=date(2026, 3, 30),
                sent_at=RECEIVED + timedelta(days=1 + place),
            )  # fmt: skip
    return rows


def found_by(rule: str) -> set[int]:
    return set(Anomaly.objects.filter(rule__code=rule).values_list("subject_id", flat=True))


@pytest.fixture
def rules(land: Land) -> None:
    shipped.ensure()


def test_ten_planted_among_a_hundred_are_found_and_nothing_else(land: Land, rules: None) -> None:
    applications(land, 90, 1)
    planted = applications(land, 10, 2)
    assert look_into(JointApplication.objects.all()) == 10
    assert found_by("REPEATED_RETURNS") == {row.pk for row in planted}


def test_another_sweep_writes_nothing_and_brings_nothing_back(land: Land, rules: None) -> None:
    applications(land, 3, 2)
    look_into(JointApplication.objects.all())
    dismiss.perform(land.province, Anomaly.objects.order_by("pk")[0], reason="申请人两次更换方案")
    before = list(Anomaly.objects.order_by("pk").values())
    assert look_into(JointApplication.objects.all()) == 0
    assert list(Anomaly.objects.order_by("pk").values()) == before


def test_a_rule_is_off_in_a_region_and_below(land: Land, rules: None) -> None:
    applications(land, 1, 2, "360121")
    there = applications(land, 1, 2, "360702")
    AnomalyRule.objects.get(code="REPEATED_RETURNS").off_in.add(land.regions["360100"])
    look_into(JointApplication.objects.all())
    assert found_by("REPEATED_RETURNS") == {there[0].pk}


def test_a_dismissal_needs_a_reason_and_the_region_and_is_journalled(land: Land, rules: None) -> None:
    applications(land, 1, 2)
    look_into(JointApplication.objects.all())
    row = Anomaly.objects.get()
    elsewhere: User = land.person("elsewhere", "SUPERVISOR", region=land.regions["360702"])
    with pytest.raises(NotPermitted):
        dismiss.perform(elsewhere, row, reason="申请人两次更换方案")
    with pytest.raises(Invalid):
        dismiss.perform(land.province, row, reason=" ")
    dismiss.perform(land.province, row, reason="申请人两次更换方案")
    entry = JournalEntry.objects.get(verb="supervision.dismiss_anomaly")
    assert (entry.chain, entry.data["reason"]) == (row.chain, "申请人两次更换方案")


def test_the_list_and_its_export_show_the_regions_watched(client: Client, land: Land, rules: None) -> None:
    applications(land, 2, 2, "360121")
    applications(land, 1, 2, "360702")
    look_into(JointApplication.objects.all())
    client.force_login(land.person("county", "SUPERVISOR", region=land.regions["360702"]))
    assert client.get(reverse("supervision:anomalies")).context["number"] == 1
    lines = b"".join(client.get(reverse("supervision:anomalies_csv")).streaming_content).decode().splitlines()
    assert len(lines) == 2
    hidden = Anomaly.objects.filter(region_id="360121")[0]
    assert client.get(reverse("supervision:dismiss_anomaly", args=[hidden.pk])).status_code == 404
