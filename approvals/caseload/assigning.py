"""认领、退回、改派: a reviewer takes a case, gives it back, or the head hands it to another."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Membership, User
from accounts.posts import REVIEWER
from approvals import rules
from approvals.access import head_of, holds, reviewer_of
from approvals.caseload import messages
from approvals.models import ItemCase
from approvals.record import move_case
from core.commands import Command, Context
from core.errors import Invalid


def reviewers(case: ItemCase) -> "QuerySet[User]":
    """Who may be given the case: the reviewers of its department, in force today."""
    posts = Membership.objects.in_force().filter(role=REVIEWER, department_id=case.department_id)
    return User.objects.filter(pk__in=posts.values("user_id"), is_active=True).order_by("name", "pk")


def may_claim(user: Any, case: ItemCase) -> bool:
    """A reviewer of the department, as long as nobody has the case."""
    return case.holder_id is None and reviewer_of(user, case)


def may_release(user: Any, case: ItemCase) -> bool:
    """Who has it, their stand-in, or the head."""
    return case.holder_id is not None and (head_of(user, case) or (reviewer_of(user, case) and holds(user, case)))


def _claim(context: Context, case: ItemCase) -> ItemCase:
    move_case(context, case, holder=context.user, held_at=context.effective_at)
    return case


claim = Command(
    name="approvals.claim_case",
    label=gettext_lazy("Take the case"),
    subject=ItemCase,
    may=may_claim,
    states=rules.CASE["approvals.claim_case"].sources,
    validators=[],
    run=_claim,
).register()


def _release(context: Context, case: ItemCase) -> ItemCase:
    move_case(context, case, holder=None, held_at=None, data={"from": str(case.holder or "")})
    return case


release = Command(
    name="approvals.release_case",
    label=gettext_lazy("Give the case back"),
    subject=ItemCase,
    may=may_release,
    states=rules.CASE["approvals.release_case"].sources,
    validators=[],
    run=_release,
).register()


def goes_to_a_reviewer(case: ItemCase, data: dict[str, Any]) -> None:
    """Another reviewer of the department, and a reason whoever had it can read."""
    faults = {}
    to = data.get("to")
    if to is None or not reviewers(case).filter(pk=to.pk).exists():
        faults["to"] = _("Choose a reviewer of this department.")
    elif to.pk == case.holder_id:
        faults["to"] = _("This person has the case already.")
    if case.holder_id and not str(data.get("reason") or "").strip():
        faults["reason"] = _("Say why somebody else shall handle it.")
    if faults:
        raise Invalid(faults)


def _assign(context: Context, case: ItemCase, *, to: User, reason: str = "") -> ItemCase:
    before = case.holder
    move_case(
        context,
        case,
        holder=to,
        held_at=context.effective_at,
        data={"from": str(before or ""), "to": str(to), "reason": str(reason or "").strip()},
    )
    messages.about_case("case_assigned", messages.user(to.pk), case)
    if before is not None:
        messages.about_case("case_taken_away", messages.user(before.pk), case)
    return case


assign = Command(
    name="approvals.assign_case",
    label=gettext_lazy("Assign the case"),
    subject=ItemCase,
    may=head_of,
    states=rules.CASE["approvals.assign_case"].sources,
    validators=[goes_to_a_reviewer],
    run=_assign,
).register()
