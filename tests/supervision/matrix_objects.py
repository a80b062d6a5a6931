"""What stands in the addresses of the desk: a watched project with its total limit, and an anomaly in it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from approvals.models import ItemCase
from clocks.models import Clock
from core.files import store
from core.time import now, today
from projects.models import Project
from supervision.models import Alert, Anomaly, AnomalyRule, ExportJob, SavedFilter, Subscription, UrgeOrder
from tests.people import Province


def objects(province: Province) -> dict[str, Any]:
    """They belong to the application under review that the room of approvals wrote."""
    case = ItemCase.objects.get(department=province.housing, item__code="301", state="OPEN")
    cap = Clock.objects.get(project_id=case.application.project_id, kind="CAP")
    rule, _new = AnomalyRule.objects.get_or_create(
        code="BACK_FILLED",
        defaults={"name": "事后补录", "name_en": "Entered afterwards", "level": "YELLOW", "basis": "-"},
    )
    project = Project.objects.get(pk=cap.project_id)
    anomaly = Anomaly.objects.create(
        rule=rule,
        level=rule.level,
        subject_type="approvals.itemcase",
        subject_id=case.pk,
        project_id=project.pk,
        project_name=project.name,
        project_code=project.code,
        chain=project.chain,
        label=case.item.name,
        region_id=project.region_id,
        department=case.department,
        happened_on=today(),
        evidence={
            "verb": "x",
            "effective": "2026-03-02",
            "entered": "2026-03-06",
            "days": 4,
            "application": case.application_id,
        },  # fmt: skip
        found_at=now(),
    )
    alert = Alert.objects.create(
        number="JC-M-1",
        clock=cap,
        level="WARN",
        region_id=project.region_id,
        department=case.department,
        project_code=project.code,
        reached_on=today(),
        fired_at=now(),
    )
    kept = Subscription.objects.create(user=province.people["supervisor"], name="红牌", level="RED", created_at=now())
    order = UrgeOrder.objects.create(
        number="DB-M-1",
        clock=Clock.objects.filter(department=case.department).first(),
        project=project,
        region_id=project.region_id,
        department=case.department,
        demand="限期办结",
        reply_due_on=today(),
        issued_by=province.people["supervisor"],
        issued_at=now(),
    )
    watcher = province.people["supervisor"]
    named = SavedFilter.objects.create(user=watcher, name="红牌", query={"light": "RED"}, created_at=now())
    job = ExportJob.objects.create(
        user=watcher, format="csv", state="READY", file=store(b"x", "text/csv"), asked_at=now(),
        expires_at=now() + timedelta(days=1),
    )  # fmt: skip
    return {
        "saved_filter": named,
        "export_job": job,
        "urge_order": order,
        "watched_project": project,
        "anomaly": anomaly,
        "alert": alert,
        "subscription": kept,
    }
