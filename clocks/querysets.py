"""Reading clocks: every read starts with `visible_to(user)`; a light is a comparison of dates."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final, Self

from django.db.models import BigIntegerField, Case, DateField, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThan

from accounts import scope
from clocks.lights import Light

if TYPE_CHECKING:
    from clocks.current import Calendars
    from clocks.models import CalendarVersion

OPEN_STATES: Final = ("RUNNING", "STOPPED")
NEVER: Final = Value(date.max, output_field=DateField())


class CalendarVersionQuerySet(QuerySet["CalendarVersion"]):
    """日历版本: public, as the notices are."""

    def visible_to(self, user: Any) -> Self:
        """All of them."""
        return self

    def of_province(self) -> Self:
        """Those that hold wherever no document closed the offices."""
        return self.filter(region__isnull=True)

    def newest(self) -> CalendarVersion | None:
        """The province's version in force (现行日历), None before the first is published."""
        return self.of_province().order_by("-number").first()


class LocalClosureQuerySet(QuerySet):
    """局部停办: public, as the documents are; entered and decided by those who keep the calendar."""

    def visible_to(self, user: Any) -> Self:
        """All of them."""
        return self

    def in_force(self) -> Self:
        """Confirmed and not taken back, oldest first."""
        return self.filter(state="APPLIED", lifts__isnull=True).order_by("pk")


class ClockQuerySet(QuerySet):
    """时限时钟."""

    def visible_to(self, user: Any) -> Self:
        """Clocks of one's own projects, of one's own department, and of the regions one watches."""
        return self.filter(
            scope.row_q(
                user,
                region="region_id",
                department="department_id",
                enterprise="enterprise_id",
                project_code="project_code",
            )
        )

    def open(self) -> Self:
        """Neither ended nor struck (未办结)."""
        return self.filter(state__in=OPEN_STATES)

    def stale(self, calendars: Calendars) -> Self:
        """Open clocks that rest on another calendar than the one in force at their place (待重算)."""
        in_force = [calendars.base.version_id, *(version for version, _area in calendars.areas())]
        wrong = ~Q(calendar_id__in=in_force)
        if calendars.regional:
            whens = [When(area, then=Value(version)) for version, area in calendars.areas()]
            expected = Case(*whens, default=Value(calendars.base.version_id), output_field=BigIntegerField())
            return self.open().alias(expected=expected).filter(wrong | ~Q(calendar_id=F("expected")))
        return self.open().filter(wrong)

    def running(self) -> Self:
        """Counting today (计时中)."""
        return self.filter(state="RUNNING")

    def stopped(self) -> Self:
        """Standing still (暂停)."""
        return self.filter(state="STOPPED")

    def urgent_first(self) -> Self:
        """Nearest due date first; ties by age, so that the order is the same on every page."""
        return self.order_by("due_on", "id")

    def of_subject(self, subject_type: str, subject_id: int) -> Self:
        """Clocks of one case, application or other row, by its `label_lower` and id."""
        return self.filter(subject_type=subject_type, subject_id=subject_id)

    def of_project(self, project_id: int) -> Self:
        """All clocks of one project."""
        return self.filter(project_id=project_id)

    def late(self, today: date) -> Self:
        """Running past their due date (逾期)."""
        return self.running().filter(due_on__lt=today)

    def at_light(self, light: Light | str, today: date) -> Self:
        """Clocks that show `light` on `today`; each is one range on the stored dates."""
        return self.filter(light_q(Light(light), today))

    def with_light(self, today: date) -> Self:
        """Each row with its light on `today` as `.light`; the same comparison as `lights.light`."""
        return self.annotate(
            light=Case(
                *(When(light_q(light, today), then=Value(light.value)) for light in Light if light is not Light.GREEN),
                default=Value(Light.GREEN.value),
            )
        )


def light_q(light: Light, today: date) -> Q:
    """The rows that show `light` on `today`.

    What nearly every open clock fulfils is asked of an expression, so that no index on it is read for all of them.
    """
    running = Q(state="RUNNING")
    red, yellow, warned = Q(red_on__lte=today), Q(due_on__lt=today), Q(warn_on__lte=today)
    not_red = Q(GreaterThan(Coalesce("red_on", NEVER), today))
    not_yellow = Q(due_on__isnull=True) | Q(due_on__gte=today)
    not_warned = Q(GreaterThan(Coalesce("warn_on", NEVER), today))
    return {
        Light.RED: running & red,
        Light.YELLOW: running & yellow & not_red,
        Light.WARN: running & warned & not_yellow & not_red,
        Light.GREEN: running & not_warned & not_yellow & not_red,
        Light.STOPPED: Q(state="STOPPED"),
        Light.ENDED: Q(state="ENDED"),
    }[light]
