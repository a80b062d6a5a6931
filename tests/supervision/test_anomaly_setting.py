"""Anomaly rules as data: set by the province on a document, in the journal, by bounds, region by region."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from approvals.models import JointApplication
from core import doctor
from core.errors import Invalid, NotPermitted
from core.models import Heartbeat, JournalEntry
from core.time import now
from supervision.anomalies import shipped
from supervision.anomalies.detectors import DETECTORS
from supervision.anomalies.parameters import PARAMETERS
from supervision.anomalies.setting import set_rule
from supervision.anomalies.sweeping import MARK, look_into, sweep_changed
from supervision.models import AnomalyRule
from tests.supervision.conftest import Land
from tests.supervision.test_anomalies import applications, found_by

DOCUMENT = "赣政务字〔2026〕17号"


@pytest.fixture
def rule(land: Land) -> AnomalyRule:
    shipped.ensure()
    return AnomalyRule.objects.get(code="REPEATED_RETURNS")


def put(land: Land, rule: AnomalyRule, **data: Any) -> AnomalyRule:
    given = {"parameters": {"notices": 3}, "enabled": True, "off_in": [], "document": DOCUMENT, **data}
    changed: AnomalyRule = set_rule.perform(data.pop("by", land.province), rule, **given)
    return changed


def test_a_threshold_holds_from_the_next_sweep_on(land: Land, rule: AnomalyRule) -> None:
    put(land, rule)
    twice, thrice = applications(land, 2, 2), applications(land, 1, 3)
    look_into(JointApplication.objects.all())
    assert found_by("REPEATED_RETURNS") == {thrice[0].pk}
    put(land, rule, parameters={"notices": 2})
    look_into(JointApplication.objects.all())
    assert found_by("REPEATED_RETURNS") == {row.pk for row in [*twice, *thrice]}


def test_a_new_setting_makes_the_sweep_look_at_every_project_again(land: Land, rule: AnomalyRule) -> None:
    applications(land, 1, 3)
    Heartbeat.objects.create(name=MARK, at=now())
    assert sweep_changed() == 0  # nothing has happened in any project since
    put(land, rule)
    assert sweep_changed() == 1


def test_a_rule_switched_off_in_a_city_finds_nothing_there(land: Land, rule: AnomalyRule) -> None:
    applications(land, 1, 3, "360121")
    there = applications(land, 1, 3, "360702")
    put(land, rule, off_in=["360100"])
    look_into(JointApplication.objects.all())
    assert found_by("REPEATED_RETURNS") == {there[0].pk}
    put(land, rule, enabled=False)
    applications(land, 1, 3, "360702")
    assert look_into(JointApplication.objects.all()) == 0


def test_the_journal_keeps_document_before_and_after(land: Land, rule: AnomalyRule) -> None:
    put(land, rule, off_in=["360700"])
    entry = JournalEntry.objects.get(verb="supervision.set_anomaly_rule")
    assert entry.data["document"] == DOCUMENT
    assert entry.data["before"] == {"parameters": {"notices": 2}, "enabled": True, "off_in": []}
    assert entry.data["after"] == {"parameters": {"notices": 3}, "enabled": True, "off_in": ["360700"]}
    assert entry.actor == land.province


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"document": " "}, "document"),
        ({"parameters": {"notices": 1}}, "notices"),
        ({"parameters": {"notices": 11}}, "notices"),
        ({"parameters": {"notices": True}}, "notices"),
        ({"parameters": {}}, ""),
        ({"parameters": {"notices": 3, "share": 1}}, ""),
    ],
)
def test_a_setting_out_of_bounds_or_without_a_document_changes_nothing(
    land: Land, rule: AnomalyRule, data: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        put(land, rule, **data)
    assert set(refusal.value.fields) == {field}
    rule.refresh_from_db()
    assert (rule.parameters, rule.document) == ({"notices": 2}, "")
    assert not JournalEntry.objects.filter(verb="supervision.set_anomaly_rule").exists()


def test_only_supervisors_of_the_province_set_rules(client: Client, land: Land, rule: AnomalyRule) -> None:
    city = land.person("city", "SUPERVISOR", region=land.regions["360700"])
    for user in (city, land.owner, land.officer("360121", "HOUSING", "HEAD")):
        with pytest.raises(NotPermitted):
            set_rule.perform(user, rule, parameters={"notices": 3}, enabled=True, off_in=[], document=DOCUMENT)
    client.force_login(city)
    assert client.get(reverse("supervision:anomaly_rule", args=[rule.code])).status_code == 403
    assert (
        reverse("supervision:anomaly_rule", args=[rule.code])
        not in client.get(reverse("supervision:anomalies")).content.decode()
    )


def test_the_form_keeps_what_was_typed_and_says_what_is_wrong(client: Client, land: Land, rule: AnomalyRule) -> None:
    client.force_login(land.province)
    address = reverse("supervision:anomaly_rule", args=[rule.code])
    assert address in client.get(reverse("supervision:anomalies")).content.decode()
    wrong = client.post(address, {"notices": "99", "enabled": "on", "document": DOCUMENT, "off_in": ["360700"]})
    assert wrong.status_code == 422
    assert DOCUMENT in wrong.content.decode()
    assert "99" in wrong.content.decode()
    right = client.post(address, {"notices": "4", "enabled": "on", "document": DOCUMENT, "off_in": ["360700"]})
    assert right.status_code == 302
    rule.refresh_from_db()
    assert rule.parameters == {"notices": 4}
    shown = client.get(address).content.decode()
    assert DOCUMENT in shown
    assert client.get(reverse("supervision:anomaly_rule", args=["NO_SUCH_RULE"])).status_code == 404


def test_every_shipped_number_has_words_and_lies_between_its_bounds(land: Land, rule: AnomalyRule) -> None:
    assert set(PARAMETERS) == set(DETECTORS)
    for shipped_rule in shipped.RULES:
        bounds = PARAMETERS[shipped_rule["code"]]
        assert set(bounds) == set(shipped_rule["parameters"])
        assert all(one.least <= shipped_rule["parameters"][name] <= one.most for name, one in bounds.items())


def test_the_doctor_names_a_rule_its_detector_cannot_take(land: Land, rule: AnomalyRule) -> None:
    assert not [said for room, said in doctor.check_all() if "anomaly rule" in said]
    AnomalyRule.objects.filter(pk=rule.pk).update(parameters={"notice": 2})
    AnomalyRule.objects.filter(code="BACK_FILLED").update(parameters={"days": 400})
    said = [said for room, said in doctor.check_all() if "anomaly rule" in said]
    assert len(said) == 2
