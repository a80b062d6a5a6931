"""Walls around the child process 子进程隔离: memory, CPU, file size, no network, no driver that follows references."""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys

MEMORY_BYTES = 512 * 1024 * 1024
MAPPED_BYTES = 256 * 1024 * 1024
"""Address space beyond memory: the libraries of GDAL are mapped into it without being loaded, by machine more or less."""
CPU_SECONDS = 5
FILE_BYTES = 160 * 1024 * 1024

#: Every vector driver except Shapefile and GeoPackage, VRT and the network ones first of all.
SKIPPED_DRIVERS = (
    "OGR_VRT,VRT,HTTP,WFS,CSW,OAPIF,OGCAPI,Elasticsearch,Carto,AmigoCloud,PLSCENES,NGW,EEDA,GDALG,ADBC,"
    "PCIDSK,PDS4,OGR_PDS,VICAR,PDF,MBTiles,MapInfo File,LVBAG,S57,DGN,CSV,GML,GPX,LIBKML,KML,GeoJSON,GeoJSONSeq,"
    "ESRIJSON,TopoJSON,OGR_GMT,SQLite,WAsP,OpenFileGDB,DXF,FlatGeobuf,GeoRSS,VFK,PGDUMP,OSM,GPSBabel,EDIGEO,Idrisi,"
    "ODS,XLSX,SXF,Selafin,JML,VDV,MVT,MapML,GTFS,PMTiles,JSONFG,MiraMonVector,AVCBin,AVCE00,AIVector,Memory"
)
#: What must be absent after the import; a driver that GDAL adds later is caught by the check of the opened driver.
FORBIDDEN_DRIVERS = frozenset(
    ("OGR_VRT", "VRT", "HTTP", "WFS", "GML", "KML", "LIBKML", "GeoJSON", "SQLite", "CSV", "PDF")
)

ENVIRONMENT = {
    "GDAL_SKIP": SKIPPED_DRIVERS,
    "OGR_SKIP": "OGR_VRT",
    "OGR_SQLITE_ALLOW_EXTERNAL_ACCESS": "NO",
    "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",
    "GDAL_HTTP_PROXY": "127.0.0.1:9",
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
    "PROJ_NETWORK": "OFF",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
}
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000


def enter() -> None:
    """Put this process behind the walls. Must run before numpy, shapely or pyogrio are imported."""
    if "pyogrio" in sys.modules:
        raise RuntimeError("the sandbox must be entered before pyogrio is imported")
    os.environ.update(ENVIRONMENT)
    _limit()
    _unplug()


def _limit() -> None:
    try:
        import resource
    except ImportError:  # Windows: the parent's wall clock is the only limit there
        return
    for name, value in (
        ("RLIMIT_DATA", MEMORY_BYTES),
        ("RLIMIT_AS", MEMORY_BYTES + MAPPED_BYTES),
        ("RLIMIT_CPU", CPU_SECONDS),
        ("RLIMIT_FSIZE", FILE_BYTES),
        ("RLIMIT_CORE", 0),
    ):
        with contextlib.suppress(ValueError, OSError):  # macOS refuses RLIMIT_AS
            resource.setrlimit(getattr(resource, name), (value, value))


def _unplug() -> None:
    """An empty network namespace where the kernel grants one; the skipped drivers hold where it does not."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            libc = ctypes.CDLL(None, use_errno=True)
            if libc.unshare(_CLONE_NEWNET) != 0:
                libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)
