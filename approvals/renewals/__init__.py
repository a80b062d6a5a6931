"""延续: a licence with an end is renewed on request; asked in time and undecided at the end, it counts as renewed (行政许可法 50)."""


def ready() -> None:
    """Register verbs, messages and the sweep; called when the room is ready."""
    from approvals.renewals import deciding, filing, messages, silence  # noqa: F401
