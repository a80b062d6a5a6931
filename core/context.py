"""What every page needs: the shell around the content."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from core import nav
from core.time import today


def shell(request: HttpRequest) -> dict[str, Any]:
    """Demo banner, date, navigation. Lists are lazy: an error page must not query."""
    return {
        "demo_mode": settings.DEMO_MODE,
        "today": today,
        "nav": (lambda: nav.for_request(request)) if hasattr(request, "user") else [],
        "source_url": settings.SOURCE_URL,
        "acting_for": getattr(request, "acting_for", ""),
    }
