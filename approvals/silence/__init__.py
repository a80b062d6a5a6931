"""沉默规则: what it means that an authority says nothing, per region, each with its document; a permit is never silent.

The effects live where the silence happens (opinions, joint procedures, opening of cases); here is only what is in force.
"""


def ready() -> None:
    """Register verbs, messages and the sweep; called when the room is ready."""
    from approvals.silence import commands, pilot  # noqa: F401
