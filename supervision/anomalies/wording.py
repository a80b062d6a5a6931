"""The evidence of an anomaly as one sentence (线索说明), in the active language."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from clocks.models import StopKind
from core.display import listed, written_date
from core.models import JournalEntry
from supervision.anomalies.parameters import PARAMETERS
from supervision.anomalies.setting import CHAIN
from supervision.models.anomaly import Anomaly, AnomalyRule


def sentence(anomaly: Anomaly) -> str:
    """What was found, with its figures; an unknown rule says only that something was found."""
    facts = {**anomaly.evidence}
    for name in ("first", "opened", "effective", "entered", "received"):
        if name in facts:
            facts[name] = written_date(date.fromisoformat(facts[name]))
    if "kind" in facts:
        facts["kind"] = StopKind(facts["kind"]).label
    if "materials" in facts:
        facts["materials"] = listed(facts["materials"])
    return _sentences(anomaly.rule.code, facts) % facts


def _sentences(code: str, facts: dict[str, Any]) -> str:
    return {
        "FAKE_PARALLEL": _("Opened on %(opened)s, the first case of the stage on %(first)s; it waits for no other."),
        "STOP_NEAR_LIMIT": _("Stopped (%(kind)s) when %(used)s of %(limit)s working days were used."),
        "DECIDED_WITHIN_MINUTES": _("Decided %(minutes)s minutes after opening; limit %(limit)s working days."),
        "BACK_FILLED": _("Took effect on %(effective)s, entered on %(entered)s: %(days)s working days later."),
        "REPEATED_RETURNS": _("%(notices)s correction notices in one application; the law allows one."),
        "NO_NOTICE_IN_5_DAYS": _("Received on %(received)s, no answer for %(days)s working days."),
        "PAUSE_ABUSE": _("%(stops)s stops, %(days)s working days in all; limit %(limit)s working days."),
        "MATERIAL_OUTSIDE_LIST": _("The notice asks for what the catalogue does not name: %(materials)s"),
    }.get(code, _("Found by a rule that is no longer shipped."))


def measures(rule: AnomalyRule) -> list[str]:
    """The numbers of a rule in words."""
    return _measured(rule.code, rule.parameters)


def history(rule: AnomalyRule) -> list[tuple[datetime, str, str, list[str]]]:
    """(when, who, document, what it then said) of every setting of a rule, the latest first."""
    entries = JournalEntry.objects.filter(chain=CHAIN, subject_id=str(rule.pk)).order_by("-seq")
    return [
        (entry.entered_at, entry.actor_name, entry.data["document"], _setting(rule.code, entry.data["after"]))
        for entry in entries
    ]


def _setting(code: str, after: dict[str, Any]) -> list[str]:
    said = _measured(code, after["parameters"])
    if not after["enabled"]:
        said.append(_("switched off"))
    if after["off_in"]:
        said.append(_("off in %(regions)s") % {"regions": listed(after["off_in"])})
    return said


def _measured(code: str, parameters: dict[str, int]) -> list[str]:
    return [
        _("%(what)s: %(number)s") % {"what": one.label, "number": parameters.get(name, "—")}
        for name, one in PARAMETERS.get(code, {}).items()
    ]
