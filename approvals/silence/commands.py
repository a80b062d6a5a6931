"""沉默规则的提出和确认: a region's switch needs the number of its document and two administrators."""

from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import scope
from accounts.models import Region
from accounts.posts import ADMIN
from approvals.models import SilenceRule
from core.commands import NO_SUBJECT, Command, Context
from core.errors import Invalid
from core.four_eyes import another, decide
from core.time import now, today

CHAIN: Final = "silence"


def keeps_rules(user: Any, rule: SilenceRule | None = None) -> bool:
    """An administrator, of the rule's region where there is one."""
    return scope.has_role(user, ADMIN, region=rule.region_id if rule else None)


def rule_is_complete(_subject: Any, data: dict[str, Any]) -> None:
    """Region, a situation a region may switch, a document number and a day not in the past."""
    faults = {}
    if not isinstance(data.get("region"), Region):
        faults["region"] = _("Choose a region you administer.")
    if data.get("situation") not in SilenceRule.Switch.values:
        faults["situation"] = _("Law has fixed what this silence means; no region can switch it.")
    if not str(data.get("document_number", "")).strip():
        faults["document_number"] = _("Name the document that says so; without one silence means nothing.")
    if not isinstance(data.get("valid_from"), date) or data["valid_from"] < today():
        faults["valid_from"] = _("A rule on silence never reaches back: choose today or later.")
    if (
        not faults
        and SilenceRule.objects.filter(
            region=data["region"], situation=data["situation"], state=SilenceRule.State.WAITING
        ).exists()
    ):
        faults["situation"] = _("A change of this rule waits for its second person already; decide that first.")
    if faults:
        raise Invalid(faults)


def _propose(
    context: Context, _subject: Any, *, region: Region, situation: str, on: bool, document_number: str, valid_from: date
) -> SilenceRule:
    if not scope.has_role(context.user, ADMIN, region=region):
        raise Invalid({"region": _("Choose a region you administer.")})
    rule = SilenceRule.objects.create(
        region=region,
        situation=situation,
        on=on,
        document_number=document_number.strip(),
        valid_from=valid_from,
        proposed_by=context.user,
        proposed_at=now(),
    )
    _note(context, rule)
    return rule


propose = Command(
    name="silence.propose",
    label=gettext_lazy("Enter a rule"),
    subject=None,
    may=keeps_rules,
    states=NO_SUBJECT,
    validators=[rule_is_complete],
    run=_propose,
).register()


def _confirm(context: Context, rule: SilenceRule) -> SilenceRule:
    rule.valid_from = max(rule.valid_from, today())
    return _decide(context, rule, SilenceRule.State.IN_FORCE)


confirm = Command(
    name="silence.confirm",
    label=gettext_lazy("Confirm"),
    subject=SilenceRule,
    may=another(keeps_rules),
    states={"WAITING"},
    validators=[],
    run=_confirm,
    danger=True,
).register()


def _reject(context: Context, rule: SilenceRule) -> SilenceRule:
    return _decide(context, rule, SilenceRule.State.REJECTED)


reject = Command(
    name="silence.reject",
    label=gettext_lazy("Do not confirm"),
    subject=SilenceRule,
    may=keeps_rules,
    states={"WAITING"},
    validators=[],
    run=_reject,
).register()


def _decide(context: Context, rule: SilenceRule, state: SilenceRule.State) -> SilenceRule:
    decide(rule, state, context.user, valid_from=rule.valid_from)
    _note(context, rule)
    return rule


def _note(context: Context, rule: SilenceRule) -> None:
    data = {"rule": str(rule), "on": rule.on, "state": str(rule.state), "valid_from": rule.valid_from}
    context.note(CHAIN, rule, data=data)
