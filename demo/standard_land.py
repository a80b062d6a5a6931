"""Standard land of the demo (标准地样例): in three zones, one parcel at every step from drawing to release and breach."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from math import atan2, cos, degrees, radians
from typing import Any, Final

import shapely
from shapely.affinity import rotate, translate

from accounts.models import Membership, Role, User
from core import files
from core.geo import from_wkb
from core.time import today, travel
from demo import people
from demo.papers import sample
from demo.story import give
from regional_assessments.land import preparing
from regional_assessments.land.taking import Measured, due_indicators, linkable
from regional_assessments.models import Parcel, Zone

HALF: Final = (0.0021, 0.0014)
"""Half a parcel in degrees: about 420 m × 310 m."""
NAMES: Final = ("垚字一号", "翀字二号", "燚字三号", "骉字四号", "犇字五号", "淼字六号", "焱字七号", "鑫字八号")
BUYERS: Final = (
    "垚鑫新材料有限公司",
    "翀昊精密制造有限公司",
    "燚辰储能科技有限公司",
    "犇腾装备有限公司",
    "淼源生物有限公司",
)
PLACES: Final = "样例地块"


@dataclass(frozen=True, slots=True)
class Fate:
    """How far a parcel has come; days are counted back from the present day, None: has not happened."""

    zone: str
    notice: int | None = None
    sold: int | None = None
    due_in: int = 400
    """Calendar days after the sale by which it is to be completed."""
    built: int | None = None
    fails: str = ""
    put_right_in: int = 60
    produced: int | None = None
    breach: int | None = None


FATES: Final = (
    Fate("JXFX"),
    Fate("JXFX", notice=12),
    Fate("JXFX", notice=260, sold=230),
    Fate("JXFX", notice=700, sold=660, built=40, fails="INVESTMENT"),
    Fate("JXFX", notice=900, sold=860, built=420),
    Fate("JXFX", notice=1000, sold=960, built=720, produced=60),
    Fate("JXYZ", notice=30),
    Fate("JXYZ", notice=560, sold=520),
    Fate("JXYZ", notice=990, sold=950, built=500, fails="FAR", put_right_in=90, breach=380),
    Fate("JXYZ", notice=1020, sold=980, built=760, produced=120),
    Fate("JXLS", notice=800, sold=760, built=330),
    Fate("JXLS"),
)  # fmt: skip


def play() -> int:
    """Live every fate through the product's commands, in the order of days; how many parcels."""
    zones = {
        zone.code: zone for zone in Zone.objects.filter(code__in={fate.zone for fate in FATES}).select_related("region")
    }
    grounds = {code: _grounds(zone) for code, zone in zones.items()}
    managers = {code: _manager(zone) for code, zone in zones.items()}
    acts: list[tuple[date, int, Any]] = []
    for number, fate in enumerate(FATES):
        if fate.zone in zones:
            story = _Story(number, fate, zones[fate.zone], managers[fate.zone], grounds[fate.zone])
            acts += [(day, number, act) for day, act in story.acts()]
    for day, _number, act in sorted(acts, key=lambda one: one[:2]):
        with travel(day):
            act()
    return Parcel.objects.count()


@dataclass(slots=True)
class _Story:
    number: int
    fate: Fate
    zone: Zone
    manager: User
    grounds: Iterator[shapely.Polygon]
    parcel: Parcel | None = None

    def acts(self) -> Iterator[tuple[date, Any]]:
        """(day, what happens)."""
        fate, ago = self.fate, lambda days: today() - timedelta(days=days)
        yield ago((fate.notice or 5) + 20), self.prepare
        if fate.notice is not None:
            yield ago(fate.notice), self.publish
        if fate.sold is not None:
            yield ago(fate.sold), self.sell
        if fate.built is not None:
            yield ago(fate.built), partial(self.check, "land.check_completion", fate.fails)
        if fate.produced is not None:
            yield ago(fate.produced), partial(self.check, "land.check_production", "")
        if fate.breach is not None:
            yield ago(fate.breach), self.breach

    def prepare(self) -> None:
        limits = {
            ("INVESTMENT", ""): Decimal(300 + 10 * (self.number % 6)),
            ("FAR", ""): Decimal("1.2"),
            ("ENERGY", ""): Decimal("0.35"),
            ("EMISSION", "COD"): Decimal("0.08"),
            ("EMISSION", "NOx"): Decimal("0.10"),
            ("TAX", ""): Decimal(18 + self.number % 5),
            ("OFFICE", ""): Decimal(7),
            ("COVERAGE", ""): Decimal(40),
        }
        name = f"{self.zone.name}{NAMES[self.number % len(NAMES)]}地块"
        self.parcel = preparing.prepare.perform(
            self.manager, self.zone, shape=next(self.grounds), land_use="二类工业用地", name=name, limits=limits
        )

    def publish(self) -> None:
        give(
            "land.publish", self.manager, self.parcel, notice_number=f"样地告〔{today().year}〕{self.number + 1}号",
            notice_on=today(), unassessed_reason="个别区域评估正在修编，成果生效前按单个项目办理（样例）",
        )  # fmt: skip

    def sell(self) -> None:
        assert self.parcel is not None
        self.parcel.refresh_from_db()
        projects = linkable(self.parcel, self.manager)
        buyer = projects[0].enterprise.name if projects else BUYERS[self.number % len(BUYERS)]
        give(
            "land.contract", self.manager, self.parcel, buyer=buyer, project=projects[0] if projects else None,
            contract_number=f"样出让〔{today().year}〕{self.number + 1}号", contract_on=today(),
            contract_file=_paper("国有建设用地使用权出让合同"),
            agreement_number=f"样协议〔{today().year}〕{self.number + 1}号", agreement_on=today(),
            agreement_file=_paper("标准地投资建设协议"), complete_by=today() + timedelta(days=self.fate.due_in),
        )  # fmt: skip

    def check(self, verb: str, fails: str) -> None:
        assert self.parcel is not None
        self.parcel.refresh_from_db()
        measured = {}
        for row in due_indicators(self.parcel):
            better = Decimal("1.08") if row.sign == "≥" else Decimal("0.9")
            worse = Decimal("0.86") if row.sign == "≥" else Decimal("1.15")
            value = (row.limit * (worse if row.code == fails else better)).quantize(Decimal("0.01"))
            measured[row.pk] = Measured(value, _paper(row.label), f"{row.code}.pdf", "第三方核验（样例）")
        give(
            verb, self.manager, self.parcel, measured=measured, checked_on=today(),
            rectify_by=today() + timedelta(days=self.fate.put_right_in) if fails else None,
        )  # fmt: skip

    def breach(self) -> None:
        give("land.breach", self.manager, self.parcel, reason="整改期满，容积率仍未达到协议约定（样例）")


def _paper(title: str) -> Any:
    return files.store(sample(title, PLACES), "application/pdf")


def _manager(zone: Zone) -> User:
    """Who runs the zone: the account of the tour in its county, else a person of its committee."""
    if zone.region_id == people.HOME:
        return User.objects.get(username="zone")
    username = f"gwh-{zone.code.lower()}"
    user = User.objects.filter(username=username).first()
    if user is None:
        user = people.engage(username, "漆云帆")
        Membership.objects.create(
            user=user, role=Role.ZONE_MANAGER, valid_from=people.SINCE, region=zone.region, department=zone.manager
        )
    return user


def _grounds(zone: Zone) -> Iterator[shapely.Polygon]:
    """Parcels side by side along the longer edge of the zone, as streets would part them."""
    area = from_wkb(zone.geometry or b"")
    frame = shapely.minimum_rotated_rectangle(area)
    (x0, y0), (x1, y1), (x2, y2) = list(frame.exterior.coords)[:3]  # type: ignore[attr-defined]
    squeeze = cos(radians(area.centroid.y))
    along, across = ((x1 - x0), (y1 - y0)), ((x2 - x1), (y2 - y1))
    if abs(along[0]) < abs(across[0]):
        along, across = across, along
    turned = degrees(atan2(along[1], along[0] * squeeze))
    angle = (turned + 90) % 180 - 90
    block = rotate(shapely.box(-HALF[0], -HALF[1], HALF[0], HALF[1]), angle, origin=(0, 0))
    middle = area.centroid
    for row in range(-6, 7):
        for column in range(-6, 7):
            dx, dy = column * 2.3 * HALF[0], row * 2.4 * HALF[1]
            moved = rotate(shapely.Point(dx, dy), angle, origin=(0, 0))
            place = translate(block, middle.x + moved.x, middle.y + moved.y)
            if area.contains(place):
                yield place
