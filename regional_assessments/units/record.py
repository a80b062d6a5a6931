"""The one way a unit changes (单元记录): by the table, journalled in the chain of its zone, the map told."""

from datetime import timedelta
from typing import Any

from core.commands import Context
from core.errors import WrongState
from core.numbers import next_number
from regional_assessments.models import AssessmentUnit
from regional_assessments.units import rules

MAP_VERSION = "assessment_units"
"""Series whose last number is the version of the map of published units; what is cached of it carries the number."""


def move(
    context: Context, unit: AssessmentUnit, verb: str = "", *, data: dict[str, Any] | None = None, **columns: Any
) -> None:
    """Move a locked unit by `verb` (default: the running command's). Raises WrongState where the table forbids it."""
    verb = verb or context.command.name
    step = rules.UNIT[verb]
    if unit.state not in step.sources:
        raise WrongState
    unit.state = step.target
    for name, value in columns.items():
        setattr(unit, name, value)
    unit.last_day = rules.last_day(unit.effective_to, unit.ended_on)
    unit.save(update_fields=["state", "last_day", *columns])
    note(context, unit, verb, data)
    if unit.state in rules.ONCE_PUBLISHED:
        next_number(MAP_VERSION)
        _reevaluate(unit)


def _reevaluate(unit: AssessmentUnit) -> None:
    from regional_assessments.units import reevaluation

    if unit.state == AssessmentUnit.State.PUBLISHED:
        reevaluation.begin(unit, "BEGINS", unit.effective_from)
    elif unit.last_day is not None:
        reevaluation.begin(unit, "ENDS", unit.last_day + timedelta(days=1))


def note(context: Context, unit: AssessmentUnit, verb: str, data: dict[str, Any] | None = None) -> None:
    """Write what happened to the unit into the journal of its zone."""
    context.note(unit.chain, unit, verb=verb, data={"code": unit.code, "version": unit.version, **(data or {})})
