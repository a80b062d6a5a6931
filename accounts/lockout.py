"""Which account a failed sign-in counts against (登录失败锁定)."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest


def username(request: HttpRequest, credentials: Mapping[str, Any] | None) -> str:
    """The user name as the sign-in looks it up: letters of either case are one account, so tries add up."""
    typed = (credentials or {}).get("username") or request.POST.get("login") or request.POST.get("username") or ""
    return str(typed).strip().casefold()[:150]
