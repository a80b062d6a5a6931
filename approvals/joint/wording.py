"""How a structured condition reads (条件表述): `建筑高度不高于 60 米`."""

from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from approvals.joint.vocabulary import unit_sign, word_label
from approvals.models import Condition
from core.display import listed

PHRASES: Final[dict[str, Any]] = {
    "AT_MOST": _("%(subject)s at most %(high)s"),
    "AT_LEAST": _("%(subject)s at least %(low)s"),
    "EXACTLY": _("%(subject)s exactly %(low)s"),
    "BETWEEN": _("%(subject)s between %(low)s and %(high)s"),
    "ONE_OF": _("%(subject)s: %(words)s"),
    "NONE_OF": _("%(subject)s: not %(words)s"),
}


def condition_text(condition: Condition) -> str:
    """The condition as a phrase in the active language, followed by the department's own words."""
    unit = unit_sign(condition.unit)
    values = {
        "subject": condition.subject_label,
        "low": _value(condition.low, unit),
        "high": _value(condition.high, unit),
        "words": listed(word_label(word) for word in condition.words),
    }
    own = f"，{condition.text}" if condition.text else ""
    return str(PHRASES[condition.operator]) % values + own


def _value(number: Decimal | None, unit: str) -> str:
    if number is None:
        return ""
    plain = f"{number.normalize():f}"
    return f"{plain} {unit}" if unit and unit.isascii() and unit != "%" else f"{plain}{unit}"
