"""What a figure of the statistics stands for (指标口径): the same conditions count it and open its rows.

Every choice is a part of the address. `event` says which cases: received, accepted or concluded, and `from`/`to` on
which days; `late`, `band`, `bin`, `item`, `department`, `flow_type`, `stopped` narrow the concluded ones further.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import HttpRequest, QueryDict

from accounts import scope
from accounts.models import Region
from approvals.models import ItemCase
from clocks.models import Clock, Stop
from supervision import queries, statistics
from supervision.filters import NONE, WallFilter

RECEIVED: Final = "received"
ACCEPTED: Final = "accepted"
DECIDED: Final = "decided"
EVENTS: Final = (DECIDED, ACCEPTED, RECEIVED)
CONDITIONS: Final = ("region", "own", "function", "stage", "flow", "q")
"""Conditions of the wall that also hold for cases that ended long ago."""


class CaseFilter(WallFilter):
    """The conditions of the wall, asked of cases (办件) instead of clocks."""

    class Meta:
        model = ItemCase
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["stage"].field_name = "application__stage"
        self.filters["flow"].field_name = "application__project__flow_code"

    def in_region(self, cases: "QuerySet[Any]", name: str, code: str) -> "QuerySet[Any]":
        """As on the wall, by the region of the application."""
        column = "application__region_id"
        if code == NONE:
            return cases.exclude(scope.region_q(self.request.user, column, queries.WATCHERS))
        if self.value("own"):
            return cases.filter(**{column: code})
        return cases.filter(scope.subtree_q(column, self.regions[code].prefix))

    def named(self, cases: "QuerySet[Any]", name: str, text: str) -> "QuerySet[Any]":
        """As on the wall, in the project's name or code, or in the name of the item."""
        project = "application__project"
        for word in text.split():
            cases = cases.filter(
                Q(**{f"{project}__name__icontains": word})
                | Q(**{f"{project}__code__icontains": word})
                | Q(item__name__icontains=word)
            )
        return cases


@dataclass(frozen=True, slots=True)
class Selection:
    """Whose cases, and which conditions the address sets; querysets are made of it, nothing is read."""

    request: HttpRequest
    regions: tuple[Region, ...]
    query: Mapping[str, str]
    narrowed: WallFilter = field(repr=False)

    def received(self, since: date, until: date) -> "QuerySet[ItemCase]":
        """Cases received from `since` to `until` (收件)."""
        user = self.request.user
        own = scope.row_q(
            user,
            region="application__region_id",
            department="department_id",
            enterprise="application__project__enterprise_id",
            project_code="application__project__code",
        )
        cases = ItemCase.objects.visible_to(user).filter(own, application__received_on__range=(since, until))
        rows = CaseFilter(self._conditions(), cases, request=self.request, regions=self.regions).qs
        return rows.exclude(application__state="DRAFT").distinct()

    def accepted(self, since: date, until: date) -> "QuerySet[Clock]":
        """Cases whose promised clock began from `since` to `until` (受理), running or ended."""
        return statistics.started(self.narrowed.qs).filter(origin_on__range=(since, until))

    def decided(self, since: date, until: date) -> "QuerySet[Clock]":
        """Cases concluded from `since` to `until` (办结)."""
        return statistics.ended(self.narrowed.qs).filter(ended_on__range=(since, until))

    def rows(self, since: date, until: date) -> "QuerySet[Any]":
        """The rows behind the figure the address names: cases when received, else promised clocks, in order."""
        first, last = _day(self.query.get("from"), since), _day(self.query.get("to"), until)
        if self.event == RECEIVED:
            return self.received(first, last).order_by("application__received_on", "pk")
        if self.event == ACCEPTED:
            return self.accepted(first, last).order_by("origin_on", "pk")
        return self._narrow(self.decided(first, last)).order_by("ended_on", "pk")

    @property
    def event(self) -> str:
        """One of `EVENTS`."""
        asked = self.query.get("event", "")
        return asked if asked in EVENTS else DECIDED

    def _narrow(self, clocks: "QuerySet[Clock]") -> "QuerySet[Clock]":
        get = self.query.get
        if get("late"):
            clocks = clocks.filter(used__gt=F("limit"))
        if (place := _place(get("band"), statistics.BANDS)) is not None:
            clocks = clocks.filter(statistics.band_q(place))
        if (place := _place(get("bin"), statistics.BINS)) is not None:
            clocks = clocks.filter(statistics.bin_q(place))
        if item := get("item"):
            clocks = clocks.filter(label=item)
        if (office := get("department", "")).isdecimal():
            clocks = clocks.filter(department_id=int(office))
        if flow := get("flow_type"):
            clocks = clocks.filter(flow_type="" if flow == NONE else flow)
        if kind := get("stopped"):
            own = Stop.objects.filter(
                subject_type=OuterRef("subject_type"), subject_id=OuterRef("subject_id"), kind=kind
            )
            clocks = clocks.filter(Exists(own))
        return clocks

    def _conditions(self) -> QueryDict:
        kept = QueryDict(mutable=True)
        kept.update({name: self.query[name] for name in CONDITIONS if self.query.get(name)})
        return kept


def selection(request: HttpRequest) -> Selection:
    """What `request` asks for, within what its user watches."""
    regions = tuple(queries.watched_regions(request.user))
    query = {name: str(value) for name, value in request.GET.items()}
    kept = QueryDict(mutable=True)
    kept.update({name: query[name] for name in CONDITIONS if query.get(name)})
    clocks = queries.visible_clocks(request.user)
    return Selection(request, regions, query, WallFilter(kept, clocks, request=request, regions=regions))


def _day(text: str | None, otherwise: date) -> date:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return otherwise


def _place(text: str | None, of: Iterable[Any]) -> int | None:
    return int(text) if text and text.isdecimal() and int(text) < len(tuple(of)) else None
