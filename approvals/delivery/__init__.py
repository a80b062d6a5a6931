"""送达: what the window hands over or sends, to whom and with which proof; lost papers are printed again."""


def ready() -> None:
    """Register verbs, messages and the sweep; called when the room is ready."""
    from approvals.delivery import messages, reissue, serving  # noqa: F401
