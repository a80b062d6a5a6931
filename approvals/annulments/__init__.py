"""撤回与撤销: a decision that passed loses its force; proposed by a head, heard, confirmed by another, dependents flagged."""


def ready() -> None:
    """Register verbs, messages and the sweep; called when the room is ready."""
    from approvals.annulments import deciding, hearing, messages, proposing  # noqa: F401
