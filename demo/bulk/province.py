"""Batch after batch of projects (批量样例): a bounded number of rows in memory, one transaction each."""

import gc
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Final

from django.db import transaction

from accounts.models import Region, Role
from approvals.models import Practice
from clocks.current import Calendars
from clocks.ledger import calendars_in_force
from core import geo
from core.time import now, today
from demo import sites
from demo.bulk import dossiers
from demo.bulk.batch import Batch
from demo.bulk.crew import Officers, Owners, place_of
from demo.bulk.fates import Fate, deal, fates
from demo.bulk.life import live
from demo.bulk.patterns import Offices, Pattern, counties, patterns
from demo.bulk.player import Player
from demo.bulk.verbs import TABLE
from projects.land_contract import GRANTS
from projects.models import Project, Redline
from projects.redline import checks, crs
from projects.redline.result import Hints

BATCH: Final = 400
CENT: Final = Decimal("0.01")
SIZES: Final = (0.86, 1.14)
"""Projects of one kind differ in size by this much, which moves none of them into another flow type."""


@dataclass(frozen=True, slots=True)
class Draw:
    """What was drawn for one project: its kind, county, fate, and everything else from `random`."""

    number: int
    pattern: Pattern
    offices: Offices
    fate: Fate
    random: Random


@dataclass(frozen=True, slots=True)
class Seeding:
    """What is the same for all projects of a run."""

    officers: Officers
    owners: Owners
    calendars: Calendars
    on: date
    correction_days: int
    taken: frozenset[str]
    """Project codes that were there before; some may have been typed in, past the numbers of the series."""

    @property
    def yesterday(self) -> int:
        """The calendar's number of the last working day before today: the last day on which anything happened."""
        days = self.calendars.base.days
        return days.index(self.on) - days.is_working_day(self.on)


def seed_province(
    count: int, seed: int, tell: Callable[[str], None] = lambda line: None, without: Collection[str] = ()
) -> Counter[str]:
    """Write `count` projects, the same for the same seed, day and state of the database; rows written by kind.

    `without` names counties that stay as they are.
    """
    offices = [Offices(region) for region in counties() if region.code not in without]
    known = patterns(dossiers.ALL, offices[0].region.code)
    seeding = Seeding(
        officers=_officers(offices, known),
        owners=Owners(),
        calendars=calendars_in_force(),
        on=today(),
        correction_days=Practice.current().correction_days,
        taken=frozenset(Project.objects.values_list("code", flat=True)),
    )
    written: Counter[str] = Counter()
    started, drawn = time.perf_counter(), _draws(seed, known, offices)
    for done in range(0, count, BATCH):
        size = min(BATCH, count - done)
        with _uncollected(), transaction.atomic():
            written.update(_batch(seeding, [next(drawn) for _ in range(size)]))
        tell(f"{done + size:>7} / {count} projects  {time.perf_counter() - started:6.1f} s")
    return written


@contextmanager
def _uncollected() -> Iterator[None]:
    """Let the rows of a batch be freed at its end: looking through them while they grow finds nothing to collect."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@transaction.atomic
def _officers(offices: list[Offices], known: list[Pattern]) -> Officers:
    """Officers for everything the patterns ask of any county."""
    officers = Officers()
    for office in offices:
        officers.appoint(office.window, Role.CLERK)
        for step in (step for pattern in known for step in pattern.steps):
            lead = office.leads(step)
            if lead is not None:
                officers.appoint(lead, Role.LEAD)
            for item in step.items:
                for role in (Role.REVIEWER, Role.HEAD):
                    officers.appoint(office.decides(item), role)
    return officers


def _draws(seed: int, known: list[Pattern], offices: list[Offices]) -> Iterator[Draw]:
    """Kinds, counties and fates are dealt in rounds; what a project's life is like is its own chance."""
    kinds = deal([*known, *(known[often] for often in dossiers.OFTEN)], Random(f"{seed} kinds"))
    places, ends = deal(offices, Random(f"{seed} places")), fates(Random(f"{seed} fates"))
    earlier = Project.objects.count()
    number = earlier
    while True:
        number += 1
        yield Draw(number, next(kinds), next(places), next(ends), Random(f"{seed} {number - earlier}"))


def _batch(seeding: Seeding, draws: list[Draw]) -> dict[str, int]:
    batch = Batch(seeding.calendars, seeding.on, now(), seeding.correction_days)
    for draw in draws:
        _project(seeding, batch, draw)
    return batch.save()


def _project(seeding: Seeding, batch: Batch, draw: Draw) -> None:
    pattern, region, random = draw.pattern, draw.offices.region, draw.random
    owner = seeding.owners.of(region, pattern.dossier.kind == "GOV", random, batch.owners)
    life = live(pattern.steps, draw.fate, random)
    first = seeding.yesterday - life.cut
    entered = seeding.calendars.base.days.day_at(first)
    redline = _redline(region, pattern, random)
    redline.pk, redline.created_by_id = batch.keys.next(Redline), owner.person.user_id
    size = Decimal(random.randint(int(SIZES[0] * 1000), int(SIZES[1] * 1000))) / 1000
    name = pattern.dossier.name.format(place=place_of(region), stem=owner.stem)
    project = Project(
        pk=batch.keys.next(Project),
        code=_code(seeding, batch, region, entered),
        name=f"{name}（{draw.number}号地块）",
        enterprise_id=owner.enterprise_id,
        region_id=region.pk,
        address=f"{region.name}{owner.stem}路以东、湉湖路以南",
        investment=(pattern.dossier.investment * size).quantize(CENT),
        land_area=redline.area_zone,
        floor_area=(pattern.dossier.floor_area * size).quantize(CENT),
        created_by_id=owner.person.user_id,
        created_at=batch.at,
        land_contract_on=entered - timedelta(days=20 + draw.number % 40)
        if pattern.columns["land_mode"] in GRANTS
        else None,
        **pattern.columns,
    )
    redline.project_id = project.pk
    Player(batch, project, pattern, draw.offices, seeding.officers, owner, redline, life, first).play(TABLE)


def _code(seeding: Seeding, batch: Batch, region: Region, entered: date) -> str:
    """A project code of the month in which the project was entered, numbered as `projects.codes` does."""
    month = f"{entered:%y%m}"
    while True:
        number = batch.numbers.next(f"project:{month}:{region.code}")
        code = f"{month}-{region.code}-04-01-{number:06d}"
        if code not in seeding.taken:
            return code


def _redline(region: Region, pattern: Pattern, random: Random) -> Redline:
    """A plot of about the stated size inside the county, checked and measured like a typed one."""
    shape = sites.plot(region.code, pattern.dossier.land_area, random)
    reading = checks.accept(shape, crs.DEGREES, Hints(stated="degrees"))
    return Redline(
        version=1,
        geometry=geo.to_wkb(reading.geometry),
        level=geo.level_of(reading.geometry.bounds),
        **geo.box_of(reading.geometry),
        source="typed",
        source_crs=f"EPSG:{reading.source_crs}",
        zone=reading.zone,
        area_ellipsoidal=Decimal(f"{reading.area_ellipsoidal_m2:.2f}"),
        area_zone=Decimal(f"{reading.area_zone_m2:.2f}"),
        notes=[[note.remark.value, note.params] for note in reading.notes],
    )
