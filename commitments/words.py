"""Sentences of this room (用语): why something cannot be promised, and how events are told."""

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from catalogue.speech import local
from commitments.eligibility import Obstacle

OBSTACLES: Final[dict[str, Any]] = {
    Obstacle.EXCLUDED: _("Excluded: %(reason)s."),
    Obstacle.NOT_LISTED: _("The item is not on the list of this kind of promise."),
    Obstacle.FLOW: _("This kind of promise is not open to the project's category."),
    Obstacle.PROJECT: _("Hazards, state security or major works exclude the project."),
    Obstacle.CONDITION: _("The item may be promised by low-risk projects of certain sectors only."),
    Obstacle.ZONE: _("Only where the plot lies wholly in a development zone."),
    Obstacle.CREDIT: _(
        "The enterprise has a breach or a credit record that is not cured; until then no promise is accepted."
    ),
}


def obstacle(code: str, offer: Any) -> str:
    """The sentence, in the reader's language."""
    reason = offer.track.excluded.get(offer.item.code)
    return str(OBSTACLES[Obstacle(code)]) % {"reason": local(reason) if reason else ""}


VERBS: Final[dict[str, Any]] = {
    "commitments.draft": _("Letter drawn up"),
    "commitments.sign": _("Letter signed"),
    "commitments.publicise": _("Publicised"),
    "commitments.end_publicity": _("Publicity ended"),
    "commitments.withdraw": _("Withdrawn"),
    "commitments.grant": _("Granted"),
    "commitments.refuse": _("Not granted"),
    "commitments.take_up": _("Taken up with the application"),
    "commitments.begin_building": _("Building has begun"),
    "commitments.begin_verifying": _("Verification has begun"),
    "commitments.fulfil": _("Fulfilled"),
    "commitments.find_breach": _("Breach found"),
    "commitments.order_rectification": _("Rectification ordered"),
    "commitments.extend_rectification": _("Rectification extended"),
    "commitments.report_rectified": _("Reported as rectified"),
    "commitments.accept_rectification": _("Rectification accepted"),
    "commitments.announce_revocation": _("Revocation announced"),
    "commitments.state_case": _("The enterprise stated its case"),
    "commitments.drop_revocation": _("Revocation dropped"),
    "commitments.revoke": _("Decision revoked"),
    "commitments.close": _("Closed as void"),
}


RULES: Final[dict[str, tuple[Any, Any]]] = {
    "decide_days": (_("Decision on the promise"), _("working days")),
    "publicity_days": (_("Publicity of the letter"), _("working days")),
    "verify_months": (_("Full check after the decision"), _("months")),
    "rectify_days": (_("Rectification"), _("working days")),
    "reminders": (_("Reminders before a promised day"), _("working days")),
    "hearing_days": (_("To state one's case before a revocation"), _("working days")),
    "objection_days": (_("To object to a credit record"), _("working days")),
    "spot_check_months": (_("Between spot checks during building, class %(key)s"), _("months")),
    "spot_check_days": (_("To do a spot check"), _("working days")),
    "acceptance_check_days": (_("To do the check before acceptance"), _("working days")),
    "rectified_check_days": (_("To check a rectification"), _("working days")),
    "production_check_days": (_("To do the check at production"), _("working days")),
    "assessment_days": (_("An assessment without a promised limit takes"), _("working days")),
    "production_months": (_("From completion to production"), _("months")),
    "most_years": (_("How far ahead a promised day may lie"), _("years")),
    "late_days": (_("How far ahead a late paper may be promised"), _("working days")),
    "convert_days": (_("From the last late paper to the formal document"), _("working days")),
    "grace_days": (_("A clock may rest after the promised day for"), _("working days")),
    "draw_rates": (_("Rate of random inspection, class %(key)s"), "%"),
    "visit_days": (_("From the draw to the last visit"), _("working days")),
    "result_days": (_("From the last visit to the publication of results"), _("working days")),
    "publication": (_("Publication of a credit record, %(key)s"), _("months")),
    "repeat_months": (_("Earlier records weigh for"), _("months")),
    "repeat_count": (_("Records that make the next one serious"), _("records")),
    "good_faith_kept": (_("Kept promises for level A"), _("promises")),
    "small_floor_area": (_("Works without hazards are of the lowest risk below"), "m²"),
}
"""Rules a document may change: what each is, and its unit."""
PUBLISHED: Final[dict[str, Any]] = {
    "MINOR.longest": _("minor, longest"),
    "GENERAL.shortest": _("general, shortest"),
    "GENERAL.longest": _("general, longest"),
    "SERIOUS.shortest": _("serious, shortest"),
    "SERIOUS.longest": _("serious, longest"),
}


SUBJECTS: Final[tuple[tuple[Any, frozenset[str]], ...]] = (
    (_("The three kinds of promise"), frozenset({"decide_days", "publicity_days", "verify_months", "rectify_days"})),
    (
        _("Promised days and late papers"),
        frozenset({"reminders", "assessment_days", "production_months", "most_years", "late_days", "convert_days",
                   "grace_days"}),
    ),
    (
        _("Checks"),
        frozenset({"spot_check_months", "spot_check_days", "acceptance_check_days", "rectified_check_days",
                   "production_check_days", "small_floor_area"}),
    ),
    (_("Random inspections"), frozenset({"draw_rates", "visit_days", "result_days"})),
    (_("Breach and credit"), frozenset()),
)  # fmt: skip
"""Headings under which rules stand; the last one takes the rest."""


def subject(name: str) -> Any:
    """The heading of a rule by its name."""
    first = name.partition(".")[0]
    return next((title for title, names in SUBJECTS if first in names), SUBJECTS[-1][0])


def rule(name: str) -> tuple[str, str]:
    """(what it is, unit) of a rule by its name within practice or track, as `spot_check_months.A`."""
    first, _dot, key = name.partition(".")
    label, unit = RULES[first]
    return str(label) % {"key": PUBLISHED.get(key, key)} if key else str(label), str(unit)
