"""批量签发: several like cases on one page, each its own command with its own result; one that fails stops no other."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from approvals.commands.review import sign
from approvals.forms import sign_defaults
from approvals.models import ItemCase, Opinion
from approvals.queries import cases, to_sign_q
from core.errors import Refusal

LONGEST_LIST = 50
"""Cases on one page; printing fifty decisions takes about as long as a person waits."""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one case; `fault` is empty where it was signed."""

    case: ItemCase
    number: str
    fault: str = ""


def signable(user: Any, item: str = "") -> "QuerySet[ItemCase]":
    """Cases that wait for this head and whose reviewer recommends to pass; a refusal is read and signed alone."""
    against = Opinion.objects.filter(recommendation="FAIL")
    found = cases(user).filter(to_sign_q(user)).exclude(pk__in=against.filter(case__state="REVIEWED").values("case_id"))
    return (found.filter(item__code=item) if item else found).order_by("item__code", "pk")


def sign_all(user: Any, chosen: Sequence[ItemCase], pattern: str, first: int, key: str) -> list[Result]:
    """Sign one after another; a number that was not used goes to the next case."""
    results, serial = [], first
    for case in chosen:
        number = pattern.replace("#", str(serial))
        fault = _sign(user, case, number, f"{key[:24]}-{case.pk}" if key else "")
        results.append(Result(case, "" if fault else number, fault))
        serial += not fault
    return results


def _sign(user: Any, case: ItemCase, number: str, key: str) -> str:
    try:
        sign.perform(
            user,
            case,
            idempotency_key=key,
            outcome="PASS",
            official_number=number,
            title=sign_defaults(case)["title"],
        )
    except (Refusal, ValidationError) as refusal:
        return str(refusal) or str(_("This case could not be signed; open it to see why."))
    return ""
