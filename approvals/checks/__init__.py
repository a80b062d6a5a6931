"""完整性核对: every department that holds an item looks at the file in parallel before it is accepted; one notice follows."""


def ready() -> None:
    """Register verbs, messages and the sweep; called when the room is ready."""
    from approvals.checks import answering, messages, silence  # noqa: F401
