"""区域评估成果应用: the evidence of a case, the officer's word on it, and everything that relied on one unit."""


def ready() -> None:
    """Register verbs and messages; called when the room is ready."""
    from approvals import messages
    from approvals.reuse import deciding, listening  # noqa: F401
    from approvals.reuse.words import MESSAGES

    messages.announce(MESSAGES)
