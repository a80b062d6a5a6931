"""The evidence of an anomaly as one sentence (线索说明), in the active language."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from clocks.models import StopKind
from core.display import listed, written_date
from supervision.models.anomaly import Anomaly


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
