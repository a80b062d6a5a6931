"""Answers that are no accidents: refusals become pages that say what to do; headers on everything."""

from collections.abc import Callable

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from viewflow.workflow import FlowLockFailed

from core.errors import Refusal

Handler = Callable[[HttpRequest], HttpResponse]


class SecurityHeadersMiddleware:
    """Headers Django has no setting for; pages of signed-in people are not stored by proxies."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=(self)")
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if getattr(request, "user", None) is not None and request.user.is_authenticated:
            response.setdefault("Cache-Control", "no-store")
        return response


class RefusalMiddleware:
    """Turn a refused command, a lost race or a busy database into a page with a sentence."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Refusal):
            return _page(request, error.status, str(error))
        if isinstance(error, FlowLockFailed):
            return _page(request, 409, _("Someone else is working on this file right now. Please try again."))
        if isinstance(error, OperationalError) and ("lock" in str(error) or "timeout" in str(error)):
            return _page(request, 503, _("The system is busy. Nothing was lost; please try again in a moment."))
        return None


class FollowOnceMiddleware:
    """A form sent by script names its destination instead of redirecting.

    The browser would follow the redirect inside the script and load the page twice, and the message
    that says what was done would be spent on the copy nobody sees.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.headers.get("X-Upload") == "1" and response.status_code in (302, 303):
            # The same response goes on: it carries the cookies of session and messages.
            response["X-Location"] = response["Location"]
            del response["Location"]
            response.status_code = 204
            response.content = b""
        return response


def _page(request: HttpRequest, status: int, sentence: str) -> HttpResponse:
    return render(
        request, f"{status if status in (403, 404, 409) else 409}.html", {"sentence": sentence}, status=status
    )
