"""请假与代班: an officer's posts in a department go to a colleague for some days; the journal names both."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import scope
from accounts.commands import delegate, take_back
from accounts.models import Department, Membership, User
from accounts.posts import OFFICERS
from approvals.models import Absence
from core.commands import NO_SUBJECT, Command, Context
from core.errors import Invalid
from core.time import now, today

CHAIN = "accounts"


def own_posts(user: Any, department: Department | None = None) -> "QuerySet[Membership]":
    """One's own posts in departments, in force today."""
    posts = Membership.objects.in_force().filter(user=user, role__in=OFFICERS, department__isnull=False)
    return posts.filter(department=department) if department is not None else posts


def colleagues(user: Any) -> "QuerySet[User]":
    """Who may stand in: officers of one's own departments."""
    departments = own_posts(user).values("department_id")
    posts = Membership.objects.in_force().filter(department_id__in=departments, role__in=OFFICERS)
    return (
        User.objects.filter(pk__in=posts.values("user_id"), is_active=True).exclude(pk=user.pk).order_by("name", "pk")
    )


def is_officer(user: Any, _subject: Any) -> bool:
    """Somebody with a post in a department."""
    return any(not post.delegated and post.department for post in scope.acting(user).having(OFFICERS))


def absence_is_covered(_subject: Any, data: dict[str, Any]) -> None:
    """Days in order that lie ahead, a colleague of the same department, and no second absence in the same days."""
    faults: dict[str, str] = {}
    first, last, department, user = data.get("valid_from"), data.get("valid_to"), data.get("department"), data["absent"]
    if first is None or last is None or last < first or last < today():
        faults["valid_to"] = _("Give first and last day; the last one lies ahead.")
    if department is None or not own_posts(user, department).exists():
        faults["department"] = _("Choose a department in which you have a post.")
    elif (
        data.get("substitute") is None
        or not Membership.objects.in_force()
        .filter(user=data["substitute"], department=department, role__in=OFFICERS)
        .exclude(user=user)
        .exists()
    ):
        faults["substitute"] = _("Choose a colleague of this department.")
    if (
        not faults
        and Absence.objects.filter(
            user=user, department=department, ended_at=None, valid_from__lte=last, valid_to__gte=first
        ).exists()
    ):
        faults["valid_from"] = _("You have marked an absence in these days already; end it first.")
    if faults:
        raise Invalid(faults)


def _mark(
    context: Context,
    _subject: None,
    *,
    absent: User,
    department: Department,
    substitute: User,
    valid_from: date,
    valid_to: date,
    reason: str = "",
) -> Absence:
    if absent.pk != context.user.pk:
        raise Invalid(_("Everybody marks their own absence."))
    absence = Absence.objects.create(
        user=absent,
        substitute=substitute,
        department=department,
        valid_from=valid_from,
        valid_to=valid_to,
        reason=str(reason or "").strip(),
        recorded_at=now(),
    )
    for post in own_posts(absent, department):
        absence.delegations.add(
            delegate.perform(
                absent, post, to_user=substitute, valid_from=valid_from, valid_to=valid_to, reason=absence.reason
            )
        )
    context.note(
        CHAIN, absence, data={"substitute": substitute.pk, "from": valid_from, "until": valid_to, "reason": reason}
    )
    return absence


mark_absence = Command(
    name="approvals.mark_absence",
    label=gettext_lazy("Mark absence"),
    subject=None,
    may=is_officer,
    states=NO_SUBJECT,
    validators=[absence_is_covered],
    run=_mark,
).register()


def is_own(user: Any, absence: Absence) -> bool:
    """Who was away."""
    return bool(absence.user_id == user.pk)


def still_runs(absence: Absence, data: dict[str, Any]) -> None:
    """An absence ends once."""
    if absence.ended_at is not None or absence.valid_to < today():
        raise Invalid(_("This absence has ended already."))


def _end(context: Context, absence: Absence) -> Absence:
    absence.ended_at = context.effective_at
    absence.save(update_fields=["ended_at"])
    for lent in absence.delegations.filter(revoked_at=None):
        take_back.perform(context.user, lent)
    context.note(CHAIN, absence, data={"substitute": absence.substitute_id})
    return absence


end_absence = Command(
    name="approvals.end_absence",
    label=gettext_lazy("Back early"),
    subject=Absence,
    may=is_own,
    states={"*"},
    validators=[still_runs],
    run=_end,
).register()
