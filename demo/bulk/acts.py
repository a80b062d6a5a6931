"""Everything that has happened to a project, in order (办理事件): the courses of its applications up to the cut."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from demo.bulk.course import Course

VERBS: Final = (
    "create", "confirm_major", "draw_redline", "draft", "submit", "send_notice", "answer_notice", "lapse", "refuse",
    "accept", "end_special", "start_special", "opine", "decide", "withdraw", "consolidate", "issue",
)  # fmt: skip
"""What people and the system do, in the order in which it happens on one day."""
_RANK: Final = {verb: rank for rank, verb in enumerate(VERBS)}


class Act(NamedTuple):
    """One event: position, order within the day, which application and which of its items (−1 for none)."""

    at: int
    rank: int
    step: int
    case: int

    @property
    def verb(self) -> str:
        """What happens."""
        return VERBS[self.rank]


def acts(courses: Sequence[Course], cut: int, *, major: bool) -> list[Act]:
    """The events of a project's life at positions up to `cut`, in the order in which they happened."""
    found = [_act(0, "create"), _act(0, "draw_redline")]
    if major:
        found.append(_act(0, "confirm_major"))
    for step, going in enumerate(courses):
        last = cut if going.withdrawn is None else min(cut, going.withdrawn)
        found += [act for act in _of(step, going) if act.at <= last]
    return sorted(found)


def _act(at: int, verb: str, step: int = -1, case: int = -1) -> Act:
    return Act(at, _RANK[verb], step, case)


def _of(step: int, going: Course) -> Iterator[Act]:
    single = {
        "draft": going.drafted,
        "submit": going.filed,
        "send_notice": going.noticed,
        "answer_notice": going.answered,
        "lapse": going.lapsed,
        "refuse": going.refused,
        "accept": going.accepted,
        "withdraw": going.withdrawn,
        "consolidate": going.consolidated if going.led else None,
        "issue": going.issued,
    }
    yield from (_act(at, verb, step) for verb, at in single.items() if at is not None)
    if going.accepted is None:
        return
    for place, case in going.opened:
        if case.special is not None:
            yield _act(case.special[0], "start_special", step, place)
            yield _act(case.special[1], "end_special", step, place)
        yield _act(case.opinion, "opine", step, place)
        yield _act(case.decided, "decide", step, place)
