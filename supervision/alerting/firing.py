"""When an alert fires (预警触发): once per clock and level, late rather than never, oldest first."""

from datetime import date, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from clocks.lights import forecast_exceeds
from clocks.models import Clock
from core import outbox
from core.commands import ANY_STATE, SYSTEM_USER, Command, Context
from core.numbers import next_number
from core.sweeps import each
from core.time import legal_date, now, today
from supervision.alerting.matters import matter_of
from supervision.alerting.telling import TOPIC
from supervision.models import Alert, Level

BATCH: Final = 500
"""Alerts of one round of a sweep; it goes round until nothing is left."""
ORDER: Final = {Level.WARN: 0, Level.YELLOW: 1, Level.RED: 2, Level.FORECAST: 3}
RULES: Final = {Level.WARN: "TIME-01", Level.YELLOW: "TIME-02", Level.RED: "TIME-03", Level.FORECAST: "TIME-04"}
"""监察规则编号."""

Due = tuple[date, int, int, str]
"""First day of the level, its order, the clock, the level."""


def reached_q(level: str, on: date) -> Q:
    """Running clocks whose stored date says that they have reached `level` by `on`; one index range."""
    reached = {
        Level.WARN: Q(warn_on__lte=on),
        Level.YELLOW: Q(due_on__lt=on),
        Level.RED: Q(red_on__lte=on),
        Level.FORECAST: Q(kind="CAP", forecast__gt=F("limit")),
    }[Level(level)]
    return Q(state=Clock.State.RUNNING) & reached


def first_day(clock: Clock, level: str, on: date) -> date | None:
    """The first day of a level as stored with the clock; the day after the due date for a yellow card.

    A forecast changes by events, not by a date: it is reached `on` the day it is found to fail.
    """
    if level == Level.FORECAST:
        return on if forecast_exceeds(clock.forecast, clock.limit) else None
    if level == Level.YELLOW:
        return clock.due_on + timedelta(days=1) if clock.due_on else None
    return clock.warn_on if level == Level.WARN else clock.red_on


def due(on: date, limit: int = BATCH) -> list[Due]:
    """What has reached a level and did not fire, oldest first, at most `limit`; one query for each level."""
    found: list[Due] = []
    for level, column in (
        (Level.WARN, "warn_on"), (Level.YELLOW, "due_on"), (Level.RED, "red_on"), (Level.FORECAST, "pk"),
    ):  # fmt: skip
        fired = Alert.objects.filter(clock=OuterRef("pk"), level=level, lifted_at__isnull=True)
        rows = Clock.objects.filter(reached_q(level, on)).exclude(Exists(fired)).order_by(column, "pk")
        for clock in rows.only("pk", "warn_on", "due_on", "red_on", "forecast", "limit")[:limit]:
            day = first_day(clock, level, on)
            if day is not None:
                found.append((day, ORDER[level], clock.pk, level.value))
    return sorted(found)[:limit]


def _fire(context: Context, clock: Clock, *, level: str) -> Alert | None:
    """Write the alert unless it is there; what is not due any more under the lock does not fire."""
    on = legal_date(context.effective_at)
    day = first_day(clock, level, on)
    lifted = list(Alert.objects.filter(clock=clock, level=level).values_list("lifted_at", flat=True))
    if day is None or day > on or None in lifted:
        return None
    # A red card says more than the yellow one of its day, and than any forecast.
    absorbed = level in (Level.YELLOW, Level.FORECAST) and clock.red_on is not None and clock.red_on <= day
    alert = Alert.objects.create(
        number=f"JC{clock.region_id}{on:%Y%m%d}{next_number(f'alert:{clock.region_id}:{on}'):06d}",
        clock=clock,
        level=level,
        matter=matter_of(clock),
        region_id=clock.region_id,
        department_id=clock.department_id,
        enterprise_id=clock.enterprise_id,
        project_code=clock.project_code,
        due_on=clock.due_on,
        reached_on=day,
        fired_at=now(),
        absorbed=absorbed,
    )
    context.note(
        f"project:{clock.project_id}",
        alert,
        data={"level": level, "rule": RULES[Level(level)], "number": alert.number, "clock": clock.pk,
              "due_on": clock.due_on, "reached_on": day,
              **({"forecast": clock.forecast, "limit": clock.limit} if level == Level.FORECAST else {})},
    )  # fmt: skip
    if not absorbed:
        outbox.enqueue(
            TOPIC,
            {"alert": alert.pk},
            dedupe=":".join([TOPIC, str(clock.pk), level, *([str(len(lifted))] if lifted else [])]),
        )
    return alert


def _nobody(user: Any, clock: Clock) -> bool:
    return False


fire = Command(
    name="supervision.fire_alert",
    label=_("Raise an alert"),
    subject=Clock,
    may=_nobody,
    states={Clock.State.RUNNING},
    validators=[],
    run=_fire,
    system=True,
).register()


def _lift(context: Context, alert: Alert) -> Alert | None:
    """End the alert of a forecast that holds again, or whose project has ended."""
    clock = alert.clock
    if alert.lifted_at is not None or _fails(clock):
        return None
    alert.lifted_at = now()
    alert.save(update_fields=["lifted_at"])
    context.note(f"project:{clock.project_id}", alert, data={"number": alert.number, "forecast": clock.forecast})
    return alert


def _fails(clock: Clock) -> bool:
    return clock.ended_on is None and forecast_exceeds(clock.forecast, clock.limit)


lift = Command(
    name="supervision.lift_alert",
    label=_("Lift the alert of a forecast"),
    subject=Alert,
    may=_nobody,
    states=ANY_STATE,
    validators=[],
    run=_lift,
    system=True,
).register()


def lift_held() -> int:
    """Lift every alert of a forecast that holds again; how many."""
    held = Q(clock__ended_on__isnull=False) | Q(clock__forecast__isnull=True)
    held |= Q(clock__forecast__lte=F("clock__limit"))
    open_ones = Alert.objects.filter(level=Level.FORECAST, lifted_at__isnull=True).filter(held)
    return each(list(open_ones.order_by("pk")), lambda alert: int(lift.perform(SYSTEM_USER, alert) is not None))


def fire_due() -> int:
    """Fire everything that is due today; how many fired. Safe with any number of dispatchers."""
    lift_held()
    fired = 0
    while rows := due(today()):
        now_fired = each(rows, _one)
        fired += now_fired
        if not now_fired:
            break
    return fired


def _one(row: Due) -> int:
    """Fire one; what another dispatcher holds or has fired already is passed over at once."""
    with transaction.atomic():
        free = Clock.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=row[2], state="RUNNING")
        clock = free.first()
        if clock is None or Alert.objects.filter(clock=clock, level=row[3], lifted_at__isnull=True).exists():
            return 0
        return int(fire.perform(SYSTEM_USER, clock, level=row[3]) is not None)
