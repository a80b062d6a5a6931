"""Play the life of a project day by day, through the commands people use, with the clock held at each day."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from random import Random
from typing import Any, Final
from zoneinfo import ZoneInfo

from accounts.models import Membership, User
from approvals.commands.pauses import resume_due
from approvals.intake import filing_of
from approvals.models import ItemCase, JointApplication
from approvals.renewals.queries import decision_sets_validity
from catalogue.content import PARALLEL
from clocks.current import current_calendar
from core import commands
from core.time import travel
from demo.dossier_entry import Owner, hand_in
from demo.overtime import explain_if_late
from projects.models import Project

SHANGHAI = ZoneInfo("Asia/Shanghai")
VALIDITIES = (41, 22, 170)
"""Days a temporary permit is still valid when the demo is seeded: renewed in time, asked for late, far from its end."""
ACCEPTANCE: Final = "S4"
FORM: Final[dict[str, Any]] = {"phone": "0797-8880079", "delivery": "WINDOW", "note": "", "declared": True}


@dataclass(frozen=True, slots=True)
class Temper:
    """How a stage goes: days until acceptance, speed of the departments, and what goes wrong.

    `pace` is the share of the promised days a department takes (above 1 is late); `special` is an item
    code that gets an expert review, `fails` one that is refused, `notice` sends a one-time notice first.
    """

    accept_after: int | None = 2
    pace: float = 0.7
    special: str = ""
    fails: str = ""
    notice: bool = False
    answer_after: int | None = 4
    consolidate: bool = True
    issue: bool = True
    delivery: str = "WINDOW"
    """How the enterprise wants its papers, a way of `Handover`."""
    fetched: bool = True
    """Whether it comes for them."""
    intake: str = ""
    """What happens before acceptance: a script of `demo.intake`, or `counter`."""
    joint: str = ""
    """What is handled jointly after acceptance: a script of `demo.joint`."""
    odd: str = ""
    """What electronic supervision ought to notice: a script of `demo.oddities`."""


@dataclass(slots=True)
class Player:
    """Plays one project from its first day until `until`; what lies after that stays undone."""

    project: Project
    by: Owner
    day: date
    until: date
    random: Random
    minute: int = field(default=0)
    papers: list[tuple[date, int]] = field(default_factory=list)
    """What is still to happen to papers that were issued: days and hand-overs."""

    @contextmanager
    def on(self, day: date) -> Iterator[None]:
        """Hold the clock at office hours of `day`; every act of a day is a little later than the one before."""
        self.collect(day)
        self.minute = self.minute + 7 if day == self.day else 0
        self.day = day
        instant = datetime.combine(day, time(9, 12), SHANGHAI) + timedelta(minutes=self.minute)
        with travel(instant):
            yield

    def collect(self, before: date) -> None:
        """Let papers that were issued reach the enterprise, as far as that happens before that day."""
        from demo import collecting

        while self.papers and min(self.papers)[0] < before:
            happening = min(self.papers)
            self.papers.remove(happening)
            collecting.go_on(*happening)

    def later(self, days: int) -> date:
        """The date `days` working days after the present one."""
        return current_calendar().add(self.day, days) if days else self.day

    def stage(self, stage: str, temper: Temper) -> bool:
        """Play one stage; whether it was issued before `until`."""
        from demo import intake

        if self.day > self.until:
            return False
        if stage == ACCEPTANCE and not self.beside(stage):
            return False
        if not (intake.at_counter(self, stage) if temper.intake == "counter" else self.file(stage, temper.delivery)):
            return False
        application = self.project.applications.get(stage=stage, state="RECEIVED")
        if temper.intake in intake.SCRIPTS and not intake.play(self, application, temper.intake):
            return False
        application.refresh_from_db()
        if temper.notice and not self.correct(application, temper):
            return False
        self.oddly(application, temper)
        if temper.accept_after is None or self.later(temper.accept_after) > self.until:
            return False
        with self.on(self.later(temper.accept_after)):
            give("approvals.accept", officer(application.window_id, "CLERK"), application)
        if temper.joint:
            from demo import joint

            application.refresh_from_db()
            joint.play(self, application, temper.joint)
        self.oddly(application, temper)
        self.review(application, temper)
        return self.close(application, temper)

    def beside(self, stage: str) -> bool:
        """File and play the items beside the stages that an item of `stage` waits for (排水接入 before 竣工验收备案)."""
        filing = filing_of(self.project, stage)
        ready = filing_of(self.project, PARALLEL).items
        awaited = {code for one in filing.items.values() for code in one.missing if code in ready}
        chosen = [code for code in sorted(awaited) if ready[code].fileable]
        if not chosen:
            return True
        if not self.file(PARALLEL, chosen=chosen):
            return False
        application = self.project.applications.get(stage=PARALLEL, state="RECEIVED")
        if self.later(1) > self.until:
            return False
        with self.on(self.later(1)):
            give("approvals.accept", officer(application.window_id, "CLERK"), application)
        brisk = Temper(pace=0.5)
        self.review(application, brisk)
        if not self.close(application, brisk):
            return False
        self.day = self.later(1)
        return True

    def file(self, stage: str, delivery: str = "WINDOW", chosen: list[str] | None = None) -> bool:
        """Hand in every paper that is missing and submit `chosen`, by default everything that can be filed."""
        self.project.refresh_from_db()
        with self.on(self.day):
            filing = filing_of(self.project, stage, chosen)
            if not filing.chosen:
                return False
            for paper in filing.papers:
                if paper.need.uploaded and paper.material is None:
                    hand_in(self.by, self.project, paper.need.key, paper.need.material.name.zh)
            application = give("approvals.create_draft", self.by.user, self.project, stage=stage)
            form = {**FORM, "contact": self.by.user.name, "delivery": delivery}
            if chosen is not None:
                form["items"] = list(filing.chosen)
            give("approvals.submit", self.by.user, application, form=form)
        return True

    def correct(self, application: JointApplication, temper: Temper) -> bool:
        """One notice of two defects, and its answer; whether the answer came before `until`."""
        clerk = officer(application.window_id, "CLERK")
        names = list(self.project.materials.filter(current=True).order_by("pk").values_list("key", "name")[:2])
        lines = [
            {"material_key": key, "material_name": name, "reason": reason, "clause": "办事指南·申请材料"}
            for (key, name), reason in zip(
                names,
                ("缺少法定代表人签字页，请补签后重新上传。", "面积与红线面积不一致，请核对并更正。"),
                strict=False,
            )
        ]
        with self.on(self.later(1)):
            notice = give("approvals.send_notice", clerk, application, lines=lines)
        if temper.answer_after is None or self.later(temper.answer_after) > self.until:
            return False
        with self.on(self.later(temper.answer_after)):
            answers = {line.pk: {"answer": "已按要求补正，请核对。"} for line in notice.lines.all()}
            give("approvals.answer_notice", self.by.user, application, answers=answers)
        return True

    def oddly(self, application: JointApplication, temper: Temper) -> None:
        """What ought not to happen, if it is to happen now."""
        if temper.odd:
            from demo import oddities

            application.refresh_from_db()
            oddities.play(self, application, temper.odd)
            application.refresh_from_db()

    def review(self, application: JointApplication, temper: Temper) -> None:
        """Departments work in parallel, each at its own pace; the earliest act comes first."""
        planned: dict[int, date] = {}
        while True:
            acts = []
            running = application.joint_reviews.exclude(state__in=["CONCLUDED", "WITHDRAWN"]).values("case_id")
            undecided = application.cases.filter(state__in=["OPEN", "SPECIAL"]).select_related("item")
            for case in undecided.exclude(pk__in=running.filter(case__isnull=False)):
                if case.state == "OPEN" and case.item.code == temper.special and case.pk not in planned:
                    planned[case.pk] = date.max
                    self.expert_review(case)
                    case.refresh_from_db()
                if case.state == "SPECIAL":
                    acts.append((case.special_procedures.get(state="RUNNING").planned_end_on + timedelta(days=1), case))
                    continue
                if planned.get(case.pk, date.max) == date.max:
                    planned[case.pk] = self.decision_day(case, temper)
                acts.append((planned[case.pk], case))
            if not acts:
                return
            day, case = min(acts, key=lambda act: (act[0], act[1].pk))
            if day > self.until:
                self.half_done(acts)
                return
            if case.state == "SPECIAL":
                with self.on(day):
                    resume_due()
                continue
            self.decide(case, max(day, self.day), passed=case.item.code != temper.fails)

    def decision_day(self, case: ItemCase, temper: Temper) -> date:
        """When the department decides: its share of the promised days, a day more or less."""
        start = max(case.opened_on or self.day, self.day)
        if not case.promised_days:  # 即时办结
            return start
        days = max(1, round(case.promised_days * temper.pace + self.random.uniform(-0.6, 0.6)))
        return current_calendar().add(start, days)

    def decide(self, case: ItemCase, day: date, *, passed: bool) -> None:
        """Opinion and signature on one day."""
        with self.on(day):
            self.opine(case, passed=passed)
            self.sign(case, passed=passed)

    def sign(self, case: ItemCase, *, passed: bool = True, **given: Any) -> None:
        """The head's signature; `given` may say when it took effect."""
        item = case.item
        if passed and decision_sets_validity(item.code):
            given.setdefault("valid_until", self.until + timedelta(days=VALIDITIES[case.pk % len(VALIDITIES)]))
        explain_if_late(case, officer(case.department_id, "HEAD"), self.day)
        give(
            "approvals.sign",
            officer(case.department_id, "HEAD"),
            case,
            outcome="PASS" if passed else "FAIL",
            official_number=f"样审〔{self.day.year}〕{case.pk:04d}号" if passed else "",
            title=item.outcome or item.name if passed else "",
            reason="" if passed else "申报内容与国土空间规划的用途管制要求不符，依法不予许可。",
            **given,
        )

    def opine(self, case: ItemCase, *, passed: bool = True) -> None:
        """The reviewer's opinion."""
        give(
            "approvals.give_opinion",
            officer(case.department_id, "REVIEWER"),
            case,
            recommendation="PASS" if passed else "FAIL",
            text=f"经审查，申请材料齐全，符合{case.item.name}的条件，建议予以通过。"
            if passed
            else "经审查，拟建内容与现行规划用途不符，建议不予通过。",
            conditions=["施工前完成现场放线并报验。"] if passed and self.random.random() < 0.4 else [],
        )

    def half_done(self, acts: list[tuple[date, ItemCase]]) -> None:
        """Some departments have their opinion ready and only the signature is missing."""
        for _day, case in acts:
            if case.state == "OPEN" and self.random.random() < 0.35 and self.day < self.until:
                with self.on(self.later(0)):
                    self.opine(case)

    def expert_review(self, case: ItemCase) -> None:
        """特别程序: asked for by the reviewer, granted by the head."""
        with self.on(self.day):
            end = current_calendar().add(self.day, 12)
            give(
                "approvals.request_special_procedure",
                officer(case.department_id, "REVIEWER"),
                case,
                kind="EXPERT_REVIEW",
                legal_basis="《中华人民共和国行政许可法》第四十五条",
                reason="方案涉及高大空间与复杂基坑，需组织专家评审。",
                planned_end_on=end,
                evidence="章专评〔2026〕3号（样例）",
            )
            give("approvals.start_special_procedure", officer(case.department_id, "HEAD"), case)

    def close(self, application: JointApplication, temper: Temper) -> bool:
        """The lead consolidates, the window issues. What stands beside the stages has no lead's opinion."""
        application.refresh_from_db()
        if application.state == "CONSOLIDATING" and temper.consolidate and self.later(1) <= self.until:
            with self.on(self.later(1)):
                text = "各部门意见一致，同意按审定内容办理；请建设单位落实各部门提出的条件。"
                give("approvals.consolidate", officer(application.lead_id, "LEAD"), application, text=text)
        application.refresh_from_db()
        if application.state != "CONSOLIDATED":
            return False
        if not temper.issue or self.later(1) > self.until:
            return False
        with self.on(self.later(1)):
            give("approvals.issue", officer(application.window_id, "CLERK"), application)
        if temper.fetched:
            from demo import collecting

            self.papers += collecting.due(application)
        return not application.cases.filter(state="FAILED").exists()


def give(name: str, user: User, subject: Any, **data: Any) -> Any:
    """Give a command by name."""
    return commands.get(name).perform(user, subject, **data)


@lru_cache(maxsize=4096)
def officer(department: int, role: str) -> User:
    """Who holds `role` in a department."""
    return Membership.objects.filter(department=department, role=role).order_by("pk")[0].user
