"""局部停办: a region's offices close by a document; one administrator enters it, another compares and confirms."""

import re
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Region
from clocks.calendar import CalendarRangeError
from clocks.current import current_calendar
from clocks.models import CalendarVersion, LocalClosure
from clocks.publishing import follow, keeps_calendar
from clocks.regions import closed_days, lock_calendars, publish_regions
from core.commands import NO_SUBJECT, Command, Context
from core.errors import Invalid, WrongState
from core.four_eyes import another, decide
from core.time import now

CHAIN: Final = "calendar"
LONGEST: Final = 60
"""Calendar days of one closure; a longer one is a slip of the pen [default]."""
NUMBERED: Final = re.compile(r"[〔\[（(【]\s*\d{4}\s*[〕\]）)】].{0,6}\d+\s*号")


def _numbered(document: str) -> bool:
    return NUMBERED.search(document) is not None


def _document_is_numbered(_subject: Any, data: dict[str, Any]) -> None:
    if not _numbered(str(data.get("document", ""))):
        raise Invalid({"document": _("Give the name of the document with its number, year and all, as printed on it.")})


def _days_are_closed_anew(_subject: Any, data: dict[str, Any]) -> None:
    first, last = data["first_day"], data["last_day"]
    if last < first:
        raise Invalid({"last_day": _("The last day cannot be before the first.")})
    if (last - first).days >= LONGEST:
        raise Invalid(
            {"last_day": _("A closure lasts at most %(n)d days; enter the next ones separately.") % {"n": LONGEST}}
        )
    if not str(data.get("reason", "")).strip():
        raise Invalid({"reason": _("Say why the offices are closed; it stands in every explanation of a limit.")})
    region: Region = data["region"]
    wanted = LocalClosure(region=region, first_day=first, last_day=last, document=data["document"])
    try:
        days = closed_days(region.prefix, [wanted], current_calendar(region.code))
    except CalendarRangeError as error:
        raise Invalid({"first_day": _("These days lie outside the working calendar.")}) from error
    if not days:
        raise Invalid({"first_day": _("No office works there on these days; nothing would change.")})


def _propose(
    context: Context, _subject: Any, *, region: Region, first_day: date, last_day: date, document: str, reason: str
) -> LocalClosure:
    return _entered(
        context,
        LocalClosure(
            region=region, first_day=first_day, last_day=last_day, document=document.strip(), reason=reason.strip()
        ),
    )


propose_closure = Command(
    name="clocks.propose_closure",
    label=gettext_lazy("Enter local closure"),
    subject=None,
    may=keeps_calendar,
    states=NO_SUBJECT,
    validators=[_document_is_numbered, _days_are_closed_anew],
    run=_propose,
).register()


def _in_force(closure: LocalClosure, _data: dict[str, Any]) -> None:
    if closure.lifts_id is not None or closure.state != LocalClosure.State.APPLIED:
        raise WrongState(_("Only a closure in force can be lifted."))
    if closure.liftings.filter(state=LocalClosure.State.WAITING).exists():
        raise WrongState(_("Lifting this closure already waits for a second person."))


def _propose_lifting(context: Context, closure: LocalClosure, *, document: str) -> LocalClosure:
    return _entered(
        context,
        LocalClosure(
            region=closure.region,
            first_day=closure.first_day,
            last_day=closure.last_day,
            document=document.strip(),
            reason=closure.reason,
            lifts=closure,
        ),
    )


propose_lifting = Command(
    name="clocks.propose_lifting",
    label=gettext_lazy("Lift the closure"),
    subject=LocalClosure,
    may=keeps_calendar,
    states={"APPLIED"},
    validators=[_in_force, _document_is_numbered],
    run=_propose_lifting,
).register()
"""取消停办: by a document of its own and two persons again; to shorten a closure, lift it and enter the shorter one."""


def _confirm(context: Context, closure: LocalClosure) -> list[CalendarVersion]:
    base = lock_calendars()
    lifted = closure.lifts
    if lifted is not None:
        if lifted.state != LocalClosure.State.APPLIED:
            raise WrongState
        lifted.state = LocalClosure.State.LIFTED
        lifted.save(update_fields=["state"])
    decide(closure, LocalClosure.State.APPLIED, context.user)
    versions = publish_regions(base)
    context.note(
        CHAIN,
        closure,
        data={**_said(closure), "state": "APPLIED", "versions": [str(version) for version in versions]},
    )
    follow()
    return versions


confirm_closure = Command(
    name="clocks.confirm_closure",
    label=gettext_lazy("Confirm and apply"),
    subject=LocalClosure,
    may=another(keeps_calendar),
    states={"WAITING"},
    validators=[],
    run=_confirm,
    danger=True,
).register()


def _reject(context: Context, closure: LocalClosure) -> LocalClosure:
    decide(closure, LocalClosure.State.REJECTED, context.user)
    context.note(CHAIN, closure, data={**_said(closure), "state": "REJECTED"})
    return closure


reject_closure = Command(
    name="clocks.reject_closure",
    label=gettext_lazy("Do not apply"),
    subject=LocalClosure,
    may=keeps_calendar,
    states={"WAITING"},
    validators=[],
    run=_reject,
).register()


def _entered(context: Context, closure: LocalClosure) -> LocalClosure:
    closure.proposed_by, closure.proposed_at = context.user, now()
    closure.save(force_insert=True)
    context.note(CHAIN, closure, data=_said(closure))
    return closure


def _said(closure: LocalClosure) -> dict[str, Any]:
    return {
        "region": closure.region_id,
        "first_day": closure.first_day,
        "last_day": closure.last_day,
        "document": closure.document,
        "reason": closure.reason,
        "lifts": closure.lifts_id,
    }
