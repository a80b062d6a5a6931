"""How long a session lives (会话时限): officers 30 minutes without a request, everyone 12 hours in all."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from datetime import timedelta
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from accounts import scope
from accounts.actors import represented
from core.time import wall_now

IDLE: Final = timedelta(minutes=30)
WHOLE: Final = timedelta(hours=12)
WRITE_EVERY: Final = timedelta(minutes=1)
"""The last request is noted at most once a minute, so that reading pages does not write sessions."""
_BEGAN, _SEEN, _OFFICER = "_began", "_seen", "_officer"

Handler = Callable[[HttpRequest], HttpResponse]


def begin(session: MutableMapping[str, Any], user: Any) -> None:
    """Start both clocks at sign-in."""
    session[_BEGAN] = session[_SEEN] = wall_now().timestamp()
    session[_OFFICER] = scope.is_officer(user)


def is_over(session: MutableMapping[str, Any]) -> bool:
    """Whether a session that carries the clocks has outlived one of them."""
    moment = wall_now().timestamp()
    if moment - session.get(_BEGAN, moment) >= WHOLE.total_seconds():
        return True
    return bool(session.get(_OFFICER)) and moment - session.get(_SEEN, moment) >= IDLE.total_seconds()


class SessionLimitsMiddleware:
    """End sessions that are over, and say for whom the person stands in (代)."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            if is_over(request.session):
                return _ended(request)
            moment = wall_now().timestamp()
            if moment - request.session.get(_SEEN, 0) >= WRITE_EVERY.total_seconds():
                request.session[_SEEN] = moment
                request.session.setdefault(_BEGAN, moment)
            request.acting_for = SimpleLazyObject(lambda: represented(request.user))  # type: ignore[attr-defined]
        return self.get_response(request)


def _ended(request: HttpRequest) -> HttpResponse:
    path = request.get_full_path() if request.method in ("GET", "HEAD") else "/"
    logout(request)
    messages.info(request, _("Your session ended for your safety. Sign in again to continue."))
    response: HttpResponse = redirect_to_login(path)
    if request.headers.get("HX-Request"):
        # htmx would put the sign-in page into a fragment; this makes the browser go there.
        response = HttpResponse(status=204, headers={"HX-Redirect": response["Location"]})
    return response
