"""Where each role lands after signing in (登录后首页): rooms below announce their desks here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.http import HttpRequest
from django.urls import reverse

from accounts import scope
from accounts.posts import ADMIN, AGENT, CLERK, HEAD, LEAD, OWNER, REVIEWER, SUPERVISOR, ZONE_MANAGER
from core import nav

ORDER: Final = (CLERK, REVIEWER, HEAD, LEAD, SUPERVISOR, ZONE_MANAGER, OWNER, AGENT, ADMIN)
"""Who holds several roles lands at the desk of the first."""
_desks: dict[str, list[tuple[str, Callable[[Any], bool]]]] = {}


def announce(role: str, url_name: str, opens: Callable[[Any], bool] = lambda user: True) -> None:
    """Make `url_name` the desk of those in `role` to whom it `opens`; the first announced wins.

    Called from a room's AppConfig.ready(). ValueError for an unknown role.
    """
    if role not in ORDER:
        raise ValueError(f"no such role: {role}")
    _desks.setdefault(role, []).append((url_name, opens))


def desk(request: HttpRequest) -> str:
    """The address of the signed-in person's desk.

    Roles without an announced desk land on the first page of their navigation, people without any role on their
    account, which tells them how to get one.
    """
    held = {post.role for post in scope.acting(request.user).posts}
    if not held:
        return reverse("accounts:account")
    for role in ORDER:
        for url_name, opens in _desks.get(role, ()) if role in held else ():
            if opens(request.user):
                return reverse(url_name)
    here: set[Any] = {request.path, reverse("accounts:account")}
    lines = [line["url"] for line in nav.for_request(request) if line["url"] not in here]
    return lines[0] if lines else reverse("accounts:account")
