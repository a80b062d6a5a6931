"""The cast of the seeded province: which project of which county stands where on the present day."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Final

from accounts.models import User
from approvals.models import ItemCase
from clocks.current import current_calendar
from clocks.models import Clock
from core.time import today, travel
from demo import joint, names, people
from demo.dossier_entry import Owner, enter, owner
from demo.dossiers import DOSSIERS
from demo.overtime import explain_if_late
from demo.story import Player, Temper, officer
from projects.models import Project

STAGES: Final = ("S1", "S2", "S3", "S4")


@dataclass(frozen=True, slots=True)
class Role:
    """One project: dossier, county, calendar days since it was entered, and a temper per stage."""

    dossier: int
    county: str
    days_ago: int
    stages: tuple[Temper, ...] = ()
    pre: str = ""
    """Whether it is pre-coordinated first (项目策划生成): `open` or `done`."""


NORMAL: Final = Temper()
BRISK: Final = Temper(pace=0.5, accept_after=1)
BY_POST: Final = replace(BRISK, delivery="POST")
FORGOTTEN: Final = replace(BRISK, fetched=False)
LATE: Final = Temper(pace=1.5, accept_after=4)
VERY_LATE: Final = Temper(pace=2.4, accept_after=4)
ASKING: Final = replace(VERY_LATE, joint="opinions")
CORRECTED: Final = Temper(notice=True)
NO_ANSWER: Final = Temper(notice=True, answer_after=None)
UNTOUCHED: Final = Temper(accept_after=None)
AT_LEAD: Final = Temper(pace=0.5, consolidate=False)
AT_WINDOW: Final = Temper(pace=0.5, issue=False)
FOUND: Final = Temper(intake="found")
NOTICED: Final = Temper(intake="noticed")
REPAIRED: Final = Temper(intake="corrected", accept_after=1)
RETURNED: Final = Temper(intake="returned")
SILENT: Final = Temper(intake="silent")
COUNTER: Final = Temper(intake="counter")
REFUSED: Final = Temper(fails="113")


def jointly(script: str) -> Temper:
    """Departments are brisk, and something is handled jointly."""
    return Temper(pace=0.5, accept_after=1, joint=script)


def oddly(script: str) -> Temper:
    """Something happens that electronic supervision ought to notice."""
    return Temper(accept_after=1, odd=script)


def stopped(item: str) -> Temper:
    """Departments work, but one item waits for its expert review."""
    return Temper(pace=0.8, special=item)


H, N, R, D, X = people.HOME, "360703", "360113", "360102", "360403"
CAST: Final[tuple[Role, ...]] = (
    # The tour's county: one project at every step of the way.
    Role(0, H, 132, (BRISK, BRISK, NORMAL, NORMAL)),
    Role(10, H, 82, (BRISK, BRISK, LATE)),
    Role(1, H, 64, (BRISK, BY_POST, NORMAL)),
    Role(2, H, 40, (BY_POST, NORMAL)),
    Role(3, H, 30, (FORGOTTEN, stopped("201"))),
    Role(4, H, 21, (NORMAL,)),
    Role(5, H, 12, (BY_POST, NORMAL)),
    Role(6, H, 9, (BY_POST,)),
    Role(7, H, 6, (NORMAL,)),
    Role(8, H, 16, (CORRECTED,)),
    Role(9, H, 3, (UNTOUCHED,)),
    Role(10, H, 44, (LATE, LATE)),
    Role(8, H, 27, (ASKING,)),
    Role(7, H, 13, (LATE,)),
    Role(11, H, 25),
    Role(1, H, 7, (NO_ANSWER,)),
    Role(3, H, 11, (AT_LEAD,)),
    Role(6, H, 12, (AT_WINDOW,)),
    Role(9, H, 15, (REFUSED,)),
    Role(0, H, 1),
    Role(5, H, 2),
    Role(1, H, 4, (UNTOUCHED,)),
    # A county with an approval bureau.
    Role(0, N, 70, (BRISK, BRISK, NORMAL)),
    Role(1, N, 33, (FORGOTTEN, NORMAL)),
    Role(3, N, 19, (NORMAL,)),
    Role(4, N, 24, (VERY_LATE,)),
    Role(9, N, 13, (BRISK, stopped("201"))),
    Role(6, N, 4, (UNTOUCHED,)),
    Role(7, N, 8, (BY_POST,)),
    Role(2, N, 14, (LATE,)),
    Role(10, N, 2),
    # The provincial capital's new district.
    Role(1, R, 46, (BRISK, BY_POST, stopped("301"))),
    Role(3, R, 42, (BRISK, BRISK, NORMAL)),
    Role(7, R, 22, (BRISK, VERY_LATE)),
    Role(10, R, 17, (NORMAL,)),
    Role(8, R, 28, (VERY_LATE,)),
    Role(0, R, 10, (BY_POST,)),
    Role(5, R, 7, (BRISK, NORMAL)),
    Role(9, R, 5, (NO_ANSWER,)),
    Role(6, R, 3, (UNTOUCHED,)),
    # An old town.
    Role(4, D, 20, (NORMAL,)),
    Role(3, D, 27, (LATE,)),
    Role(0, D, 15, (CORRECTED,)),
    Role(7, D, 12, (AT_LEAD,)),
    Role(11, D, 9),
    Role(6, D, 6, (BY_POST,)),
    # A river port.
    Role(9, X, 34, (BRISK, FORGOTTEN, VERY_LATE)),
    Role(1, X, 23, (REFUSED,)),
    Role(2, X, 18, (NORMAL,)),
    Role(8, X, 10, (stopped("104"),)),
    Role(5, X, 6, (AT_WINDOW,)),
    Role(10, X, 4, (UNTOUCHED,)),
    Role(3, X, 1),
    # What happens before acceptance: checks of departments, one notice, a return, silence, a file at the counter.
    Role(6, H, 1, (FOUND,)),
    Role(3, H, 8, (NOTICED,)),
    Role(5, H, 17, (REPAIRED,)),
    Role(9, H, 40, (RETURNED,)),
    Role(10, H, 14, (SILENT,)),
    Role(6, H, 20, (BRISK, COUNTER)),
    # What is handled jointly, at every step of the way.
    Role(3, H, 74, (BRISK, BRISK, jointly("drawings_twice"), jointly("acceptance_failed_part"))),
    Role(0, H, 106, (BRISK, BRISK, BRISK, jointly("acceptance"))),
    Role(3, H, 33, (BRISK, BRISK, jointly("drawings_open"))),
    Role(1, H, 44, (BRISK, BRISK, jointly("drawings_sent"))),
    Role(6, H, 14, (BRISK, jointly("conflict_called"))),
    Role(6, H, 30, (BRISK, jointly("conflict_settled"))),
    Role(3, H, 22, (BRISK, jointly("visit_booked"))),
    Role(5, H, 3, pre="open"),
    Role(0, H, 9, (UNTOUCHED,), pre="done"),
    # What the supervisors ought to look into.
    Role(7, D, 19, (oddly("returns"),)),
    Role(8, X, 16, (oddly("minutes"),)),
    Role(8, N, 26, (oddly("late_stop"),)),
    Role(8, D, 17, (oddly("afterwards"),)),
)


def populate(tell: Callable[[str], object] = lambda line: None) -> int:
    """Appoint the people and play every project up to today; returns the number of projects."""
    crew = people.appoint()
    owners = owners_of(crew)
    for number, role in enumerate(CAST):
        project = play(role, number, owners)
        tell(f"{number + 1:>3}/{len(CAST)} {project.name}")
    _explain_some_overtime()
    return len(CAST)


def play(role: Role, number: int, owners: Mapping[tuple[str, bool], Owner]) -> Project:
    """Play one project of the cast up to today; `number` is its place in it, on which its chances depend."""
    random = Random(number)
    first = _working_day(today() - timedelta(days=role.days_ago))
    by = owners[role.county, DOSSIERS[role.dossier].kind == "GOV"]
    with travel(first):
        project = enter(by, DOSSIERS[role.dossier], role.county, random)
    player = Player(project, by, first, today(), random)
    if role.pre:
        joint.precoordinate(player, role.pre)
        player.day = player.later(1)
    for stage, temper in zip(STAGES, role.stages, strict=False):
        if not player.stage(stage, temper):
            break
        player.day = player.later(1)
    player.collect(today())
    return project


def _explain_some_overtime() -> None:
    """Of the cases that are late today every other one was explained, the rest show what a department must still do."""
    late = Clock.objects.late(today()).filter(kind="PROMISED", subject_type=ItemCase._meta.label_lower)
    cases = ItemCase.objects.filter(pk__in=late.values("subject_id")).select_related("application__project__enterprise")
    for case in cases.order_by("pk")[::2]:
        explain_if_late(case, officer(case.department_id, "HEAD"), _working_day(today() + timedelta(days=4)))


def owners_of(crew: dict[str, User]) -> dict[tuple[str, bool], Owner]:
    """A private enterprise and a public body for every county; the tour's account owns both at home."""
    owners = {}
    for index, county in enumerate(people.COUNTIES):
        for public in (False, True):
            if county == people.HOME:
                user = crew["enterprise"]
            else:
                user = people.engage(f"qy-{county}-{'gg' if public else 'qy'}", names.person(Random(index + public)))
            owners[county, public] = owner(index * 2 + public, county, user, public=public)
    people.delegate(crew["enterprise"], crew["agent"])
    return owners


def _working_day(day: date) -> date:
    return current_calendar().roll_forward(day)
