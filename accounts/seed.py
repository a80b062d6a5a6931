"""Regions and departments (初始数据): idempotent, quick, from the files in `data/`."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any, Final

import shapely
import yaml

from accounts.models import Department, Region
from core.codes import uscc

_DATA: Final = files("accounts").joinpath("data")
_REGION_COLUMNS: Final = ["name", "name_en", "level", "parent_id", "boundary", "minx", "miny", "maxx", "maxy"]
_DEPARTMENT_COLUMNS: Final = ["name", "name_en", "short_name", "uscc", "is_approval_bureau", "is_window"]


def seed_regions() -> int:
    """Write Jiangxi, its 11 cities and 100 counties with their boundaries; returns the number of regions.

    Boundaries are WKB in EPSG:4490 (Tianditu, 审图号 GS(2024)0650). Running it again brings rows back to the files.
    """
    boundaries = {**_boundaries("jiangxi_counties"), **_boundaries("jiangxi_cities")}
    boundaries["360000"] = shapely.coverage_union_all([g for code, g in boundaries.items() if code.endswith("00")])
    rows = [
        Region(
            code=entry["code"],
            name=entry["name"],
            name_en=entry["name_en"],
            level=entry["level"].upper(),
            parent_id=entry["parent"],
            **_stored(boundaries[entry["code"]]),
        )
        for entry in yaml.safe_load(_DATA.joinpath("regions.yaml").read_text(encoding="utf-8"))
    ]
    # Parents first: PostgreSQL checks the foreign key at the end of the statement, SQLite of the transaction.
    Region.objects.bulk_create(rows, update_conflicts=True, unique_fields=["code"], update_fields=_REGION_COLUMNS)
    return len(rows)


def seed_departments(regions: Iterable[str] | None = None) -> int:
    """Write every function for the regions with these codes (default: the seeded ones); returns their number.

    An approval bureau is written where `data/departments.yaml` says that one exists. Names are those in common use;
    credit codes are synthetic (series 99YY), as these rows stand for authorities and are none.
    """
    table = _departments()
    wanted = list(regions) if regions is not None else table["regions"]
    rows = [
        Department(
            code=f"{region.code}-{function['code']}",
            region=region,
            function=function["code"],
            name=function[region.level.lower()].format(r=region.name),
            name_en=f"{region.name_en} {function['en']}",
            short_name=function["short"],
            uscc=_credit_code(region.code, number),
            is_approval_bureau=function["code"] == "APPROVAL_BUREAU",
            is_window=function["code"] == "WINDOW",
        )
        for region in Region.objects.defer("boundary").filter(code__in=wanted).order_by("code")
        for number, function in enumerate(table["functions"], start=1)
        if function["code"] != "APPROVAL_BUREAU" or region.code in table["approval_bureaus"]
    ]
    Department.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["code"], update_fields=_DEPARTMENT_COLUMNS
    )
    return len(rows)


@cache
def _departments() -> dict[str, Any]:
    return yaml.safe_load(_DATA.joinpath("departments.yaml").read_text(encoding="utf-8"))


def _boundaries(name: str) -> dict[str, shapely.Geometry]:
    packed = _DATA.joinpath(f"{name}.geojson.gz").read_bytes()
    collection = json.loads(gzip.decompress(packed))
    return {f["properties"]["adcode"]: shapely.geometry.shape(f["geometry"]) for f in collection["features"]}


def _stored(boundary: shapely.Geometry) -> dict[str, Any]:
    minx, miny, maxx, maxy = (float(edge) for edge in shapely.bounds(boundary))
    return {"boundary": shapely.to_wkb(boundary), "minx": minx, "miny": miny, "maxx": maxx, "maxy": maxy}


def _credit_code(region: str, number: int) -> str:
    organisation = f"99YY{number:04d}"
    first17 = "11" + region + organisation + uscc.organisation_check(organisation)
    return first17 + uscc.check_character(first17)
