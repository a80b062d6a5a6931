"""Who may stand in for whom, and for how long (委托规则). Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from accounts.posts import APPLICANTS, GOVERNMENT, OFFICERS, OWNER, Post
from core.codes import project_code
from core.codes.faults import CodeError

LONGEST_DELEGATION: Final = timedelta(days=366)
"""A default of this system: nobody stands in for longer than a year without a new decision."""
DELEGABLE: Final = OFFICERS | {OWNER, "SUPERVISOR", "ZONE_MANAGER"}
"""Roles that may be lent. An administrator's may not, and what is lent may not be lent on."""


class Objection(StrEnum):
    """Why a delegation is refused (不予委托的原因)."""

    ROLE = "role"
    SELF = "self"
    DATES = "dates"
    PAST = "past"
    TOO_LONG = "too_long"
    CODES_ONLY_FOR_ENTERPRISES = "codes_only_for_enterprises"
    CODE = "code"
    OFFICER_AS_AGENT = "officer_as_agent"
    OTHER_DEPARTMENT = "other_department"
    OUTSIDER = "outsider"


def delegation_objection(
    lent: Post, receiver: int, receiver_posts: Iterable[Post], first: date, last: date, today: date, codes: list[str]
) -> Objection | None:
    """The first reason against lending `lent` to `receiver` from `first` to `last`, both included; None if none.

    An enterprise lends to persons on the applicants' side only: an officer must not file what officers decide.
    A department lends to its own officers; a supervisor or zone manager to someone in government service.
    """
    posts = list(receiver_posts)
    if lent.role not in DELEGABLE or lent.delegated:
        return Objection.ROLE
    if receiver == lent.holder:
        return Objection.SELF
    if last < first:
        return Objection.DATES
    if last < today:
        return Objection.PAST
    if last - first >= LONGEST_DELEGATION:
        return Objection.TOO_LONG
    if lent.enterprise is None:
        if codes:
            return Objection.CODES_ONLY_FOR_ENTERPRISES
        return _government_objection(lent, posts)
    if any(post.role in GOVERNMENT for post in posts):
        return Objection.OFFICER_AS_AGENT
    if not any(post.role in APPLICANTS for post in posts):
        return Objection.OUTSIDER
    return Objection.CODE if any(not _is_code(code) for code in codes) else None


def two_sided(role: str, held: Iterable[Post]) -> bool:
    """Whether `role` would put a person on both sides of the counter: whoever files must not decide, nor the reverse."""
    other = GOVERNMENT if role in APPLICANTS else APPLICANTS if role in GOVERNMENT else frozenset()
    return any(post.role in other for post in held)


def split_codes(text: str) -> list[str]:
    """Project codes typed one per line or separated by commas, normalised, without repetition (项目代码清单).

    Codes that are not well-formed stay as typed, so that the rule can object to them.
    """
    found: dict[str, None] = {}
    for piece in text.replace("，", ",").replace("、", ",").replace(";", ",").replace("；", ",").split():
        for part in filter(None, piece.split(",")):
            found[project_code.validate(part) if _is_code(part) else part] = None
    return list(found)


def _government_objection(lent: Post, posts: list[Post]) -> Objection | None:
    if lent.department is not None and not any(post.department == lent.department for post in posts):
        return Objection.OTHER_DEPARTMENT
    return None if any(post.role in GOVERNMENT for post in posts) else Objection.OUTSIDER


def _is_code(text: str) -> bool:
    try:
        project_code.parse(text)
    except CodeError:
        return False
    return True
