"""办件分派: who of a department handles a case, who stands in, and many signatures on one page."""


def ready() -> None:
    """Register verbs and messages; called when the room is ready."""
    from approvals.caseload import absences, assigning, messages  # noqa: F401
