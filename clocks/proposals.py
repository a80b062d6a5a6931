"""Importing a notice takes two (日历导入, 双人复核): one administrator enters it, another compares and confirms."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clocks.builtin import NoticeDay, read_notice_days
from clocks.calendar import CalendarDataError, DayKind
from clocks.ledger import calendars_in_force
from clocks.models import CalendarProposal, Clock
from clocks.notice_text import read_notice
from clocks.preview import calendar_with
from clocks.publishing import days_fit, keeps_calendar, publish
from clocks.seed import seed_calendar
from core.commands import NO_SUBJECT, Command, Context
from core.errors import Invalid
from core.four_eyes import another, decide
from core.time import now

CHAIN = "calendar"


def understood(text: str, source: str = "", official_until: date | None = None) -> dict[str, Any]:
    """`days`, `source`, `official_until` of a pasted notice or of CSV rows. Raises `Invalid` naming the field.

    The text names its own year and number; CSV rows name their document each, and change the years already covered
    unless `official_until` says that they are the whole notice of a later one.
    """
    if text.lstrip("\ufeff \n").lower().startswith("date,"):
        try:
            days = list(read_notice_days(text.lstrip("\ufeff \n").splitlines()))
        except CalendarDataError as error:
            raise Invalid({"text": str(error)}) from error
        if not days:
            raise Invalid({"text": _("The notice names no day. Choose the file with its holidays and make-up days.")})
        until = official_until or seed_calendar().official_until
        return {"days": days, "source": source or days[0].source, "official_until": until}
    notice = read_notice(text)
    named = source or f"国务院办公厅关于{notice.year}年部分节假日安排的通知" + (
        f"（{notice.number}）" if notice.number else ""
    )
    return {"days": notice.days(named), "source": named, "official_until": official_until or notice.official_until}


def days_of(proposal: CalendarProposal) -> list[NoticeDay]:
    """The days of a proposal as the rules read them."""
    return [
        NoticeDay(date.fromisoformat(day), DayKind(kind), occasion, proposal.source)
        for day, kind, occasion in proposal.days
    ]


def progress() -> tuple[int, int]:
    """(open clocks reckoned with the calendar in force at their place, all open clocks): how far it has been applied."""
    total = Clock.objects.open().count()
    return total - Clock.objects.stale(calendars_in_force()).count(), total


def _fits_the_week(_subject: Any, data: dict[str, Any]) -> None:
    calendar_with(data["days"], data["official_until"])


def _propose(
    context: Context, _subject: Any, *, text: str, days: list[NoticeDay], official_until: date, source: str
) -> CalendarProposal:
    proposal = CalendarProposal.objects.create(
        text=text,
        days=[[row.day.isoformat(), row.kind.value, row.occasion] for row in days],
        source=source,
        official_until=official_until,
        proposed_by=context.user,
        proposed_at=now(),
    )
    context.note(CHAIN, proposal, data={"source": source, "official_until": official_until})
    return proposal


propose_calendar = Command(
    name="clocks.propose_calendar",
    label=gettext_lazy("Enter notice"),
    subject=None,
    may=keeps_calendar,
    states=NO_SUBJECT,
    validators=[days_fit, _fits_the_week],
    run=_propose,
).register()


def _confirm(context: Context, proposal: CalendarProposal) -> CalendarProposal:
    notice: dict[str, Any] = {
        "days": days_of(proposal),
        "official_until": proposal.official_until,
        "source": proposal.source,
    }
    days_fit(None, notice)
    proposal.version = publish(context, **notice)
    return _decided(context, proposal, CalendarProposal.State.APPLIED)


confirm_calendar = Command(
    name="clocks.confirm_calendar",
    label=gettext_lazy("Confirm and apply"),
    subject=CalendarProposal,
    may=another(keeps_calendar),
    states={"WAITING"},
    validators=[],
    run=_confirm,
    danger=True,
).register()


def _reject(context: Context, proposal: CalendarProposal) -> CalendarProposal:
    return _decided(context, proposal, CalendarProposal.State.REJECTED)


reject_calendar = Command(
    name="clocks.reject_calendar",
    label=gettext_lazy("Do not apply"),
    subject=CalendarProposal,
    may=keeps_calendar,
    states={"WAITING"},
    validators=[],
    run=_reject,
).register()


def _decided(context: Context, proposal: CalendarProposal, state: CalendarProposal.State) -> CalendarProposal:
    decide(proposal, state, context.user, version=proposal.version)
    context.note(CHAIN, proposal, data={"state": str(state), "source": proposal.source})
    return proposal
