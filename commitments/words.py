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
    Obstacle.CREDIT: _("The enterprise has an uncured credit record; until it is repaired no promise is accepted."),
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
