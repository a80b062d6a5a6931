"""撤回: free before acceptance; afterwards the departments that have started are asked, and silence means what the rules say."""


def ready() -> None:
    """Register verbs, messages and the sweep; called when the room is ready."""
    from approvals.withdrawals import answering, asking, messages, settling  # noqa: F401
