"""承诺规则修订: entered with its document, compared and confirmed by another, in force from its day on.

Projects keep the rules of the version they are pinned to; a new version counts for projects that come after it.
"""

import re
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.access import edits_catalogue
from catalogue.commands import check_source, load
from catalogue.commands import publish as publish_version
from catalogue.parse import parse_catalogue
from catalogue.speech import say
from catalogue.validation import validate
from catalogue.versions import published
from commitments.access import nobody
from commitments.models import RuleChange
from commitments.tunable import changed, tunables
from core.commands import NO_SUBJECT, SYSTEM_USER, Command, Context
from core.errors import Invalid, WrongState
from core.four_eyes import another, decide
from core.sweeps import each
from core.time import now, today

CHAIN: Final = "catalogue"
NUMBERED: Final = re.compile(r"[〔\[（(【]\s*\d{4}\s*[〕\]）)】].{0,6}\d+\s*号")
State = RuleChange.State
PENDING: Final = (State.WAITING, State.APPROVED)
"""A change in one of these keeps the next one from being entered."""


def keeps_rules(user: Any, _change: RuleChange | None = None) -> bool:
    """The province's administrators of the catalogue."""
    return edits_catalogue(user)


def content_in_force() -> dict[str, Any]:
    """The source of the catalogue version in force. Raises NothingPublished."""
    return dict(published().content)


def made_of(values: dict[str, Any], document: str) -> dict[str, Any]:
    """The source of the version in force with the change in it. Raises Invalid where it is no catalogue any more."""
    content = changed(content_in_force(), values, document)
    check_source(content)
    problems = validate(parse_catalogue(content))
    if problems:
        raise Invalid("\n".join(f"{problem.where}: {say(problem.sentence)}" for problem in problems))
    return content


def change_is_complete(_subject: None, data: dict[str, Any]) -> None:
    """A numbered document, a reason, a day to come, and at least one value that differs; nothing else waits."""
    faults: dict[str, str] = {}
    if not NUMBERED.search(str(data.get("document", ""))):
        faults["document"] = _("Give the name of the document with its number, year and all, as printed on it.")
    if not str(data.get("reason", "")).strip():
        faults["reason"] = _("Say why; the second person reads it.")
    if not isinstance(data.get("effective_on"), date) or data["effective_on"] < today():
        faults["effective_on"] = _("A rule never reaches back: choose today or later.")
    known = {one.path: one.value for one in tunables(content_in_force())}
    values = data.get("values") or {}
    if not any(known.get(path) != value for path, value in values.items()):
        faults[""] = _("Nothing changes: every value is as it stands.")
    if RuleChange.objects.filter(state__in=PENDING).exists():
        faults[""] = _("Another change waits for its second person or for its day; decide that first.")
    if not faults:
        made_of(values, str(data["document"]).strip())
    if faults:
        raise Invalid(faults)


def _propose(
    context: Context, _subject: None, *, document: str, reason: str, effective_on: date, values: dict[str, Any]
) -> RuleChange:
    known = {one.path: one.value for one in tunables(content_in_force())}
    differing = {path: value for path, value in values.items() if known.get(path) != value}
    change = RuleChange.objects.create(
        document=document.strip(),
        reason=reason.strip(),
        effective_on=effective_on,
        values=differing,
        before={path: known.get(path) for path in differing},
        proposed_by=context.user,
        proposed_at=now(),
    )
    _note(context, change)
    return change


propose_rules = Command(
    name="commitments.propose_rules",
    label=gettext_lazy("Enter a change of the rules"),
    subject=None,
    may=keeps_rules,
    states=NO_SUBJECT,
    validators=[change_is_complete],
    run=_propose,
).register()


def _confirm(context: Context, change: RuleChange) -> RuleChange:
    """It counts from its day on, at the earliest from today."""
    made_of(change.values, change.document)
    decide(change, State.APPROVED, context.user, effective_on=max(change.effective_on, today()))
    _note(context, change)
    if change.effective_on <= today():
        apply_rules.perform(SYSTEM_USER, change)
        change.refresh_from_db()
    return change


confirm_rules = Command(
    name="commitments.confirm_rules",
    label=gettext_lazy("Confirm"),
    subject=RuleChange,
    may=another(keeps_rules),
    states={"WAITING"},
    validators=[],
    run=_confirm,
    danger=True,
).register()


def _reject(context: Context, change: RuleChange) -> RuleChange:
    decide(change, State.REJECTED, context.user)
    _note(context, change)
    return change


reject_rules = Command(
    name="commitments.reject_rules",
    label=gettext_lazy("Do not confirm"),
    subject=RuleChange,
    may=keeps_rules,
    states={"WAITING", "APPROVED"},
    validators=[],
    run=_reject,
).register()


def _apply(context: Context, change: RuleChange) -> RuleChange:
    version = load.perform(SYSTEM_USER, source=made_of(change.values, change.document), note=change.document)
    publish_version.perform(SYSTEM_USER, version)
    change.state, change.version = State.APPLIED, version
    change.save(update_fields=["state", "version"])
    _note(context, change)
    return change


apply_rules = Command(
    name="commitments.apply_rules",
    label=gettext_lazy("Put in force"),
    subject=RuleChange,
    may=nobody,
    states={"APPROVED"},
    validators=[],
    run=_apply,
    system=True,
).register()


def apply_due_rules() -> int:
    """Every confirmed change whose day has come."""
    return each(RuleChange.objects.filter(state=State.APPROVED, effective_on__lte=today()).order_by("pk"), _in_force)


def _in_force(change: RuleChange) -> bool:
    try:
        apply_rules.perform(SYSTEM_USER, change)
    except WrongState:
        return False
    return True


def _note(context: Context, change: RuleChange) -> None:
    data = {"document": change.document, "state": str(change.state), "effective_on": change.effective_on}
    context.note(CHAIN, change, data={**data, "values": change.values, "version": change.version_id})
