"""A province with people, boundaries, the working-day calendar and a published catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from accounts.models import Region
from catalogue import bootstrap as catalogue_bootstrap
from clocks import bootstrap as clocks_bootstrap
from core.geo import box_of, to_wkb
from tests.people import Province, province
from tests.projects.survey_files import county

#: What an enterprise types for an ordinary factory in 章贡区.
FACTORY: dict[str, Any] = {
    "name": "䶮垚新材料一期厂房",
    "region": "360702",
    "address": "章贡区翀云大道1号",
    "investment_kind": "ENT",
    "regime": "FILING",
    "investment": "8600",
    "industry": "C39",
    "sector": "INDUSTRIAL",
    "land_mode": "GRANTED",
    "land_area": "10000",
    "floor_area": "15000",
    "eia_class": "FORM",
    "power": "HIGH",
    "water_supply": "on",
    "drainage": "on",
    "telecom": "on",
}


@dataclass(slots=True)
class World:
    """The province of ``tests.people`` made ready for dossiers; ``client(name)`` signs a person in."""

    land: Province

    def __getitem__(self, name: str) -> Any:
        return self.land[name]

    def client(self, name: str) -> Client:
        signed_in = Client()
        signed_in.force_login(self.land.people[name])
        return signed_in


@pytest.fixture
def world(db: None) -> World:
    """Everything a dossier needs."""
    land = province()
    for code in ("360702", "360703"):
        shape = county(code)
        Region.objects.filter(pk=code).update(boundary=to_wkb(shape), **box_of(shape))
    clocks_bootstrap.run()
    catalogue_bootstrap.run()
    return World(land)
