"""What the commands on cases meet of many at once (成批读取): read together before, so that each costs no question."""

from collections.abc import Iterable

from django.db import models

from approvals.models import CaseCorrection, Extension, ItemCase, ItemProcess, JointReview, SpecialProcedure
from approvals.opinions.record import hold_requests
from core import act
from core.flow_processes import hold_running
from core.journal import lock_heads

REQUESTS: tuple[type[models.Model], ...] = (SpecialProcedure, Extension, CaseCorrection)
"""What a reviewer may have asked of the head before giving an opinion."""


def hold_reviews(cases: list[ItemCase]) -> None:
    """What giving an opinion on these locked cases reads."""
    lock_heads(case.application.project.chain for case in cases)
    hold_running(ItemProcess, cases)
    hold_requests(cases)
    _hold_joint_reviews(cases)
    for kind in REQUESTS:
        waiting = set(kind._default_manager.filter(case__in=cases, state="REQUESTED").values_list("case_id", flat=True))
        for case in cases:
            act.hold(("requested", kind, case.pk), case.pk in waiting)


def requested(kind: type[models.Model], case: ItemCase) -> bool:
    """Whether a request of this kind may wait for an answer; who asks about one case looks for himself."""
    return act.read_together(("requested", kind, case.pk), lambda: True)


def joint_reviews(case: ItemCase) -> list[JointReview]:
    """The joint procedures of a case that were not withdrawn, by age."""
    return act.read_together(
        ("joint reviews", case.pk), lambda: list(case.joint_reviews.exclude(state="WITHDRAWN").order_by("pk"))
    )


def _hold_joint_reviews(cases: Iterable[ItemCase]) -> None:
    found: dict[int | None, list[JointReview]] = {case.pk: [] for case in cases}
    for review in JointReview.objects.filter(case__in=list(found)).exclude(state="WITHDRAWN").order_by("pk"):
        found[review.case_id].append(review)
    for pk, reviews in found.items():
        act.hold(("joint reviews", pk), reviews)
