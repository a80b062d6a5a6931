"""增加事项: the applicant or the lead adds an item to a stage that is already under review; the join waits for it."""


def ready() -> None:
    """Register verbs, messages and the sweep; called when the room is ready."""
    from approvals.supplements import adding, answering, correcting, messages  # noqa: F401
