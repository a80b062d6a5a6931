"""Test T19: a hundred and twenty odd and hostile files by name, with what must become of each. Built in memory."""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pyproj
import shapely
from shapely.geometry import MultiPolygon, Polygon, box

from projects.redline.errors import Fault
from projects.redline.result import Hints
from tests.projects.survey_files import county, shapefile_parts, zipped

OK = "ok"
#: A plot of 3 ha in 南昌县 (zone 39), in degrees.
PLOT = Polygon([(116.10, 28.70), (116.1017, 28.7001), (116.1018, 28.7016), (116.1007, 28.7019), (116.0999, 28.7012)])
SECRET = "T19-SECRET-7f3a"


@dataclass(frozen=True, slots=True)
class Case:
    """A file and the outcome it must have: OK, or one of these refusals."""

    name: str
    data: bytes
    outcome: tuple[str, ...]
    hints: Hints = field(default_factory=Hints)


def moved(shape: Any, source: int, target: int) -> Any:
    """`shape` in another system, east first, by PROJ alone."""
    step = pyproj.Transformer.from_crs(source, target, always_xy=True)
    return shapely.transform(shape, lambda points: np.column_stack(step.transform(points[:, 0], points[:, 1])))


def geojson(shape: Any, system: str = "") -> bytes:
    body: dict[str, Any] = {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "properties": {"n": "垚"}, "geometry": shapely.geometry.mapping(shape)}],
    }
    if system:
        body["crs"] = {"type": "name", "properties": {"name": system}}
    return json.dumps(body).encode()


def raw_geojson(coordinates: str) -> bytes:
    return f'{{"type": "Polygon", "coordinates": {coordinates}}}'.encode()


def geopackage(shape: Any, epsg: int) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.gpkg"
        geopandas.GeoDataFrame({"n": ["垚"]}, geometry=[shape], crs=epsg).to_file(path, driver="GPKG")
        return path.read_bytes()


def cases(canary: Path) -> list[Case]:
    """All of them; `canary` is a file of this machine whose content (SECRET) must never come back."""
    found = [*_systems(), *_numbers(), *_rings(), *_archives(canary), *_elsewhere(canary)]
    names = [case.name for case in found]
    assert len(names) == len(set(names))
    return found


#: EPSG code → what becomes of a plot drawn in it. 4513 + n and 4534 + n are the 3-degree zones of CGCS2000.
SYSTEMS: dict[int, tuple[str, ...]] = {
    4490: (OK,),
    4326: (OK,),
    4526: (OK,),
    4527: (OK,),
    4528: (OK,),
    4547: (OK,),
    4548: (OK,),
    4549: (OK,),
    4214: (Fault.CRS_BEIJING54,),
    2414: (Fault.CRS_BEIJING54,),
    2415: (Fault.CRS_BEIJING54,),
    2435: (Fault.CRS_BEIJING54,),
    2436: (Fault.CRS_BEIJING54,),
    4610: (Fault.CRS_XIAN80,),
    2362: (Fault.CRS_XIAN80,),
    2363: (Fault.CRS_XIAN80,),
    2383: (Fault.CRS_XIAN80,),
    2384: (Fault.CRS_XIAN80,),
    4555: (Fault.CRS_NEW_BEIJING,),
    4498: (Fault.CRS_SIX_DEGREE,),
    3857: (Fault.CRS_WEB_MERCATOR,),
    32650: (Fault.CRS_OTHER,),
    4258: (Fault.CRS_OTHER,),
    4479: (Fault.CRS_OTHER, Fault.CRS_LOCAL_GRID),
}


def _systems() -> Iterator[Case]:
    for epsg, outcome in SYSTEMS.items():
        flat = epsg in (4214, 4610, 4555, 4258, 4479)
        shape = PLOT if flat else moved(PLOT, 4490, epsg)
        yield Case(f"geojson in EPSG:{epsg}", geojson(shape, f"urn:ogc:def:crs:EPSG::{epsg}"), outcome)
        if epsg != 4479:  # geocentric: no file of areas is written in it
            yield Case(f"geopackage in EPSG:{epsg}", geopackage(shape, epsg), outcome)
            yield Case(f"shapefile in EPSG:{epsg}", zipped(shapefile_parts(shape, epsg)), outcome)


def _numbers() -> Iterator[Case]:
    home = county("360121")
    known = Hints(county=home, county_name="南昌县")
    zone39, zone38 = moved(PLOT, 4490, 4527), moved(PLOT, 4490, 4526)
    plain39 = moved(PLOT, 4490, 4548)
    yield Case("inside its county", geojson(PLOT), (OK,), known)
    yield Case("latitude first", geojson(_swap(PLOT)), (Fault.CRS_AXES_SWAPPED,))
    yield Case("northing first in a file", geojson(_swap(zone39)), (Fault.CRS_AXES_SWAPPED,))
    yield Case("metres called degrees", geojson(zone39, "EPSG:4490"), (Fault.CRS_METRES_AS_DEGREES,))
    yield Case("degrees called metres", geojson(PLOT, "EPSG:4527"), (Fault.CRS_DEGREES_AS_METRES,))
    yield Case("prefix 39 called zone 38", geojson(zone39, "EPSG:4526"), (Fault.CRS_ZONE_CONFLICT,))
    yield Case("prefixed called plain", geojson(zone39, "EPSG:4548"), (Fault.CRS_ZONE_CONFLICT,))
    yield Case("plain called prefixed", geojson(plain39, "EPSG:4527"), (Fault.CRS_ZONE_CONFLICT,))
    yield Case("prefixed without a word", geojson(zone39), (OK,))
    yield Case("prefix 38 without a word", geojson(zone38), (OK,))
    yield Case("six digits without a word", geojson(plain39), (Fault.ZONE_UNKNOWN,))
    yield Case("six digits, zone stated", geojson(plain39), (OK,), Hints(stated="zone_39"))
    yield Case(
        "six digits, wrong zone stated", geojson(plain39), (Fault.OUTSIDE_COUNTY,), Hints(stated="zone_38", county=home)
    )
    yield Case("prefix 39, zone 38 stated", geojson(zone39), (Fault.CRS_ZONE_CONFLICT,), Hints(stated="zone_38"))
    yield Case(
        "shifted as consumer maps do",
        geojson(_shift(PLOT, 0.1, 0.0)),
        (Fault.OUTSIDE_COUNTY,),
        Hints(county=PLOT.buffer(0.01)),
    )
    yield Case(
        "shifted 500 m out of a small county",
        geojson(_shift(PLOT, 0.00517, -0.00307)),
        (Fault.OUTSIDE_COUNTY,),
        Hints(county=PLOT.buffer(0.0005)),
    )
    yield Case("another county", geojson(PLOT), (Fault.OUTSIDE_COUNTY,), Hints(county=county("360702")))
    yield Case(
        "outside the province",
        geojson(_shift(PLOT, 5, 0)),
        (Fault.OUTSIDE_PROVINCE,),
        Hints(province=box(113, 24, 118.6, 30.2)),
    )
    yield Case("in the sea of zeros", geojson(box(0, 0, 0.001, 0.001)), (Fault.CRS_OTHER,))
    yield Case(
        "across the antimeridian",
        geojson(Polygon([(179.9, 28), (-179.9, 28), (-179.9, 28.1), (179.9, 28.1)])),
        (Fault.CRS_OTHER,),
    )
    yield Case("gcj-02 by name", geojson(PLOT, "GCJ-02"), (Fault.CRS_CONSUMER_MAP,))
    yield Case("crs that is a path", geojson(PLOT, "/etc/passwd"), (Fault.CRS_OTHER,))
    yield Case("crs that is an address", geojson(PLOT, "http://127.0.0.1:9/crs"), (Fault.CRS_OTHER,))
    yield Case("crs of no sense", geojson(PLOT, "EPSG:999999999"), (Fault.CRS_OTHER,))


def _rings() -> Iterator[Case]:
    x, y = 116.1, 28.7
    bow = Polygon([(x, y), (x + 0.001, y + 0.001), (x + 0.001, y), (x, y + 0.001)])
    yield Case("bow-tie", geojson(bow), (Fault.SELF_CROSSING,))
    outer, inner = box(x, y, x + 0.01, y + 0.01), box(x + 0.02, y, x + 0.021, y + 0.001)
    yield Case("hole outside its shell", geojson(Polygon(outer.exterior, [inner.exterior])), (Fault.HOLE_OUTSIDE,))
    nested = Polygon(
        outer.exterior,
        [
            box(x + 0.001, y + 0.001, x + 0.008, y + 0.008).exterior,
            box(x + 0.002, y + 0.002, x + 0.003, y + 0.003).exterior,
        ],
    )
    yield Case("a hole in a hole", geojson(nested), (Fault.HOLE_OUTSIDE,))
    yield Case("a proper hole", geojson(outer.difference(box(x + 0.002, y + 0.002, x + 0.003, y + 0.003))), (OK,))
    yield Case(
        "parts that overlap",
        geojson(MultiPolygon([outer, box(x + 0.005, y, x + 0.015, y + 0.01)])),
        (Fault.PARTS_OVERLAP,),
    )
    yield Case("parts that share an edge", geojson(MultiPolygon([outer, box(x + 0.01, y, x + 0.02, y + 0.01)])), (OK,))
    yield Case(
        "parts that touch in a corner",
        geojson(MultiPolygon([outer, box(x + 0.01, y + 0.01, x + 0.02, y + 0.02)])),
        (OK,),
    )
    yield Case("the same part twice", geojson(MultiPolygon([outer, outer])), (Fault.PARTS_OVERLAP,))
    yield Case(
        "no area",
        raw_geojson("[[[116,28],[116.1,28],[116.2,28],[116,28]]]"),
        (Fault.AREA_ZERO, Fault.SELF_CROSSING, Fault.SHAPE_INVALID),
    )
    yield Case("two points", raw_geojson("[[[116,28],[116.1,28],[116,28]]]"), (Fault.RING_TOO_SHORT,))
    yield Case("not closed", raw_geojson("[[[116,28],[116.1,28],[116.1,28.1],[116,28.1]]]"), (Fault.NOT_CLOSED,))
    yield Case("a number that is none", raw_geojson("[[[116,28],[NaN,28],[116.1,28.1],[116,28]]]"), (Fault.NOT_FINITE,))
    yield Case(
        "an infinite number", raw_geojson("[[[116,28],[Infinity,28],[116.1,28.1],[116,28]]]"), (Fault.NOT_FINITE,)
    )
    yield Case(
        "a number beyond all maps", raw_geojson("[[[116,28],[1e308,28],[116.1,28.1],[116,28]]]"), (Fault.NOT_FINITE,)
    )
    yield Case(
        "a number of 400 digits",
        raw_geojson(f"[[[116,28],[{'9' * 400},28],[116.1,28.1],[116,28]]]"),
        (Fault.NOT_FINITE, Fault.JSON_SYNTAX),
    )
    yield Case(
        "text for a number", raw_geojson('[[["116",28],[116.1,28],[116.1,28.1],["116",28]]]'), (Fault.JSON_STRUCTURE,)
    )
    yield Case(
        "true for a number", raw_geojson("[[[true,28],[116.1,28],[116.1,28.1],[true,28]]]"), (Fault.JSON_STRUCTURE,)
    )
    yield Case("nothing inside", raw_geojson("[]"), (Fault.JSON_STRUCTURE,))
    yield Case("a point", b'{"type": "Point", "coordinates": [116, 28]}', (Fault.NOT_POLYGON,))
    yield Case("no feature", b'{"type": "FeatureCollection", "features": []}', (Fault.NO_FEATURES,))
    yield Case("a list of lists of lists", b'{"a":' + b"[" * 100_000, (Fault.JSON_STRUCTURE, Fault.JSON_SYNTAX))
    round_ = shapely.Point(x, y).buffer(0.01, quad_segs=5_100)
    yield Case("20,401 points in a ring", geojson(round_), (Fault.TOO_MANY_VERTICES,))
    yield Case("16,001 points in a ring", geojson(shapely.Point(x, y).buffer(0.01, quad_segs=4_000)), (OK,))
    one = json.loads(geojson(PLOT))["features"][0]
    yield Case(
        "10,000 features",
        json.dumps({"type": "FeatureCollection", "features": [one] * 10_000}).encode(),
        (Fault.TOO_MANY_FEATURES,),
    )
    many = [shapely.Point(x + 0.03 * n, y).buffer(0.01, quad_segs=4_500) for n in range(7)]
    yield Case("126,000 points in all", geojson(MultiPolygon(many)), (Fault.TOO_MANY_VERTICES,))
    yield Case(
        "a spike",
        geojson(
            Polygon(
                [
                    (x, y),
                    (x + 0.002, y),
                    (x + 0.002, y + 0.001),
                    (x + 0.002, y + 0.005),
                    (x + 0.002, y + 0.001),
                    (x, y + 0.001),
                ]
            )
        ),
        (Fault.SELF_CROSSING, Fault.SHAPE_INVALID),
    )


def _archives(canary: Path) -> Iterator[Case]:
    parts = shapefile_parts(PLOT, 4490, encoding="GB18030", name="垚山界")
    yield Case(
        "gbk names and table, no cpg", zipped({k: v for k, v in parts.items() if k != ".cpg"}, "红线", "gbk"), (OK,)
    )
    yield Case("no prj, degrees", zipped({k: v for k, v in parts.items() if k != ".prj"}), (OK,))
    yield Case("no dbf", zipped({k: v for k, v in parts.items() if k != ".dbf"}), (OK,))
    yield Case("no shx", zipped({k: v for k, v in parts.items() if k != ".shx"}), (Fault.ZIP_PART_MISSING,))
    yield Case("only a shp", parts[".shp"], (Fault.FILE_BARE_SHP,))
    yield Case("a prj of noise", zipped({**parts, ".prj": b"\xff\x00garbage" * 50}), (Fault.CRS_OTHER,))
    yield Case("a prj that names a file", zipped({**parts, ".prj": str(canary).encode()}), (Fault.CRS_OTHER,))
    yield Case(
        "half a shp", zipped({**parts, ".shp": parts[".shp"][:-40]}), (OK, Fault.FILE_UNREADABLE, Fault.NO_FEATURES)
    )
    yield Case(
        "a shp of another kind", zipped({**parts, ".shp": b"%PDF-1.7" + parts[".shp"][8:]}), (Fault.FILE_UNREADABLE,)
    )
    for name, fault in (
        ("../layer.shp", Fault.ZIP_ESCAPES),
        ("/etc/layer.shp", Fault.ZIP_ESCAPES),
        ("c:\\layer.shp", Fault.ZIP_ESCAPES),
        ("inner.zip", Fault.ZIP_NESTED),
        ("a.vrt", Fault.ZIP_NO_SHP),
        ("a.kmz", Fault.ZIP_NESTED),
    ):
        yield Case(f"a member called {name}", _archive({name: b"x"}), (fault,))
    yield Case("a bomb", _archive({"a.shp": b"\0" * 140_000_000}), (Fault.ZIP_TOO_BIG,))
    yield Case("200 members", _archive({f"{n}.txt": b"" for n in range(200)}), (Fault.ZIP_TOO_MANY,))
    yield Case("half a zip", zipped(parts)[:-60], (Fault.ZIP_BROKEN,))
    package = geopackage(PLOT, 4490)
    yield Case(
        "half a geopackage",
        package[: len(package) // 2],
        (OK, Fault.FILE_UNREADABLE, Fault.NO_FEATURES, Fault.NOT_POLYGON),
    )
    yield Case(
        "an sqlite file of nothing", b"SQLite format 3\x00" + b"\0" * 200, (Fault.FILE_UNREADABLE, Fault.NO_FEATURES)
    )
    yield Case("an empty file", b"", (Fault.FILE_EMPTY,))


def _elsewhere(canary: Path) -> Iterator[Case]:
    vrt = f"<OGRVRTDataSource><OGRVRTLayer name='a'><SrcDataSource>{canary}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>".encode()
    yield Case("a vrt", vrt, (Fault.FILE_POINTS_ELSEWHERE,))
    yield Case("a vrt behind blanks", b"\n \t" + vrt, (Fault.FILE_POINTS_ELSEWHERE,))
    yield Case("a vrt as prj", zipped({**shapefile_parts(PLOT, 4490), ".prj": vrt}), (Fault.CRS_OTHER,))
    yield Case("a vrt as shp", zipped({**shapefile_parts(PLOT, 4490), ".shp": vrt}), (Fault.FILE_UNREADABLE,))
    yield Case(
        "a gdal vrt raster",
        b"<VRTDataset><SourceFilename>/etc/passwd</SourceFilename></VRTDataset>",
        (Fault.FILE_POINTS_ELSEWHERE,),
    )
    yield Case("gml", b'<gml:FeatureCollection xmlns:gml="x"/>', (Fault.FILE_XML,))
    yield Case(
        "gml with an entity",
        f'<!DOCTYPE a [<!ENTITY e SYSTEM "file://{canary}">]><a>&e;</a>'.encode(),
        (Fault.FILE_XML,),
    )
    kml = '<kml xmlns="http://www.opengis.net/kml/2.2">%s</kml>'
    known = Hints(kml=True)
    yield Case("kml as redline", (kml % "").encode(), (Fault.FILE_KML,))
    yield Case(
        "kml with a link",
        (kml % "<NetworkLink><Link><href>http://127.0.0.1:9/</href></Link></NetworkLink>").encode(),
        (Fault.FILE_POINTS_ELSEWHERE,),
        known,
    )
    yield Case(
        "kml with an entity",
        f'<kml><!DOCTYPE a [<!ENTITY e SYSTEM "file://{canary}">]></kml>'.encode(),
        (Fault.FILE_POINTS_ELSEWHERE,),
        known,
    )
    yield Case(
        "kml of laughs", b'<kml><!ENTITY a "' + b"ha" * 2000 + b'"></kml>', (Fault.FILE_POINTS_ELSEWHERE,), known
    )
    ring = " ".join(f"{x},{y}" for x, y in PLOT.exterior.coords)
    good = f"<Placemark><Polygon><outerBoundaryIs><LinearRing><coordinates>{ring}</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>"
    yield Case("kml, a plot", (kml % good).encode(), (OK,), known)
    for path in (
        "/vsicurl/http://127.0.0.1:9/a.shp",
        "/vsizip//etc/passwd",
        "/vsistdin/",
        f"GPKG:{canary}",
        str(canary),
        "PG:host=127.0.0.1",
    ):
        yield Case(f"text {path[:24]}", path.encode(), (Fault.LINE_UNREADABLE, Fault.TEXT_EMPTY))
    yield Case(
        "dxf of nothing",
        b"  0\nSECTION\n  2\nENTITIES\n  0\nENDSEC\n  0\nEOF\n",
        (Fault.NOT_POLYGON, Fault.FILE_UNREADABLE),
    )
    yield Case(
        "half a dxf", b"  0\nSECTION\n  2\nENTITIES\n  0\nLWPOLYLINE\n 90\n", (Fault.FILE_UNREADABLE, Fault.NOT_POLYGON)
    )
    yield Case("dwg", b"AC1032" + b"\0" * 100, (Fault.FILE_CAD,))


def _archive(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in members.items():
            packed.writestr(name, data)
    return out.getvalue()


def _swap(shape: Any) -> Any:
    return shapely.transform(shape, lambda points: points[:, ::-1])


def _shift(shape: Any, east: float, north: float) -> Any:
    return shapely.transform(shape, lambda points: points + (east, north))
