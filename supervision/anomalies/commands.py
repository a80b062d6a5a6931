"""Setting an anomaly aside (销号): by a supervisor of its region, with a reason, in the project's journal."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import scope
from accounts.posts import SUPERVISOR
from core.commands import Command, Context
from core.errors import Invalid
from core.time import now
from supervision.models.anomaly import Anomaly

SHORTEST = 4
"""Characters of a reason somebody can follow."""


def _watches(user: Any, anomaly: Anomaly) -> bool:
    return Anomaly.objects.filter(scope.region_q(user, "region_id", SUPERVISOR), pk=anomaly.pk).exists()


def _has_reason(anomaly: Anomaly, data: dict[str, Any]) -> None:
    if len(data.get("reason", "").strip()) < SHORTEST:
        raise Invalid({"reason": gettext("Say what you found out and why nothing needs to be done.")})


def _dismiss(context: Context, anomaly: Anomaly, *, reason: str) -> Anomaly:
    anomaly.state = Anomaly.State.DISMISSED
    anomaly.dismissed_by, anomaly.dismissed_at, anomaly.reason = context.user, now(), reason.strip()
    anomaly.save(update_fields=["state", "dismissed_by", "dismissed_at", "reason"])
    context.note(anomaly.chain, anomaly, data={"rule": anomaly.rule.code, "reason": anomaly.reason})
    return anomaly


dismiss = Command(
    name="supervision.dismiss_anomaly",
    label=_("Dismiss anomaly"),
    subject=Anomaly,
    may=_watches,
    states={"OPEN"},
    validators=[_has_reason],
    run=_dismiss,
).register()
