"""牵头看板: one stage at a glance, and reminding a department. Consolidation and release stay where they are."""


def ready() -> None:
    """Register the verb and its message; called when the room is ready."""
    from approvals.board import reminding  # noqa: F401
