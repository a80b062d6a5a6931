"""What follows in the rooms below (后续效果): they listen here, so that a promise needs no knowledge of the cases on it."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, Final

from core.commands import Context

EVENTS: Final = frozenset({"publicised", "granted", "refused", "revoked", "late_files_in", "closed", "telling"})
Listener = Callable[..., None]
_listeners: defaultdict[str, list[Listener]] = defaultdict(list)


def listens(event: str) -> Callable[[Listener], Listener]:
    """Let `listener(context, commitment, **data)` act inside the transaction of `event`. KeyError for an unknown one."""
    if event not in EVENTS:
        raise KeyError(event)

    def register(listener: Listener) -> Listener:
        if listener not in _listeners[event]:
            _listeners[event].append(listener)
        return listener

    return register


def fire(event: str, context: Context, commitment: Any, **data: Any) -> None:
    """Tell every listener. KeyError for an unknown event."""
    if event not in EVENTS:
        raise KeyError(event)
    for listener in _listeners[event]:
        listener(context, commitment, **data)


def tell_enterprise(context: Context, kind: str, commitment: Any, **data: Any) -> None:
    """A message to everybody who acts for the enterprise."""
    fire("telling", context, commitment, kind=kind, to={"enterprise": commitment.enterprise_id}, **data)


def tell_department(context: Context, kind: str, commitment: Any, role: str = "REVIEWER", **data: Any) -> None:
    """A message to everybody who holds `role` in the deciding department."""
    fire("telling", context, commitment, kind=kind, to={"department": commitment.department_id, "role": role}, **data)
