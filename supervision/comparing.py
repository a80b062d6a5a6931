"""Imported logs beside our own cases (历史案例对比): how long comparable cases took elsewhere or before."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Max, Min, Q, Sum
from django.utils.translation import pgettext

from clocks.models import LimitUnit
from supervision.models import HistoryCase, HistoryLog
from supervision.statistics import percentile


@dataclass(frozen=True, slots=True)
class Compared:
    """One log in one unit of days: how many ended cases, from when to when, and what they took."""

    name: str
    source: str
    unit: str
    cases: int
    first: date
    last: date
    median: float
    p90: float
    late: int | None
    """More than the limit; unknown where the limit is in months and the days are not."""
    stopped_share: float
    rounds: float

    @property
    def unit_word(self) -> str:
        """The unit its days are counted in; months were counted in calendar days."""
        working = self.unit == LimitUnit.WORKING_DAY
        return pgettext("unit", "working days") if working else pgettext("unit", "calendar days")

    @property
    def late_percent(self) -> float | None:
        """Share of the cases that took longer than their limit."""
        return None if self.late is None else 100 * self.late / self.cases

    @property
    def stopped_percent(self) -> float:
        """Share of the whole span that stood still."""
        return 100 * self.stopped_share


def compared(logs: Iterable[HistoryLog]) -> list[Compared]:
    """The ended cases of `logs`, one line per log and unit; two queries."""
    chosen = {log.pk: log for log in logs}
    cases = HistoryCase.objects.filter(log__in=chosen, ended_on__isnull=False).order_by()
    used: dict[tuple[int, str], Counter[int]] = defaultdict(Counter)
    for log, unit, days, number in (
        cases.values("log", "unit", "used").annotate(n=Count("pk")).values_list("log", "unit", "used", "n")
    ):
        used[log, unit][days] += number
    facts = cases.values("log", "unit").annotate(
        cases=Count("pk"),
        late=Count("pk", filter=Q(used__gt=F("limit"))),
        first=Min("accepted_on"),
        last=Max("ended_on"),
        span=Sum("span"),
        stopped=Sum("stopped"),
        rounds=Sum("rounds"),
    )
    lines = [
        Compared(
            name=str(chosen[row["log"]]),
            source=chosen[row["log"]].source,
            unit=row["unit"],
            cases=row["cases"],
            first=row["first"],
            last=row["last"],
            median=percentile(used[row["log"], row["unit"]], 50),
            p90=percentile(used[row["log"], row["unit"]], 90),
            late=None if row["unit"] == LimitUnit.MONTH else row["late"],
            stopped_share=row["stopped"] / row["span"] if row["span"] else 0.0,
            rounds=row["rounds"] / row["cases"],
        )
        for row in facts
    ]
    return sorted(lines, key=lambda line: (line.name, line.unit))
