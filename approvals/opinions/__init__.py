"""征求意见: a department asks others about its case; each has its own clock, and silence has a written meaning."""


def ready() -> None:
    """Register verbs, messages and the sweep; called when the room is ready."""
    from approvals.opinions import answering, asking, messages, silence  # noqa: F401
