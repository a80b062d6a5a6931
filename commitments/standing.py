"""Where an enterprise and its project stand towards promises (适用情况): zone, credit, what is open to it, what it saves."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from accounts.models import Enterprise
from catalogue.content import Item
from catalogue.rules import applicable_items, promised_days
from catalogue.tracks import Duty, Track
from catalogue.versions import current_catalogue
from clocks.current import current_calendar
from clocks.rules import add_months
from commitments import agreed, eligibility, rules
from commitments.eligibility import Applicant, Obstacle
from commitments.models import Commitment, CreditRecord
from core.geo import from_wkb
from core.time import today
from projects.facts import catalogue_for, facts_of
from projects.models import Project
from projects.redline.area import share_inside
from regional_assessments.models import Zone
from regional_assessments.queries import WHOLLY_INSIDE


@dataclass(frozen=True, slots=True)
class Offer:
    """One item on one track, as the enterprise sees it before it signs."""

    track: Track
    item: Item
    obstacles: tuple[Obstacle, ...]
    saves: int
    duties: tuple[Duty, ...]
    standing: Commitment | None = None

    @property
    def open(self) -> bool:
        """Whether a letter may be drawn up."""
        return not self.obstacles and self.standing is None


def zone_of(project: Project) -> Zone | None:
    """The zone the plot lies in wholly; None without a redline or outside every zone."""
    redline = project.redlines.filter(current=True).first()
    if redline is None:
        return None
    near = Zone.objects.filter(
        geometry__isnull=False, minx__lte=redline.maxx, maxx__gte=redline.minx, miny__lte=redline.maxy,
        maxy__gte=redline.miny,
    )  # fmt: skip
    zones = list(near)
    if not zones:
        return None
    shape = redline.shape
    return next((zone for zone in zones if share_inside(shape, from_wkb(zone.geometry or b"")) >= WHOLLY_INSIDE), None)


def open_records(enterprise: Enterprise | int) -> int:
    """Uncured credit records."""
    return CreditRecord.objects.filter(enterprise=enterprise).counting(today()).count()


def uncured(enterprise: Enterprise | int) -> int:
    """Breaches that are being dealt with and records not repaired; with one, no track is open."""
    broken = Commitment.objects.filter(enterprise=enterprise, state__in=rules.IN_BREACH).count()
    return broken + open_records(enterprise)


def level_of(enterprise: Enterprise | int) -> str:
    """守信等级 A, B or C."""
    kept = Commitment.objects.filter(enterprise=enterprise, state="FULFILLED").count()
    return rules.level(kept, open_records(enterprise), current_catalogue().practice.good_faith_kept)


def applicant_of(project: Project, zone: Zone | None) -> Applicant:
    """The project as the rules read it."""
    return Applicant(project.flow_code, facts_of(project), zone.level if zone else "", uncured(project.enterprise_id))


def offers(project: Project, codes: tuple[str, ...] = (Commitment.Track.NC, Commitment.Track.CBV)) -> list[Offer]:
    """What the project may promise now and what not, with reasons; items that it needs and that a track knows."""
    if not project.flow_code:
        return []
    catalogue = catalogue_for(project)
    flow = catalogue.flow_of(project.flow_code)
    facts = facts_of(project)
    who = applicant_of(project, zone_of(project))
    promises = promised_days(catalogue, flow, project.cap_scope)
    limits = agreed.limits(project) if facts.standard_land else []
    standing = {
        (row.track, row.item_code): row
        for row in project.commitments.exclude(state__in=("WITHDRAWN", "REFUSED", "CLOSED", "REVOKED"))
    }
    found = []
    for code in applicable_items(facts, flow, catalogue):
        item = catalogue.items[code]
        for name in codes:
            track = catalogue.tracks.get(name)
            if track is None or (code not in track.items and code not in track.excluded):
                continue
            found.append(
                Offer(
                    track,
                    item,
                    tuple(eligibility.obstacles(track, item, who)),
                    eligibility.saved_days(
                        track, item, promises.get(code, item.promised), assessment=catalogue.practice.assessment_days
                    ),
                    agreed.duties_with(eligibility.duties(track, code, catalogue, facts), limits),
                    standing.get((name, code)),
                )
            )
    return found


def offer_of(project: Project, track: str, code: str) -> Offer | None:
    """That one offer; None where the project does not need the item or the track does not know it."""
    return next((one for one in offers(project, (track,)) if one.item.code == code), None)


def proposed_day(project: Project, duty: Duty, on: date) -> date:
    """The day proposed for a duty: the dossier's own plan, else three months to the start, twelve to completion."""
    calendar = current_calendar(project.region_id)
    start = project.planned_start if project.planned_start and project.planned_start > on else add_months(on, 3)
    end = project.planned_completion if project.planned_completion and project.planned_completion > on else None
    end = end or add_months(start, 12)
    days: Mapping[str, date] = {
        "START": start - timedelta(days=1) if start > on + timedelta(days=1) else start,
        "ACCEPTANCE": end,
        "PRODUCTION": add_months(end, catalogue_for(project).practice.production_months),
    }
    return calendar.roll_forward(days[duty.milestone])


def terms_of(track: Track, item: Item | None, **more: Any) -> dict[str, Any]:
    """The clauses with their version and basis, kept with the letter exactly as they were."""
    told = [f"办理条件和标准：{item.name.zh}的法定条件、标准和技术要求，以公布的办事指南为准。"] if item else []
    told += [
        f"适用方式：{track.name.zh}——{track.why.zh}。",
        "核查方式：数据比对、现场核查、专家核查或者双随机抽查。",
        "法律责任：承诺不实或者逾期未履行的，责令限期整改，撤销决定，记入信用记录；造成损失的依法承担责任。",
    ]
    return {
        "version": track.version,
        "basis": track.basis.zh,
        "clauses": list(track.clauses),
        "told": told,
        "publicity_days": track.publicity_days,
        "publicity_first": track.publicity_first,
        "verify_months": track.verify_months,
        "rectify_days": track.rectify_days,
        **more,
    }
