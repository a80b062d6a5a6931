"""A new notice (发布新日历): the next calendar version, and every open clock reckoned anew with it.

Publishing writes the version alone; `reckon_open_clocks` follows in the sweep and finds whatever is still reckoned
with an older version, so that a lost message loses nothing.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.posts import ADMIN
from accounts.scope import acting
from clocks.builtin import NoticeDay
from clocks.calendar import CalendarDataError
from clocks.current import calendar_of
from clocks.ledger import Ledger, calendars_in_force, chain_of
from clocks.models import CalendarDay, CalendarVersion, Clock
from clocks.regions import lock_calendars, publish_regions
from clocks.seed import seed_calendar
from core import journal
from core.commands import NO_SUBJECT, Command, Context
from core.display import written_date
from core.errors import Invalid
from core.sweeps import each
from core.tasks import nudge, run_sweeps
from core.time import now


def keeps_calendar(user: Any, _subject: Any = None) -> bool:
    """An administrator of the province (省级管理员), who enters or confirms notices."""
    return user.is_authenticated and any(post.region_prefix in ("", "36") for post in acting(user).having([ADMIN]))


def nobody(_user: Any, _subject: Any) -> bool:
    """No person alone: the system only, or two administrators by way of a proposal."""
    return False


def days_fit(_subject: Any, data: dict[str, Any]) -> None:
    newest = seed_calendar()
    if data["official_until"] < newest.official_until:
        raise Invalid(
            {
                "official_until": _("The calendar in force already covers the days until %(day)s.")
                % {"day": written_date(newest.official_until)}
            }
        )
    if not data["days"]:
        raise Invalid({"days": _("The notice names no day. Choose the file with its holidays and make-up days.")})


def days_of_next(
    previous: CalendarVersion, days: Iterable[NoticeDay], official_until: date
) -> tuple[list[CalendarDay], list[NoticeDay]]:
    """The days the next version takes over and those the notice gives it; unsaved, for preview and publishing alike."""
    given = {row.day: row for row in days}
    kept = [
        row
        for row in previous.days.all()
        # What the law alone said about the newly covered years gives way to the notice.
        if row.date not in given and not previous.official_until < row.date <= official_until
    ]
    return kept, list(given.values())


def publish(context: Context, *, days: Iterable[NoticeDay], official_until: date, source: str) -> CalendarVersion:
    """Write the next version inside the caller's command, with the closures in force over it; open clocks follow in the sweep.

    Raises `Invalid` (field `days`) when the days contradict the week.
    """
    previous = lock_calendars()
    kept, given = days_of_next(previous, days, official_until)
    version = CalendarVersion.objects.create(
        number=previous.number + 1, source=source, official_until=official_until, published_at=now()
    )
    CalendarDay.objects.bulk_create(
        [
            *(_copy(row, version) for row in kept),
            *(
                CalendarDay(version=version, date=row.day, kind=row.kind.value, note=row.occasion, source=row.source)
                for row in given
            ),
        ]
    )
    try:
        calendar_of(version.pk)
    except CalendarDataError as error:
        raise Invalid({"days": _("The days contradict the week: %(why)s") % {"why": error}}) from error
    publish_regions(version)
    context.note("calendar", version, data={"source": source, "official_until": official_until})
    follow()
    return version


def follow() -> None:
    """Let open clocks follow a new version after this transaction."""
    # Project by project in transactions of their own, so that no office waits for the whole province.
    transaction.on_commit(lambda: nudge(run_sweeps), robust=True)


def _publish(context: Context, _subject: Any, **notice: Any) -> CalendarVersion:
    return publish(context, **notice)


publish_calendar = Command(
    name="clocks.publish_calendar",
    label=gettext_lazy("Publish working calendar"),
    subject=None,
    may=nobody,
    states=NO_SUBJECT,
    validators=[days_fit],
    run=_publish,
    system=True,
).register()
"""发布工作日历: `days` (NoticeDay), `official_until`, `source` → the new `CalendarVersion`; from the command line only.

On the pages one administrator proposes and another confirms (`clocks.proposals`).
"""


def reckon_open_clocks() -> int:
    """Reckon every open clock of an older calendar anew (按新日历重算); returns how many due dates moved.

    Each that moved, or is provisional no more, is journaled old → new. One transaction per project; safe to repeat.
    """
    stale = Clock.objects.stale(calendars_in_force())
    projects = stale.order_by("project_id").values_list("project_id", flat=True).distinct()
    return each(list(projects), _reckon_project)


@transaction.atomic
def _reckon_project(project_id: int) -> int:
    ledger = Ledger(project_id)
    moved = []
    for clock in ledger.settle_open():
        before = ledger.before(clock)
        if (before["due_on"], before["provisional"]) != (clock.due_on, clock.provisional):
            moved.append((clock, before))
    for clock, before in moved:
        journal.append(
            chain_of(project_id),
            "clocks.recalculated",
            clock,
            data={
                "kind": clock.kind,
                "label": clock.label,
                "calendar": {"old": before["calendar_id"], "new": clock.calendar_id},
                "due_on": {"old": before["due_on"], "new": clock.due_on},
                "provisional": {"old": before["provisional"], "new": clock.provisional},
            },
        )
    return len(moved)


def _copy(row: CalendarDay, version: CalendarVersion) -> CalendarDay:
    return CalendarDay(version=version, date=row.date, kind=row.kind, note=row.note, source=row.source)
