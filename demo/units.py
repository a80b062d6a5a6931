"""Assessed ground of the demo zones 区域评估: published, running out, replaced, returned and still in preparation."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from random import Random
from typing import Any, Final

import shapely
from shapely import affinity
from shapely.geometry.base import BaseGeometry

from accounts.models import Membership, User
from accounts.posts import HEAD, ZONE_MANAGER
from core import files
from core.geo import polygons
from core.time import today, travel
from demo import names, papers, people
from regional_assessments.models import AssessmentUnit, Zone
from regional_assessments.units import commands
from regional_assessments.units.kinds import kinds

KINDS: Final = {
    "JXYZ": ("R01", "R02", "R03", "R05", "R06", "R07", "R11"),
    "JXLS": ("R01", "R03", "R05", "R06", "R09"),
    "JXYY": ("R01", "R05", "R06"),
    "JXFX": ("R01", "R02", "R03", "R04", "R05", "R06", "R07", "R08", "R09", "R13"),
    "JXYH": ("R01", "R05", "R07", "R10"),
    "JXXF": ("R01", "R03", "R06", "R12"),
    "JXTL": ("R01", "R05", "R07"),
    "JXMY": ("R01", "R02", "R09", "R14"),
}
HOME: Final = "JXFX"
LIMITS: Final = {
    "R01": {"earthwork": "300000"}, "R02": {"floor_area": "120000"}, "R03": {"height": "80"}, "R07": {"energy": "5000"},
    "R08": {"energy": "3000"},
}  # fmt: skip


def assess() -> int:
    """Let every zone that is loaded assess what `KINDS` says, as its people would have done; how many units."""
    random = Random(20261127)
    for zone in Zone.objects.filter(code__in=KINDS).select_related("region", "manager").order_by("code"):
        manager = _manager(zone, random)
        for number, kind in enumerate(KINDS[zone.code]):
            _publish(zone, kind, manager, today() - timedelta(days=400 + 11 * number), random)
        if zone.code == HOME:
            _in_motion(zone, manager, random)
    return AssessmentUnit.objects.count()


def _in_motion(zone: Zone, manager: User, random: Random) -> None:
    """What a committee has on its desk: a unit that runs out, a renewal, one under review, one returned, a draft."""
    rows = {unit.kind: unit for unit in AssessmentUnit.objects.filter(zone=zone, state="PUBLISHED")}
    west = _part(zone, "west")
    soon = _draft(zone, "R05", manager, today() - timedelta(days=700), west, ends=today() + timedelta(days=25))
    _approve(soon, manager, today() - timedelta(days=690), random)
    renewed = commands.renew.perform(manager, rows["R06"], effective_from=today() + timedelta(days=30))
    commands.submit.perform(manager, commands.revise.perform(manager, renewed, report=_report(renewed)))
    returned = _draft(zone, "R12", manager, today(), west)
    returned = commands.submit.perform(manager, returned)
    commands.return_.perform(
        _head(returned, random), returned, reason="范围线与管委会批复附图不一致，请按附图坐标修改。"
    )
    _draft(zone, "R10", manager, today(), _part(zone, "east"))


def _publish(zone: Zone, kind: str, manager: User, on: date, random: Random) -> None:
    shape = _part(zone, {"R04": "west", "R06": "holed"}.get(kind, "whole"))
    with _office_hours(on):
        unit = _draft(zone, kind, manager, on, shape)
    _approve(unit, manager, on, random)


def _draft(
    zone: Zone, kind: str, manager: User, begins: date, shape: BaseGeometry, ends: date | None = None
) -> AssessmentUnit:
    told = kinds()[kind]
    return commands.draft.perform(  # type: ignore[no-any-return]
        manager,
        zone,
        kind=kind,
        shape=shape,
        name=f"{zone.name}{told.name.zh}区域评估",
        producer=zone.manager.name if zone.manager else f"{zone.name}管理委员会",
        effective_from=begins,
        effective_to=ends or told.default_end(begins),
        limits={code: value for code, value in LIMITS.get(kind, {}).items() if code in told.limits},
        cleared=told.cleared,
        report=files.store(papers.sample(f"{told.name.zh}区域评估报告", zone.name), "application/pdf"),
        report_name=f"{told.name.zh}区域评估报告（样例）.pdf",
    )


def _approve(unit: AssessmentUnit, manager: User, on: date, random: Random) -> None:
    head = _head(unit, random)
    with _office_hours(on + timedelta(days=9)):
        unit = commands.submit.perform(manager, unit)
    with _office_hours(on + timedelta(days=20)):
        commands.publish.perform(
            head,
            unit,
            document_number=f"{unit.zone.name[:2]}区评〔{on.year}〕{unit.pk}号",
            document_on=on + timedelta(days=20),
        )


def release(unit: AssessmentUnit, on: date, reason: str) -> AssessmentUnit:
    """The department withdraws a unit it no longer stands for."""
    with _office_hours(on):
        return commands.withdraw.perform(_head(unit, Random(unit.pk)), unit, reason=reason)  # type: ignore[no-any-return]


def _report(unit: AssessmentUnit) -> Any:
    return files.store(papers.sample(f"{unit.told.name.zh}区域评估报告（新）", unit.zone.name), "application/pdf")


def _part(zone: Zone, which: str) -> Any:
    """The zone drawn in by some metres, its western or eastern part, or with a high-risk spot left out."""
    assert zone.geometry is not None
    whole = polygons(zone.geometry).buffer(-0.0002, join_style="mitre")
    x0, y0, x1, y1 = whole.bounds
    middle = (x0 + x1) / 2
    if which == "west":
        return whole.intersection(shapely.box(x0, y0, middle, y1))
    if which == "east":
        return whole.intersection(shapely.box(middle, y0, x1, y1))
    if which == "holed":
        spot = affinity.scale(whole.representative_point().buffer((x1 - x0) / 14, quad_segs=4), 1.4, 0.8)
        return whole.difference(spot)
    return whole


def _manager(zone: Zone, random: Random) -> User:
    held = Membership.objects.filter(role=ZONE_MANAGER, region=zone.region).select_related("user").first()
    if held is not None:
        return held.user
    user = people.engage(f"yq-{zone.code.lower()}", names.person(random))
    people.appoint_to(user, ZONE_MANAGER, region=zone.region)
    return user


def _head(unit: AssessmentUnit, random: Random) -> User:
    """The head of the reviewing department; engaged where the story had no use for one before."""
    held = Membership.objects.filter(role=HEAD, department=unit.reviewer).select_related("user").order_by("-pk").first()
    if held is not None:
        return held.user
    user = people.engage(f"sp-{unit.reviewer.code.lower()}"[:150], names.person(random))
    people.appoint_to(user, HEAD, department=unit.reviewer)
    return user


@contextmanager
def _office_hours(day: date) -> Iterator[None]:
    with travel(min(day, today())):
        yield
