"""Every verb of this room, registered by importing it: filing, window, review, lead, issuing, system."""

from approvals.commands import filing, issuing, lead, pauses, review, system, window

__all__ = ["filing", "issuing", "lead", "pauses", "review", "system", "window"]
