"""窗口代录: a clerk takes a file on paper: same form, same vault, same clocks as online, with who brought it and which originals."""


def ready() -> None:
    """Register verbs; let clerks type into the dossiers they have open; called when the room is ready."""
    from approvals.counter import access, commands  # noqa: F401
    from projects.commands.access import lets_edit

    lets_edit(access.types_in)
