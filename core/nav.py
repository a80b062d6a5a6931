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


@dataclass(frozen=True, slots=True)
class View:
    """One of several pages behind one line of the navigation, shown as a tab on each of them."""

    label: Any
    url_name: str
    shows: Callable[[Any], bool]


_entries: list[Entry] = []
_views: dict[str, list[View]] = {}


def announce(*entries: Entry) -> None:
    """Add entries; called from a room's AppConfig.ready()."""
    _entries.extend(entries)
    _entries.sort(key=lambda entry: entry.order)


def announce_view(of: str, *views: View) -> None:
    """Put pages behind the line whose `url_name` is `of`; a room further down adds its own beside those of the first."""
    _views.setdefault(of, []).extend(views)


def views(of: str, user: Any) -> list[View]:
    """The pages behind that line that this person sees."""
    return [view for view in _views.get(of, ()) if view.shows(user)]


def for_request(request: HttpRequest) -> list[dict[str, Any]]:
    """The lines this person sees, with the present one marked (the longest matching path)."""
    lines = [
        {
            "label": entry.label,
            "url": reverse(entry.url_name),
            "icon": entry.icon,
            "badge": entry.badge(request.user) if entry.badge else 0,
            "active": False,
            "paths": [
                reverse(name) for name in (entry.url_name, *(view.url_name for view in _views.get(entry.url_name, ())))
            ],
        }
        for entry in _entries
        if entry.shows(request.user)
    ]
    here = [(len(path), line) for line in lines for path in line["paths"] if request.path.startswith(path)]
    if here:
        max(here, key=lambda one: one[0])[1]["active"] = True
    return lines
