"""Files made to hurt: each is refused with its own reason, and none makes the server read another file."""

import contextlib
import io
import json
import random
import stat
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from projects import sandbox
from projects.redline.errors import Fault, RedlineError
from projects.redline.reading import read_upload
from projects.redline.result import Hints
from tests.projects.survey_files import (
    NANCHANG_PLOT,
    ROOT,
    geojson,
    geopackage,
    shapefile_parts,
    zipped,
    zipped_shapefile,
)

SECRET = "SECRET-㛃-9f2c"


def refusal(data: bytes) -> RedlineError:
    with pytest.raises(RedlineError) as refused:
        read_upload(data, Hints())
    assert SECRET not in str(refused.value.params)
    return refused.value


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A readable file on the server that no upload may reach."""
    path = tmp_path / "secret.csv"
    path.write_text(f'id,name,WKT\n1,{SECRET},"POLYGON((115.8 28.6,115.9 28.6,115.9 28.7,115.8 28.6))"\n', "utf-8")
    return path


def vrt(path: Path | str) -> bytes:
    return (
        f'<OGRVRTDataSource><OGRVRTLayer name="secret"><SrcDataSource>{path}</SrcDataSource>'
        '<GeometryField encoding="WKT" field="WKT"/></OGRVRTLayer></OGRVRTDataSource>'
    ).encode()


def test_a_vrt_named_geojson_is_refused_and_the_file_it_names_is_not_read(secret):
    assert refusal(vrt(secret)).fault is Fault.FILE_POINTS_ELSEWHERE
    assert refusal(b'<?xml version="1.0"?>\n<!-- ' + b"x" * 5000 + b"-->" + vrt(secret)).fault is Fault.FILE_XML


def test_a_vrt_in_the_place_of_a_shapefile_is_refused(secret):
    parts = shapefile_parts(NANCHANG_PLOT, 4527)
    assert refusal(zipped({**parts, ".shp": vrt(secret)})).fault is Fault.FILE_UNREADABLE


def test_the_child_has_no_driver_that_follows_references():
    code = (
        "from projects import sandbox; sandbox.enter(); import pyogrio; "
        "print(sorted(sandbox.FORBIDDEN_DRIVERS & set(pyogrio.list_drivers())), 'ESRI Shapefile' in pyogrio.list_drivers())"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[] True"


def test_gdal_would_read_the_other_file_without_the_walls(secret, tmp_path):
    """The danger is real: the same bytes do leak through a plain reader, so the tests above can fail."""
    path = tmp_path / "evil.geojson"
    path.write_bytes(vrt(secret))
    code = f"import pyogrio; print(pyogrio.read_dataframe({str(path)!r}, read_geometry=False).to_string())"
    plain = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    walled = subprocess.run(
        [sys.executable, "-c", "from projects import sandbox; sandbox.enter(); " + code],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert SECRET in plain.stdout
    assert SECRET not in walled.stdout + walled.stderr


def test_an_empty_file_is_called_empty():
    assert refusal(b"").fault is Fault.FILE_EMPTY


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b'<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document/></kml>', Fault.FILE_KML),
        (b"<gml:FeatureCollection/>", Fault.FILE_XML),
        (b"<svg onload=alert(1)>", Fault.FILE_XML),
        (b"Rar!\x1a\x07\x01\x00rest", Fault.FILE_OTHER_ARCHIVE),
        (b"7z\xbc\xaf\x27\x1crest", Fault.FILE_OTHER_ARCHIVE),
        (b"AC1032\x00\x00", Fault.FILE_CAD),
        (b"  0\r\nSECTION\r\n  2\r\nHEADER", Fault.FILE_UNREADABLE),
        (b"\x00\x00\x27\x0a" + b"\x00" * 96, Fault.FILE_BARE_SHP),
        (b"%PDF-1.7\n", Fault.FILE_DOCUMENT),
        (b"\x89PNG\r\n\x1a\n", Fault.FILE_DOCUMENT),
        (b"\x00\x01\x02\x03", Fault.FILE_UNKNOWN),
        (b"hello", Fault.LINE_UNREADABLE),
        (b"{", Fault.JSON_SYNTAX),
        (b"[[1,2],[3,4]]", Fault.TEXT_EMPTY),
        (b'{"type":"Topology"}', Fault.JSON_STRUCTURE),
        (b"PK\x03\x04broken", Fault.ZIP_BROKEN),
        (b"SQLite format 3\x00" + b"\x00" * 500, Fault.FILE_UNREADABLE),
    ],
)
def test_a_file_of_another_kind_is_named(data, fault):
    assert refusal(data).fault is fault


def test_a_vector_file_may_not_be_larger_than_the_limit():
    assert refusal(b"{" + b" " * (20 * 1024 * 1024)).fault is Fault.FILE_TOO_BIG


def test_deeply_nested_json_is_refused():
    assert refusal(b'{"a":' + b"[" * 200_000 + b"]" * 200_000 + b"}").fault is Fault.JSON_STRUCTURE


@pytest.mark.parametrize(
    "number", ["NaN", "Infinity", "-Infinity", "1e999", "1e308", "9" * 400, '"115.8"', "null", "true", "[1]"]
)
def test_numbers_that_are_not_numbers_are_refused(number):
    text = json.dumps(
        {"type": "Polygon", "coordinates": [[[115.8, 28.6], [115.9, 28.6], [115.9, 28.7], [115.8, 28.6]]]}
    )
    refused = refusal(text.replace("115.9", number, 1).encode())
    assert refused.fault in (Fault.NOT_FINITE, Fault.JSON_STRUCTURE)


def test_infinite_numbers_inside_a_shapefile_are_refused():
    parts = shapefile_parts(NANCHANG_PLOT, 4527)
    points = bytearray(parts[".shp"])
    points[-16:] = struct.pack("<2d", float("nan"), float("inf"))
    parts[".shp"] = bytes(points)
    assert refusal(zipped(parts)).fault in (Fault.NOT_FINITE, Fault.NOT_CLOSED)


def test_more_vertices_than_a_survey_has_are_refused_by_their_number():
    ring = [[115.8 + i * 1e-7, 28.6] for i in range(25_000)] + [[115.9, 28.7], [115.8, 28.6]]
    refused = refusal(json.dumps({"type": "Polygon", "coordinates": [ring]}).encode())
    assert (refused.fault, refused.params["limit"]) == (Fault.TOO_MANY_VERTICES, 20_000)


def test_half_a_million_random_vertices_do_not_hang_the_reader():
    seed = random.Random(4490)
    ring = [[115 + seed.random(), 28 + seed.random()] for _ in range(500_000)]
    assert refusal(json.dumps({"type": "Polygon", "coordinates": [[*ring, ring[0]]]}).encode()).fault in (
        Fault.TOO_MANY_VERTICES,
        Fault.FILE_TOO_BIG,
    )


def test_ten_thousand_features_are_refused():
    feature = json.loads(geojson(NANCHANG_PLOT))["features"][0]
    assert (
        refusal(json.dumps({"type": "FeatureCollection", "features": [feature] * 10_000}).encode()).fault
        is Fault.TOO_MANY_FEATURES
    )
    assert refusal(zipped_shapefile([NANCHANG_PLOT] * 501, 4527)).fault is Fault.TOO_MANY_FEATURES


def archive(*members: tuple[str, bytes], mode: int = 0) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as written:
        for name, data in members:
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = mode << 16
            written.writestr(info, data)
    return out.getvalue()


def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    assert refusal(archive(("a.shp", b"\0" * (130 * 1024 * 1024)))).fault is Fault.ZIP_TOO_BIG
    assert refusal(archive(("a.shp", b"\0" * (30 * 1024 * 1024)), ("a.shx", b""))).fault is Fault.ZIP_TOO_BIG


def test_a_zip_that_lies_about_its_sizes_is_stopped_while_unpacking():
    bomb = archive(("a.shp", b"\0" * (200 * 1024 * 1024)), ("a.shx", b"x"))
    real, claimed = struct.pack("<I", 200 * 1024 * 1024), struct.pack("<I", 1000)
    assert real in bomb
    assert refusal(bomb.replace(real, claimed)).fault in (Fault.ZIP_BROKEN, Fault.ZIP_TOO_BIG, Fault.FILE_UNREADABLE)


@pytest.mark.parametrize(
    "name", ["../../escape.shp", "/etc/cron.d/x.shp", "..\\..\\x.shp", "C:\\x.shp", "a/../../x.shp"]
)
def test_a_member_that_climbs_out_of_the_folder_is_refused(name, tmp_path):
    assert refusal(archive((name, b"x"), ("a.shx", b"x"))).fault is Fault.ZIP_ESCAPES


def test_links_nested_archives_passwords_and_crowds_are_refused():
    assert (
        refusal(archive(("a.shp", b"/etc/passwd"), ("a.shx", b"x"), mode=stat.S_IFLNK | 0o777)).fault is Fault.ZIP_LINK
    )
    assert refusal(archive(("inner.zip", zipped_shapefile(NANCHANG_PLOT, 4527)))).fault is Fault.ZIP_NESTED
    assert refusal(archive(*((f"{n}.txt", b"") for n in range(101)))).fault is Fault.ZIP_TOO_MANY
    locked = bytearray(archive(("a.shp", b"x"), ("a.shx", b"x")))
    for mark, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = locked.find(mark)
        while at >= 0:
            locked[at + offset] |= 1
            at = locked.find(mark, at + 4)
    assert refusal(bytes(locked)).fault is Fault.ZIP_ENCRYPTED


def test_a_zip_without_or_with_several_shapefiles_says_which_it_found():
    assert refusal(archive(("图.dwg", b"x"), ("说明.txt", b"x"))).params["found"] == [".dwg", ".txt"]
    assert refusal(archive(("一.shp", b"x"), ("二.shp", b"x"))).params["names"] == ["一.shp", "二.shp"]


def test_a_slow_reader_is_killed():
    with pytest.raises(RedlineError) as refused:
        read_upload(geopackage(NANCHANG_PLOT, 4527), Hints(), wall_seconds=0.01)
    assert refused.value.fault is Fault.READER_TIMEOUT


def test_a_child_that_wants_more_memory_than_allowed_is_stopped():
    code = (
        "from projects import sandbox; sandbox.enter()\n"
        "try:\n    bytearray(sandbox.MEMORY_BYTES)\nexcept MemoryError:\n    print('stopped')"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.strip() == "stopped"
    assert sandbox.MEMORY_BYTES <= 512 * 1024 * 1024


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(8))
def test_damaged_files_are_refused_with_a_reason_and_never_crash_the_parent(seed):
    rng = random.Random(seed)
    for good in (
        zipped_shapefile(NANCHANG_PLOT, 4527),
        geopackage(NANCHANG_PLOT, 4527),
        geojson(NANCHANG_PLOT, "EPSG:4527"),
    ):
        data = bytearray(good)
        for _ in range(rng.randint(1, 40)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        if rng.random() < 0.3:
            data = data[: rng.randrange(len(data))]
        with contextlib.suppress(RedlineError):  # any refusal will do; any other exception fails
            assert read_upload(bytes(data), Hints()).area_zone_m2 > 0
