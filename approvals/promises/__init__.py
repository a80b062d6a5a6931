"""承诺与办件: what promises mean for cases: late papers, preliminary opinions, permits on a promise, and the hard gates."""


def ready() -> None:
    """Register verbs, messages and what listens to promises; called when the room is ready."""
    from approvals.promises import building, filing, late, listening, messages  # noqa: F401
