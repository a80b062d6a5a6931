"""What every page needs: the shell around the content."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from core import nav
from core.time import today

Provider = Callable[[HttpRequest], Any]
_providers: dict[str, Provider] = {}


def provides(name: str, provider: Provider) -> None:
    """Let a room add `name` to the shell of signed-in people; read only where a template asks for it."""
    _providers[name] = provider


def shell(request: HttpRequest) -> dict[str, Any]:
    """Demo banner, date, navigation. Everything that queries is lazy: an error page must not."""
    known: dict[str, Any] = {
        "demo_mode": settings.DEMO_MODE,
        "today": today,
        "nav": SimpleLazyObject(lambda: nav.for_request(request)) if hasattr(request, "user") else [],
        "source_url": settings.SOURCE_URL,
        "acting_for": getattr(request, "acting_for", ""),
    }
    if hasattr(request, "user") and request.user.is_authenticated:
        known |= {name: _lazily(provider, request) for name, provider in _providers.items()}
    return known


def _lazily(provider: Provider, request: HttpRequest) -> Any:
    return SimpleLazyObject(lambda: provider(request))
