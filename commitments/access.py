"""Who may do what to a promise (权限): the predicates of this room's commands, on top of `accounts.scope`."""

from typing import Any

from accounts import scope
from accounts.posts import OFFICERS
from commitments.models import Commitment, CreditRecord, Obligation, Verification


def nobody(user: Any, subject: Any) -> bool:
    """No person: the system alone gives this command."""
    return False


def promises(user: Any, commitment: Commitment) -> bool:
    """The enterprise that promises, or its agent within the delegation."""
    return scope.acts_for(user, commitment.enterprise_id, commitment.project.code)


def impartial(user: Any, commitment: Commitment) -> bool:
    """Nobody handles a promise of an enterprise they act for (行政许可法: 回避)."""
    return not promises(user, commitment)


def verifier(user: Any, commitment: Commitment) -> bool:
    """A reviewer of the deciding department; of a late filing whoever leads or receives."""
    return scope.has_role(user, OFFICERS, department=commitment.department_id) and impartial(user, commitment)


def decides(user: Any, commitment: Commitment) -> bool:
    """The head of the deciding department."""
    return scope.has_role(user, ("HEAD", "LEAD"), department=commitment.department_id) and impartial(user, commitment)


def revokes(user: Any, commitment: Commitment) -> bool:
    """The head who did not announce the revocation: two persons (审签分离)."""
    announced = commitment.breaches.order_by("-pk").values_list("announced_by_id", flat=True).first()
    return announced != user.pk and decides(user, commitment)


def owes(user: Any, duty: Obligation) -> bool:
    """Whoever promised it, while the promise stands."""
    return duty.commitment.state in ("DECIDED", "BUILDING", "VERIFYING", "RECTIFYING") and promises(
        user, duty.commitment
    )


def checks(user: Any, duty: Obligation) -> bool:
    """Whoever verifies the promise."""
    return duty.commitment.state in ("DECIDED", "BUILDING", "VERIFYING", "RECTIFYING") and verifier(
        user, duty.commitment
    )


def inspects(user: Any, check: Verification) -> bool:
    """A verifier of the department; of a drawn visit the drawn inspectors alone."""
    visit = getattr(check, "visit", None)
    if visit is not None:
        return visit.inspectors.filter(pk=user.pk).exists() and impartial(user, check.commitment)
    return verifier(user, check.commitment)


def of_record(user: Any, record: CreditRecord) -> bool:
    """The enterprise the record is about."""
    return scope.acts_for(user, record.enterprise_id, record.breach.commitment.project.code)


def keeps_record(user: Any, record: CreditRecord) -> bool:
    """The head of the department that found the breach."""
    return decides(user, record.breach.commitment)
