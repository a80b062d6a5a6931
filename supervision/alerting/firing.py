"""When an alert fires (预警触发): once per clock and level, late rather than never, oldest first."""

from datetime import date, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from clocks.models import Clock
from core import outbox
from core.commands import SYSTEM_USER, Command, Context
from core.numbers import next_number
from core.sweeps import each
from core.time import legal_date, now, today
from supervision.alerting.telling import TOPIC
from supervision.models import Alert, Level

BATCH: Final = 500
"""Alerts of one round of a sweep; it goes round until nothing is left."""
ORDER: Final = {Level.WARN: 0, Level.YELLOW: 1, Level.RED: 2}
RULES: Final = {Level.WARN: "TIME-01", Level.YELLOW: "TIME-02", Level.RED: "TIME-03"}
"""监察规则编号 of the three."""

Due = tuple[date, int, int, str]
"""First day of the level, its order, the clock, the level."""


def reached_q(level: str, on: date) -> Q:
    """Running clocks whose stored date says that they have reached `level` by `on`; one index range."""
    reached = {
        Level.WARN: Q(warn_on__lte=on),
        Level.YELLOW: Q(due_on__lt=on),
        Level.RED: Q(red_on__lte=on),
    }[Level(level)]
    return Q(state=Clock.State.RUNNING) & reached


def first_day(clock: Clock, level: str) -> date | None:
    """The first day of a level as stored with the clock; the day after the due date for a yellow card."""
    if level == Level.YELLOW:
        return clock.due_on + timedelta(days=1) if clock.due_on else None
    return clock.warn_on if level == Level.WARN else clock.red_on


def due(on: date, limit: int = BATCH) -> list[Due]:
    """What has reached a level and did not fire, oldest first, at most `limit`; one query for each level."""
    found: list[Due] = []
    for level, column in ((Level.WARN, "warn_on"), (Level.YELLOW, "due_on"), (Level.RED, "red_on")):
        fired = Alert.objects.filter(clock=OuterRef("pk"), level=level)
        rows = Clock.objects.filter(reached_q(level, on)).exclude(Exists(fired)).order_by(column, "pk")
        for clock in rows.only("pk", "warn_on", "due_on", "red_on")[:limit]:
            day = first_day(clock, level)
            if day is not None:
                found.append((day, ORDER[level], clock.pk, level.value))
    return sorted(found)[:limit]


def _fire(context: Context, clock: Clock, *, level: str) -> Alert | None:
    """Write the alert unless it is there; what is not due any more under the lock does not fire."""
    on = legal_date(context.effective_at)
    day = first_day(clock, level)
    if day is None or day > on or Alert.objects.filter(clock=clock, level=level).exists():
        return None
    absorbed = level == Level.YELLOW and clock.red_on is not None and clock.red_on <= day
    alert = Alert.objects.create(
        number=f"JC{clock.region_id}{on:%Y%m%d}{next_number(f'alert:{clock.region_id}:{on}'):06d}",
        clock=clock,
        level=level,
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
              "due_on": clock.due_on, "reached_on": day},
    )  # fmt: skip
    if not absorbed:
        outbox.enqueue(TOPIC, {"alert": alert.pk}, dedupe=f"{TOPIC}:{clock.pk}:{level}")
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


def fire_due() -> int:
    """Fire everything that is due today; how many fired. Safe with any number of dispatchers."""
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
        if clock is None or Alert.objects.filter(clock=clock, level=row[3]).exists():
            return 0
        return int(fire.perform(SYSTEM_USER, clock, level=row[3]) is not None)
