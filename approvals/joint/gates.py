"""What a joint procedure holds back in the room it serves (联合办理对办件的约束)."""

from typing import Any

from django.utils.translation import gettext as _

from approvals.joint.commands.conditions import nothing_contradicts
from approvals.joint.rules import ENDED
from approvals.models import ItemCase
from approvals.together import joint_reviews
from core.errors import Invalid

__all__ = ["joint_procedure_has_ended", "nothing_contradicts"]


def joint_procedure_has_ended(case: ItemCase, data: dict[str, Any]) -> None:
    """The department does not answer for an item whose joint review still runs, nor for it against the result."""
    reviews = joint_reviews(case)
    running = [review for review in reviews if review.state not in ENDED]
    if running:
        raise Invalid(
            {"recommendation": _("“%(title)s” %(number)s still runs; conclude it first.")
            % {"title": running[0].title, "number": running[0].number}}
        )  # fmt: skip
    if reviews and reviews[-1].outcome == "FAIL" and data.get("recommendation") == "PASS":
        raise Invalid(
            {"recommendation": _("“%(title)s” %(number)s ended as not passed.")
            % {"title": reviews[-1].title, "number": reviews[-1].number}}
        )  # fmt: skip
