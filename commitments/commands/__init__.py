"""The verbs of promises; importing this package registers them."""

from commitments.commands import (
    breaching,
    credit,
    deciding,
    inspecting,
    keeping,
    late,
    rectifying,
    revoking,
    ruling,
    signing,
    system,
    verifying,
)

__all__ = [
    "breaching", "credit", "deciding", "inspecting", "keeping", "late", "rectifying", "revoking", "ruling", "signing", "system",
    "verifying",
]  # fmt: skip
