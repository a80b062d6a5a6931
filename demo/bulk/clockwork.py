"""Clocks of one project in memory (时钟): facts as `approvals.timing` gives them, columns from `clocks.settling`."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from typing import Any

from approvals.models import ItemCase, JointApplication, OneTimeNotice
from approvals.rules import DELIVERY_DAYS, NOTICE_DAYS, RECHECK_DAYS
from clocks.commands import Place
from clocks.current import Calendars
from clocks.models import Clock, Stop
from clocks.settling import WHOLES, Key, settle_subject, settle_whole
from demo.bulk.loading import Keys, Mould
from projects.models import Project

Subject = Project | JointApplication | ItemCase | OneTimeNotice


def key_of(subject: Subject) -> Key:
    """Type and id under which the clocks and stops of a row are kept."""
    return subject._meta.label_lower, subject.pk


class Clockwork:
    """Started, stopped and ended by the same events as through the commands, and settled as of today."""

    def __init__(self, keys: Keys, project: Project, calendars: Calendars, on: date) -> None:
        self.project, self.calendars, self.on = project, calendars, on
        self.clocks: list[Clock] = []
        self.stops: defaultdict[Key, list[Stop]] = defaultdict(list)
        self._of: defaultdict[Key, list[Clock]] = defaultdict(list)
        self._keys, place = keys, Place.of(project)
        self._mould = Mould(
            Clock, state=Clock.State.STOPPED.value, calendar_id=calendars.base.version_id, **asdict(place)
        )

    # ---- what starts -------------------------------------------------------------------------------------------

    def start_notice(self, application: JointApplication, stage: str, on: date, subject: Subject) -> None:
        """五日告知, of a file or of an answered notice."""
        self._start("NOTICE", subject, f"{stage} · 受理答复", NOTICE_DAYS, on, application.window_id, application.stage)

    def start_recheck(self, application: JointApplication, stage: str, on: date, notice: OneTimeNotice) -> None:
        """补正复核 of a corrected file."""
        self._start(
            "RECHECK", notice, f"{stage} · 补正复核", RECHECK_DAYS, on, application.window_id, application.stage
        )

    def start_correction(
        self, application: JointApplication, stage: str, on: date, notice: OneTimeNotice, days: int
    ) -> date:
        """补正期限; the last day to answer."""
        clock = self._start("CORRECTION", notice, f"{stage} · 补正", days, on, application.window_id, application.stage)
        self._settle(key_of(notice))
        return clock.due_on or on

    def start_review(self, application: JointApplication, stage: str, on: date) -> None:
        """总时限 with the first acceptance, and 阶段时限."""
        project = self.project
        if project.cap and not self._of[key_of(project)]:
            scope = "" if project.cap_scope == "ALL_STAGES" else "S1 S2 S3"
            origin = project.contract_origin
            self._start(
                "CAP",
                project,
                "项目审批总时限",
                project.cap,
                origin or on,
                scope=scope,
                origin_fixed=origin is not None,
            )
        if application.budget:
            self._start("STAGE", application, stage, application.budget, on, application.lead_id, application.stage)

    def start_case(self, case: ItemCase, on: date) -> None:
        """法定时限 and 承诺时限 of one item."""
        item, application = case.item, case.application
        of_case = (case.department_id, application.stage)
        if item.statutory_limit is not None and item.statutory_unit:
            self._start("STATUTORY", case, item.name, item.statutory_limit, on, *of_case, unit=item.statutory_unit)
        budget = next((clock for clock in self._of[key_of(application)] if clock.kind == "STAGE"), None)
        self._start(
            "PROMISED", case, item.name, case.promised_days, on, *of_case, counts_in_cap=case.counts_in_cap,
            part_of_id=budget.pk if budget is not None and case.counts_in_cap else None,
        )  # fmt: skip

    def start_delivery(self, case: ItemCase, on: date) -> None:
        """送达期限."""
        application = case.application
        self._start(
            "DELIVERY", case, f"{case.item.name} · 送达", DELIVERY_DAYS, on, application.window_id, application.stage
        )

    def stop(self, case: ItemCase, stop: Stop) -> None:
        """特别程序: the clocks of a case stand still."""
        self.stops[key_of(case)].append(stop)

    # ---- what ends ---------------------------------------------------------------------------------------------

    def end(self, subject: Subject, on: date, kinds: Iterable[str] = ()) -> None:
        """End the open clocks of a row on `on`, of these kinds (all when none)."""
        wanted = frozenset(kinds)
        for clock in self._of[key_of(subject)]:
            if clock.ended_on is None and (not wanted or clock.kind in wanted):
                clock.ended_on = on

    def end_case(self, case: ItemCase, on: date) -> int:
        """Both limits of a case; by how many days the promised one was missed."""
        self.end(case, on, ("PROMISED", "STATUTORY"))
        self._settle(key_of(case))
        promised = next((clock for clock in self._of[key_of(case)] if clock.kind == "PROMISED"), None)
        return max(0, -promised.left) if promised is not None and promised.left is not None else 0

    # ---- today -------------------------------------------------------------------------------------------------

    def settle(self) -> list[Clock]:
        """All clocks of the project as they stand today."""
        for key in self._of:
            self._settle(key)
        items = [clock for clock in self.clocks if clock.kind == "PROMISED"]
        for clock in self.clocks:
            if clock.kind in WHOLES:
                settle_whole(clock, items, self.stops, self.calendars.of, self.on)
        return self.clocks

    def _settle(self, key: Key) -> None:
        settle_subject(self._of[key], self.stops.get(key, ()), self.calendars.of, self.on)

    def _start(
        self,
        kind: str,
        subject: Subject,
        label: str,
        limit: int,
        on: date,
        department_id: int | None = None,
        stage: str = "",
        **more: Any,
    ) -> Clock:
        key = key_of(subject)
        clock = self._mould.row(
            id=self._keys.next(Clock),
            kind=kind,
            subject_type=key[0],
            subject_id=key[1],
            label=label,
            limit=limit,
            origin_on=on,
            department_id=department_id,
            stage=stage,
            **more,
        )
        self.clocks.append(clock)
        self._of[key].append(clock)
        return clock
