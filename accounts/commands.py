"""The verbs of this room: lend and take back, admit and dismiss. All are journalled in the chain `accounts`."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts import scope
from accounts.models import Delegation, Department, Enterprise, Membership, Region, User
from accounts.posts import ADMIN, APPLICANTS, HEAD, OWNER
from accounts.refusals import BOTH_SIDES, OBJECTIONS
from accounts.rules import delegation_objection, two_sided
from core.commands import ANY_STATE, NO_SUBJECT, Command, Context
from core.errors import Invalid
from core.time import now, today

CHAIN: Final = "accounts"


def is_holder(user: User, membership: Membership) -> bool:
    """The membership is the user's own and in force (本人任职)."""
    return any(p.membership == membership.pk and not p.delegated for p in scope.acting(user).posts)


def may_take_back(user: User, delegation: Delegation) -> bool:
    """Who lent, who received, the owner of that enterprise, the head of that department, an administrator."""
    lent = delegation.membership
    if user.pk in (lent.user_id, delegation.to_user_id):
        return True
    if lent.department_id and scope.has_role(user, HEAD, department=lent.department_id):
        return True
    return may_dismiss(user, lent)


def may_dismiss(user: User, membership: Membership) -> bool:
    """An owner of that enterprise, or an administrator of its region."""
    return _owns(user, membership) or _administers(user, membership)


def may_admit(user: User, _subject: None) -> bool:
    """An owner admits people to their enterprise, an administrator to anything in their region."""
    return scope.has_role(user, [OWNER, ADMIN])


def _check_delegation(membership: Membership, data: dict[str, Any]) -> None:
    receiver: User = data["to_user"]
    objection = delegation_objection(
        scope.post(membership),
        receiver.pk,
        scope.acting(receiver).posts,
        data["valid_from"],
        data["valid_to"],
        today(),
        data.get("project_codes", []),
    )
    if not receiver.is_active:
        raise Invalid({"to_user": str(_("This account is closed. Choose another person."))})
    if objection is not None:
        field, sentence = OBJECTIONS[objection]
        raise Invalid({field: str(sentence)})


def _not_taken_back_yet(subject: Delegation | Membership, data: dict[str, Any]) -> None:
    if subject.revoked_at is not None:
        raise Invalid(str(_("This has already been taken back.")))


def _an_owner_remains(membership: Membership, data: dict[str, Any]) -> None:
    if membership.role != OWNER or membership.enterprise_id is None:
        return
    others = Membership.objects.in_force().filter(
        enterprise_id=membership.enterprise_id, role=OWNER, user__is_active=True
    )
    if not others.exclude(pk=membership.pk).exists():
        raise Invalid(str(_("An enterprise needs at least one person in charge. Add another one first.")))


def _delegate(
    context: Context,
    membership: Membership,
    *,
    to_user: User,
    valid_from: date,
    valid_to: date,
    project_codes: list[str] | None = None,
    reason: str = "",
) -> Delegation:
    lent = Delegation.objects.create(
        membership=membership,
        to_user=to_user,
        project_codes=project_codes or [],
        valid_from=valid_from,
        valid_to=valid_to,
        reason=reason,
        granted_at=now(),
    )
    facts = {"to": to_user.pk, "from": valid_from, "until": valid_to, "codes": lent.project_codes, "reason": reason}
    context.note(CHAIN, lent, data=facts)
    return lent


def _take_back(context: Context, delegation: Delegation) -> Delegation:
    delegation.revoked_at = now()
    delegation.save(update_fields=["revoked_at"])
    context.note(CHAIN, delegation, data={"membership": delegation.membership_id, "to": delegation.to_user_id})
    return delegation


def _admit(
    context: Context,
    _subject: None,
    *,
    person: User,
    role: str,
    department: Department | None = None,
    enterprise: Enterprise | None = None,
    region: Region | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> Membership:
    wanted = Membership(
        user=person, role=role, department=department, enterprise=enterprise, region=region, valid_to=valid_to
    )
    wanted.valid_from = valid_from or today()
    if not (role in APPLICANTS and _owns(context.user, wanted)) and not _administers(context.user, wanted):
        raise Invalid({"role": str(_("You may add people only to your own enterprise."))})
    if two_sided(role, scope.acting(person).posts):
        raise Invalid({"person": str(BOTH_SIDES)})
    try:
        wanted.validate_constraints()
    except ValidationError:
        raise Invalid(
            {"role": str(_("This role needs a department, an enterprise or a region. Choose one."))}
        ) from None
    twins = Membership.objects.in_force().filter(
        user=person, role=role, department=department, enterprise=enterprise, region=region
    )
    if twins.exists():
        raise Invalid({"person": str(_("This person already has that role."))})
    wanted.save()
    context.note(CHAIN, wanted, data={"user": person.pk, "role": role, "body": scope.post(wanted).body})
    return wanted


def _dismiss(context: Context, membership: Membership) -> Membership:
    membership.revoked_at = now()
    membership.save(update_fields=["revoked_at"])
    context.note(CHAIN, membership, data={"user": membership.user_id, "role": membership.role})
    return membership


def _owns(user: User, membership: Membership) -> bool:
    owned = membership.enterprise_id
    return owned is not None and scope.has_role(user, OWNER, enterprise=owned)


def _administers(user: User, membership: Membership) -> bool:
    enterprise = membership.enterprise
    seat = scope.post(membership).region_prefix
    if seat is None and enterprise is not None and enterprise.region is not None:
        seat = enterprise.region.prefix
    # A seat nowhere belongs to the whole province: only an administrator without a region covers "".
    return scope.has_role(user, ADMIN, region=seat.ljust(6, "0") if seat else "")


delegate = Command(
    name="accounts.delegate",
    label=_("Delegate"),
    subject=Membership,
    may=is_holder,
    states=ANY_STATE,
    validators=[_check_delegation],
    run=_delegate,
).register()

take_back = Command(
    name="accounts.take_back",
    label=_("Take back"),
    subject=Delegation,
    may=may_take_back,
    states=ANY_STATE,
    validators=[_not_taken_back_yet],
    run=_take_back,
    danger=True,
).register()

admit = Command(
    name="accounts.admit",
    label=_("Add a person"),
    subject=None,
    may=may_admit,
    states=NO_SUBJECT,
    validators=[],
    run=_admit,
).register()

dismiss = Command(
    name="accounts.dismiss",
    label=_("Remove a person"),
    subject=Membership,
    may=may_dismiss,
    states=ANY_STATE,
    validators=[_not_taken_back_yet, _an_owner_remains],
    run=_dismiss,
    danger=True,
).register()
