"""Play the acts of one project in memory (办件回放): rows, clocks and journal as the commands would have left them.

States move by the tables of `approvals.rules` alone; an act the tables do not allow stops the seeding.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from accounts.models import Department, Role
from approvals import rules
from approvals.models import ItemCase, JointApplication, NoticeLine, OneTimeNotice, SpecialProcedure
from core.journal import SYSTEM, ActorFacts, Fact
from demo.bulk.acts import Act, acts
from demo.bulk.batch import Batch
from demo.bulk.clockwork import Clockwork
from demo.bulk.course import CaseCourse, Course
from demo.bulk.crew import Officers, Person, Proprietor
from demo.bulk.life import Life
from demo.bulk.patterns import Offices, Pattern, StepPattern
from projects.models import Project, Redline

SHANGHAI: Final = ZoneInfo("Asia/Shanghai")
_OPENS: Final = time(8, 40)
_MINUTES: Final = 9
"""Minutes between two acts of one day."""


class Player:
    """One project on its way through the offices of its county."""

    def __init__(
        self,
        batch: Batch,
        project: Project,
        pattern: Pattern,
        offices: Offices,
        officers: Officers,
        owner: Proprietor,
        redline: Redline,
        life: Life,
        first: int,
    ) -> None:
        """`first` is the calendar's number of the project's first day."""
        self.batch, self.project, self.pattern, self.owner = batch, project, pattern, owner
        self.redline, self.life = redline, life
        self.offices, self.officers = offices, officers
        self.clocks = Clockwork(batch.keys, project, batch.calendars, batch.on)
        self.applications: list[JointApplication] = []
        self.cases: list[list[ItemCase]] = []
        self.notices: dict[int, OneTimeNotice] = {}
        self.lines: list[NoticeLine] = []
        self.specials: dict[int, SpecialProcedure] = {}
        self.facts: list[Fact] = []
        self.act: Act = Act(0, 0, -1, -1)
        self.on: date = batch.on
        self.at: datetime = batch.at
        self._first, self._seen = first, 0

    def play(self, verbs: Mapping[str, Callable[["Player"], None]]) -> None:
        """Let every act happen on its day, one a few minutes after the other, and hand the rows to the batch."""
        for act in acts(self.life.courses, self.life.cut, major=self.pattern.major):
            self._seen = self._seen + 1 if act.at == self.act.at else 0
            self.act, self.on = act, self.day(act.at)
            minutes = self._seen * _MINUTES + self.project.pk % 7
            # In UTC, as it is stored and hashed: one conversion instead of one per column.
            self.at = (datetime.combine(self.on, _OPENS, SHANGHAI) + timedelta(minutes=minutes)).astimezone(UTC)
            verbs[act.verb](self)
        batch = self.batch
        batch.extend((self.project, self.redline, *self.applications, *self.specials.values()))
        for cases in self.cases:
            batch.extend(cases)
        batch.extend(self.clocks.settle())
        for stops in self.clocks.stops.values():
            batch.extend(stops)
        batch.journal(self.project.chain, self.facts)

    # ---- where the present act stands --------------------------------------------------------------------------

    def day(self, position: int) -> date:
        """The date of a position of the project's life."""
        return self.batch.calendars.base.days.day_at(self._first + position)

    @property
    def course(self) -> Course:
        """How the present application goes."""
        return self.life.courses[self.act.step]

    @property
    def case_course(self) -> CaseCourse:
        """How the present case goes."""
        going = self.course.cases[self.act.case]
        if going is None:
            raise ValueError("this case never opens")
        return going

    @property
    def step(self) -> StepPattern:
        """The application's pattern."""
        return self.pattern.steps[self.act.step]

    @property
    def application(self) -> JointApplication:
        """The application of the present act."""
        return self.applications[self.act.step]

    @property
    def its_cases(self) -> list[ItemCase]:
        """All cases of the present application, in the order of its items."""
        return self.cases[self.act.step]

    @property
    def case(self) -> ItemCase:
        """The case of the present act."""
        return self.its_cases[self.act.case]

    def undecided(self) -> list[ItemCase]:
        """Its cases that are not done."""
        return [case for case in self.its_cases if case.state not in rules.DONE]

    def officer(self, department: Department | None, role: Role) -> Person:
        """Who holds the post."""
        if department is None:
            raise ValueError("no department to act")
        return self.officers.of(department, role)

    def clerk(self) -> Person:
        """The window's clerk."""
        return self.officer(self.offices.window, Role.CLERK)

    # ---- what an act leaves behind -----------------------------------------------------------------------------

    def note(
        self,
        verb: str,
        subject: Any,
        actor: ActorFacts = SYSTEM,
        *,
        blzt: int | None = None,
        effective_at: datetime | None = None,
        **data: Any,
    ) -> None:
        """Journal a fact; `data` holds plain JSON values."""
        self.facts.append(
            Fact(
                verb=verb,
                subject_type=subject._meta.label_lower,
                subject_id=str(subject.pk),
                effective_at=effective_at or self.at,
                entered_at=self.at,
                actor=actor,
                blzt=blzt,
                data=data,
            )
        )

    def move_application(
        self, verb: str, actor: ActorFacts = SYSTEM, *, effective_at: datetime | None = None, **data: Any
    ) -> None:
        """The application takes a step of the table, and its undecided cases with it."""
        step, application = rules.APPLICATION[verb], self.application
        application.state = rules.after(rules.APPLICATION, verb, application.state)
        for case in self.undecided():
            if step.blzt:
                case.blzt = rules.reports(step, case.blzt)[-1]
            if step.fan:
                case.state = step.fan
        blzt = step.blzt[-1] if step.blzt else None
        self.note(verb, application, actor, blzt=blzt, effective_at=effective_at, **data)

    def move_case(
        self,
        verb: str,
        case: ItemCase,
        actor: ActorFacts = SYSTEM,
        *,
        effective_at: datetime | None = None,
        **data: Any,
    ) -> None:
        """The case takes a step of the table."""
        step = rules.CASE[verb]
        case.state = rules.after(rules.CASE, verb, case.state)
        if step.blzt:
            case.blzt = rules.reports(step, case.blzt)[-1]
        self.note(verb, case, actor, blzt=step.blzt[-1] if step.blzt else None, effective_at=effective_at, **data)
