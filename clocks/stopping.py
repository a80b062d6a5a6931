"""Rules of special procedures as data (特别程序规则): shipped defaults, set by an administrator, every change journalled."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy

from clocks.models import StoppingRule
from clocks.publishing import keeps_calendar
from clocks.stop_rules import STOP_RULES, StopRule
from core.commands import ANY_STATE, Command, Context
from core.time import now

CHAIN = "calendar"
"""Chain of the journal that the province's administrators write."""


def rules_in_force() -> Mapping[str, StopRule]:
    """Kind → rule: what is stored, the shipped rule where nothing is; one query.

    Whether the statutory limit stops and who names the evidence always come from the shipped rule.
    """
    stored = {
        row.kind: replace(
            STOP_RULES[row.kind], stops_promised=row.stops_promised, longest=row.longest, times=row.times, law=row.law
        )
        for row in StoppingRule.objects.all()
    }
    return {**STOP_RULES, **stored}


def write_defaults() -> int:
    """Store the shipped rule of every kind that has none; how many were written."""
    known = set(StoppingRule.objects.values_list("kind", flat=True))
    rows = [
        StoppingRule(
            kind=kind, stops_promised=rule.stops_promised, longest=rule.longest, times=rule.times, law=rule.law,
            changed_at=now(),
        )
        for kind, rule in STOP_RULES.items()
        if kind not in known
    ]  # fmt: skip
    StoppingRule.objects.bulk_create(rows)
    return len(rows)


def _change(
    context: Context, row: StoppingRule, *, stops_promised: bool, longest: int | None, times: int, law: str
) -> StoppingRule:
    before = _values(row)
    row.stops_promised, row.longest, row.times, row.law = stops_promised, longest, times, law.strip()
    after = _values(row)
    if after != before:
        row.version += 1
        row.changed_by, row.changed_at = context.user, now()
        row.save()
        context.note(CHAIN, row, data={"kind": row.kind, "version": row.version, "before": before, "after": after})
    return row


def _values(row: StoppingRule) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("stops_promised", "longest", "times", "law")}


change_stopping_rule = Command(
    name="clocks.change_stopping_rule",
    label=gettext_lazy("Change rule"),
    subject=StoppingRule,
    may=keeps_calendar,
    states=ANY_STATE,
    validators=[],
    run=_change,
).register()
