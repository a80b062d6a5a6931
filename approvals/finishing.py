"""When a project is finished (项目办结): its last stage issued, the item that closes it met, nothing open, nothing failed."""

from __future__ import annotations

from collections import defaultdict

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from approvals import rules
from approvals.models import ItemCase, JointApplication
from catalogue.queries import NothingPublished, catalogue_of, published
from catalogue.rules import STAGES
from projects.finishing import Finish

UNMET = ("FAILED", "RECALLED", "REVOKED", "LATE_FILES")
"""Ends of a case after which the item is still owed, until a later case of it is met."""


def finish() -> Finish:
    """The conditions in SQL for a query of projects, so that the page and the filter of the list say the same."""
    applications = JointApplication.objects.filter(project=OuterRef("pk"))
    issued = applications.filter(state="ISSUED", stage__in=STAGES)
    under_way = applications.filter(state__in=JointApplication.OPEN_STATES)
    met_later = _met(OuterRef("application__project"), OuterRef("item__code"))
    owed = ItemCase.objects.filter(
        ~Exists(met_later), application__project=OuterRef("pk"), application__stage__in=STAGES, state__in=UNMET
    )
    done = Exists(issued.filter(stage=STAGES[-1])) & ~Exists(under_way) & ~Exists(owed)
    last = issued.order_by("-issued_at").values("issued_at")[:1]
    return Finish(Q(done) & _closed(), Subquery(last))


def _closed() -> Q:
    """The last item on the critical path of the last stage is met, where the flow of the project names one."""
    try:
        version = published()
    except NothingPublished:
        return Q(pk__in=[])  # before a first catalogue nothing was filed, so nothing is finished
    flows: defaultdict[str, list[str]] = defaultdict(list)
    for flow in catalogue_of(version).flows.values():
        if ending := flow.critical.get(STAGES[-1]):
            flows[ending[-1]].append(flow.code)
    named = [code for codes in flows.values() for code in codes]
    closed = ~Q(flow_code__in=named)
    for item, codes in flows.items():
        closed |= Q(Exists(_met(OuterRef("pk"), item)), flow_code__in=codes)
    return closed


def _met(project: OuterRef, item: OuterRef | str) -> QuerySet[ItemCase]:
    met = rules.MET - {"LATE_FILES"}
    return ItemCase.objects.filter(application__project=project, item__code=item, state__in=met)
