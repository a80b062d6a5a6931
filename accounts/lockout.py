"""Which account and address a failed sign-in counts against (登录失败锁定)."""

from collections.abc import Mapping
from typing import Any

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest


def username(request: HttpRequest, credentials: Mapping[str, Any] | None) -> str:
    """The user name as the sign-in looks it up: letters of either case are one account, so tries add up."""
    typed = (credentials or {}).get("username") or request.POST.get("login") or request.POST.get("username") or ""
    return str(typed).strip().casefold()[:150]


def address(request: HttpRequest) -> str | None:
    """The client's address as far as `TRUSTED_PROXIES` lets us believe it; None when there is none."""
    try:
        return get_adapter(request).get_client_ip(request)
    except PermissionDenied:
        return None
