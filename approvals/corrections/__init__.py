"""受理后补正: a defect found after acceptance is told in writing once, the promised clock stands still, the applicant answers."""


def ready() -> None:
    """Register verbs, messages and the sweep; called when the room is ready."""
    from approvals.corrections import answering, asking, messages, silence  # noqa: F401
