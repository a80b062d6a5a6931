"""Every verb of this room, registered by importing it: filing, window, review, lead, issuing, system."""

from approvals.commands import correction, extension, filing, issuing, lead, pauses, review, system, window

__all__ = ["correction", "extension", "filing", "issuing", "lead", "pauses", "review", "system", "window"]
