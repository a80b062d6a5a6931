"""The navigation of the shell: each room announces its pages and for whom they are."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the navigation. `shows(user)` decides, `badge(user)` counts what waits there."""

    label: Any
    url_name: str
    icon: str
    order: int
    shows: Callable[[Any], bool]
    badge: Callable[[Any], int] | None = None


_entries: list[Entry] = []


def announce(*entries: Entry) -> None:
    """Add entries; called from a room's AppConfig.ready()."""
    _entries.extend(entries)
    _entries.sort(key=lambda entry: entry.order)


def for_request(request: HttpRequest) -> list[dict[str, Any]]:
    """The lines this person sees, with the present one marked (the longest matching path)."""
    lines = [
        {
            "label": entry.label,
            "url": reverse(entry.url_name),
            "icon": entry.icon,
            "badge": entry.badge(request.user) if entry.badge else 0,
            "active": False,
        }
        for entry in _entries
        if entry.shows(request.user)
    ]
    here = [line for line in lines if request.path.startswith(line["url"])]
    if here:
        max(here, key=lambda line: len(line["url"]))["active"] = True
    return lines
