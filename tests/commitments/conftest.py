"""Every command commits here as it does in life."""

from tests.committing import commands_commit

__all__ = ["commands_commit"]
