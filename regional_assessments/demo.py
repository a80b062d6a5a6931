"""Zones of the demonstration province: invented names on real ground, so that nobody mistakes them."""

import json
from pathlib import Path

from shapely.geometry import shape

from accounts.models import Department, Region
from core.geo import box_of, to_wkb
from regional_assessments.models import Zone

FILE = Path(__file__).parent / "data" / "demo_zones.geojson"
COMMITTEE = "ZONE_COMMITTEE"
"""The catalogue's code of the department that runs a zone (开发区管理委员会)."""


def load_zones() -> int:
    """Write the demonstration zones that are missing; how many were new.

    A zone whose county is not loaded is left out. The committee of the county, or else of its city, runs it.
    """
    features = json.loads(FILE.read_text("utf-8"))["features"]
    here = set(Region.objects.values_list("code", flat=True))
    committees = dict(Department.objects.filter(function=COMMITTEE, active=True).values_list("region_id", "pk"))
    new = 0
    for feature in features:
        facts, outline = feature["properties"], shape(feature["geometry"])
        if facts["region"] not in here:
            continue
        city = facts["region"][:4] + "00"
        _, created = Zone.objects.get_or_create(
            code=facts["code"],
            defaults={
                "name": facts["name"],
                "name_en": facts["name_en"],
                "level": facts["level"],
                "region_id": facts["region"],
                "manager_id": committees.get(facts["region"]) or committees.get(city),
                "geometry": to_wkb(outline),
                **box_of(outline),
            },
        )
        new += created
    return new
