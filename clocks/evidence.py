"""The paper a stop rests on (特别程序的证据): named for each kind, so that nobody stops a clock on his word alone."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clocks.models import Stop

EVIDENCE: Final[Mapping[str, Promise]] = {
    "HEARING": gettext_lazy("Notice of hearing"),
    "TENDER": gettext_lazy("Notice of tender or auction"),
    "TESTING": gettext_lazy("Commission of inspection, testing, quarantine or appraisal"),
    "EXPERT_REVIEW": gettext_lazy("Notice of expert review with the list of experts"),
    "PUBLICITY": gettext_lazy("Publicity notice with its address"),
    "CORRECTION": gettext_lazy("Notice of correction"),
    "THIRD_PARTY": gettext_lazy("Contract of the technical review"),
    "APPLICANT": gettext_lazy("The applicant's written request"),
    "FORCE_MAJEURE": gettext_lazy("Order of suspension"),
    "LATE_FILING": gettext_lazy("Preliminary opinion"),
}
"""Kind → name of the paper; number and title of the one at hand are the stop's own."""


def evidence_missing(kind: str) -> str:
    """What is said to whoever asks for a stop of `kind` without its paper."""
    return _("Give number and title of the paper this rests on: %(paper)s.") % {"paper": EVIDENCE[kind]}


def rests_on(stop_id: int, paper: str) -> None:
    """Note the paper that the system issued for a stop after it began."""
    Stop.objects.filter(pk=stop_id).update(evidence=paper)


def ended_with(stop_id: int, paper: str) -> None:
    """Note the paper that told the applicant that the clock runs again."""
    Stop.objects.filter(pk=stop_id).update(end_evidence=paper)


def resumed_by(stop: Stop) -> str:
    """What let the clock run again (恢复计时的依据); empty while it stands, and where nothing was issued."""
    if stop.ended_on is None:
        return ""
    if stop.end_evidence:
        return stop.end_evidence
    return _("planned end reached") if stop.ended_on == stop.planned_end_on else ""
