"""Joint mechanisms (联合机制): pre-coordination, drawing review, site visit, survey, acceptance, meeting.

All are one thing: several departments answer for their own part at the same time, the lead merges what they say into
one paper, and only what failed comes back. The rows are in `approvals.models`, contradicting conditions in
`conditions`, pins on drawings in `pins`.
"""


def ready() -> None:
    """Register flows, verbs, messages and sweeps; called when the room is ready."""
    from approvals.joint import commands, flows, messages, tasks  # noqa: F401
