"""The life of one project (项目全过程): its applications one after the other, and how much of it has happened.

Pure. The fate decides how the last application goes and at which moment the present day cuts it off.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Final, Protocol

from demo.bulk.course import CaseCourse, Course, Temper, Work, course
from demo.bulk.fates import Fate

SPAN: Final = 370
"""Working days the province looks back, about eighteen months."""
WEIGHTS: Final = {"S1": 34, "S2": 25, "S3": 27, "S4": 14, "PX": 5}
"""How often the last application is of which stage."""
BETWEEN: Final = (3, 55)
"""Working days the enterprise takes between two stages."""


class Step(Protocol):
    """What the life of a project depends on, of each of its applications."""

    @property
    def items(self) -> Sequence[Work]: ...
    @property
    def led(self) -> bool: ...
    @property
    def code(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Life:
    """Courses of the project's applications, and the position of the last moment that has passed."""

    courses: tuple[Course, ...]
    cut: int


def live(steps: Sequence[Step], fate: Fate, random: Random) -> Life:
    """Let a project live to its fate."""
    if fate is Fate.ENTERED:
        return Life((), random.randint(0, 25))
    last = _last_step(steps, fate, random)
    going: list[Course] = []
    start = random.randint(0, 4)
    for step in steps[:last]:
        going.append(course(step.items, step.led, usual(step, random), start, random))
        start = (going[-1].issued or start) + random.randint(*BETWEEN)
    step = steps[last]
    if fate is Fate.DRAFT:
        return Life((*going, Course(drafted=start)), start + random.randint(0, 12))
    temper = _temper(step, fate, random)
    final = course(step.items, step.led, temper, start, random)
    cut = _cut(final, fate, temper, random)
    return Life((*going, final), cut)


def usual(step: Step, random: Random) -> Temper:
    """How an application goes that ends well: mostly in time, now and then with a correction, a pause or a delay."""
    temper = Temper(accept_after=random.randint(0, 4), pace=random.uniform(0.4, 1.0))
    luck = random.random()
    if luck < 0.10:
        return replace(temper, notice_after=random.randint(1, 4), answer_after=random.randint(2, 12))
    if luck < 0.15:
        return replace(temper, special=_pick(step, random))
    if luck < 0.21:
        return replace(temper, late=_pick(step, random), late_by=random.choice((1, 1, 2, 3, 6)))
    return replace(temper, silent=luck > 0.985)


def _temper(step: Step, fate: Fate, random: Random) -> Temper:
    plain = Temper(accept_after=random.randint(0, 4), pace=random.uniform(0.5, 1.0))
    match fate:
        case Fate.CORRECTION | Fate.CORRECTED:
            return replace(plain, notice_after=random.randint(1, 4), answer_after=random.randint(2, 12))
        case Fate.RETURNED:
            return replace(plain, notice_after=random.randint(1, 4), answer_after=None)
        case Fate.NOT_ACCEPTED:
            return replace(plain, refuse_after=random.randint(1, 4), not_required=random.random() < 0.3)
        case Fate.SIGNATURE:
            return replace(plain, slow_head=_pick(step, random))
        case Fate.SPECIAL:
            return replace(plain, special=_pick(step, random))
        case Fate.YELLOW | Fate.RED:
            return replace(plain, late=_pick(step, random), late_by=4 if fate is Fate.YELLOW else 25)
        case Fate.FAILED:
            return replace(plain, fails=random.randrange(len(step.items)))
        case Fate.REVIEW | Fate.WITHDRAWN:
            return plain
        case _:
            return usual(step, random)


def _pick(step: Step, random: Random) -> int:
    """An item long enough for something to happen to it."""
    longest = max(item.promised for item in step.items)
    return random.choice([place for place, item in enumerate(step.items) if item.promised >= min(3, longest)])


def _last_step(steps: Sequence[Step], fate: Fate, random: Random) -> int:
    if fate is Fate.COMPLETE:
        return len(steps) - 1
    fit = [
        place
        for place in range(len(steps) - (fate is Fate.ISSUED))
        if steps[place].led or fate not in (Fate.AT_LEAD, Fate.FAILED)
    ]
    return random.choices(fit, [WEIGHTS[steps[place].code] for place in fit])[0]


# ---- the moment at which the present cuts the course off ------------------------------------------------------

_AFTER: Final[dict[Fate, tuple[str, int]]] = {
    Fate.RECEIVED: ("filed", 3),
    Fate.CORRECTION: ("noticed", 12),
    Fate.CORRECTED: ("answered", 1),
    Fate.AT_LEAD: ("gathered", 2),
    Fate.AT_WINDOW: ("consolidated", 2),
    Fate.ISSUED: ("issued", 60),
    Fate.COMPLETE: ("issued", 200),
    Fate.NOT_ACCEPTED: ("refused", 250),
    Fate.FAILED: ("issued", 220),
    Fate.RETURNED: ("lapsed", 250),
}
"""The last event that has happened, and how many days ago at most."""
_NEXT: Final = ("filed", "noticed", "answered", "accepted", "gathered", "consolidated", "issued")


def _cut(going: Course, fate: Fate, temper: Temper, random: Random) -> int:
    """How far the course has come today; what would already follow is taken off it."""
    if fate in _AFTER:
        event, longest = _AFTER[fate]
        at: int = getattr(going, event)
        if event in _NEXT:
            for later in _NEXT[_NEXT.index(event) + 1 :]:
                setattr(going, later, None)
        return max(at, min(at + random.randint(0, longest), SPAN))
    if fate is Fate.SIGNATURE:
        case = _case(going, temper.slow_head)
        return random.randint(case.opinion, case.decided - 1)
    if fate is Fate.SPECIAL:
        begins, ends = _case(going, temper.special).special or (0, 0)
        return random.randint(begins, ends - 3)
    if fate in (Fate.YELLOW, Fate.RED):
        return _case(going, temper.late).due + (1 if fate is Fate.YELLOW else random.randint(5, 20))
    first = going.accepted or 0
    at = random.randint(first, max(first, (going.gathered or first) - 1))
    if fate is Fate.WITHDRAWN:
        going.withdrawn = at
        return max(at, min(at + random.randint(0, 250), SPAN))
    return at


def _case(going: Course, place: int | None) -> CaseCourse:
    case = going.cases[place or 0]
    if case is None:
        raise ValueError("nothing happens to an item that never opens")
    return case
