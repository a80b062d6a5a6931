"""Spatial databases beside the product's engines (对照): DuckDB, SedonaDB and PostGIS answer the same question by SQL.

Each takes the outlines as WKB before the clock starts, as a table it has stored; PostGIS with the index a user would make.
DuckDB's extension comes as a wheel, PostGIS by `apt-get install postgresql-15-postgis-3` beside a server that DATABASE_URL
names (by default the local one). A peer that cannot be had is named with the reason.
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

Answer = tuple[NDArray[Any], NDArray[Any], NDArray[Any]]
"""(plots, units, shares) of the pairs."""
Cost = dict[str, float]
JOIN: Final = """
SELECT p.id, u.id, CASE WHEN ST_Covers(u.g, p.g) THEN 1.0 ELSE ST_Area(ST_Intersection(p.g, u.g)) / ST_Area(p.g) END
FROM plots p JOIN units u ON ST_Intersects(p.g, u.g)
"""
SERVER: Final = os.environ.get("DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
TICK: Final = os.sysconf("SC_CLK_TCK")


class NotHere(RuntimeError):
    """The peer cannot be measured; says why."""


def _frame(shapes: NDArray[Any]) -> pd.DataFrame:
    return pd.DataFrame({"id": np.arange(len(shapes)), "w": shapely.to_wkb(shapes)})


@contextmanager
def _clock(cost: Cost, core: Callable[[], float] = time.process_time) -> Iterator[None]:
    wall, start = time.perf_counter(), core()
    yield
    cost |= {"wall": time.perf_counter() - wall, "core": core() - start}


def by_duckdb(plots: NDArray[Any], units: NDArray[Any]) -> tuple[Answer, Cost]:
    """DuckDB with its spatial extension, its own threads, tables in memory."""
    if not find_spec("duckdb") or not (there := find_spec("duckdb_extension_spatial")):
        raise NotHere("no wheel of DuckDB and its spatial extension for this machine")
    import duckdb

    home = Path(there.origin or "").parent
    link = duckdb.connect(config={"allow_unsigned_extensions": "true"})
    try:
        link.load_extension(str(next(home.rglob("spatial.duckdb_extension"))))
    except (duckdb.Error, StopIteration) as fault:
        raise NotHere(f"its spatial extension does not load: {fault}") from None
    for name, shapes in (("plots", plots), ("units", units)):
        link.register("given", _frame(shapes))
        link.execute(f"CREATE TABLE {name} AS SELECT id, ST_GeomFromWKB(w) AS g FROM given")
    cost: Cost = {}
    with _clock(cost):
        found = link.execute(JOIN).fetchnumpy()
    return tuple(np.asarray(column) for column in found.values()), cost  # type: ignore[return-value]


def by_sedona(plots: NDArray[Any], units: NDArray[Any]) -> tuple[Answer, Cost]:
    """SedonaDB, its own threads, tables in memory."""
    if not find_spec("sedonadb"):
        raise NotHere("no wheel of SedonaDB for this machine")
    import pyarrow
    import sedonadb

    link = sedonadb.connect()
    for name, shapes in (("plots", plots), ("units", units)):
        link.create_data_frame(_frame(shapes)).to_view("given", overwrite=True)
        link.sql("SELECT id, ST_GeomFromWKB(w) AS g FROM given").to_memtable().to_view(name, overwrite=True)
    cost: Cost = {}
    with _clock(cost):
        found = pyarrow.table(link.sql(JOIN))
    return tuple(column.to_numpy() for column in found.columns), cost  # type: ignore[return-value]


def by_postgis(plots: NDArray[Any], units: NDArray[Any]) -> tuple[Answer, Cost]:
    """PostGIS, temporary tables with a GiST index, one backend; its seconds are those of the backend."""
    import psycopg

    try:
        link = psycopg.connect(SERVER, connect_timeout=3)
    except psycopg.OperationalError:
        raise NotHere("no PostgreSQL server answers") from None
    with link, link.cursor() as cursor:
        if not cursor.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'postgis'").fetchone():
            raise NotHere("the PostgreSQL server has no postgis extension (apt-get install postgresql-15-postgis-3)")
        # Made in this transaction, which is rolled back: the server stays as it was.
        cursor.execute("CREATE EXTENSION IF NOT EXISTS postgis")
        cursor.execute("SET LOCAL jit = off; SET LOCAL max_parallel_workers_per_gather = 0")
        for name, shapes in (("plots", plots), ("units", units)):
            cursor.execute(f"CREATE TEMPORARY TABLE {name} (id integer, g geometry)")  # type: ignore[arg-type]
            with cursor.copy(f"COPY {name} FROM STDIN") as copy:  # type: ignore[arg-type]
                for number, wkb in enumerate(shapely.to_wkb(shapes, hex=True)):
                    copy.write_row((number, wkb))
            cursor.execute(f"CREATE INDEX ON {name} USING gist (g); ANALYZE {name}")  # type: ignore[arg-type]
        stat = Path("/proc", str(link.info.backend_pid), "stat")

        def core() -> float:
            return sum(map(int, stat.read_text().rpartition(")")[2].split()[11:13])) / TICK if stat.exists() else 0.0

        cost: Cost = {}
        with _clock(cost, core):
            found = cursor.execute(JOIN).fetchall()
        link.rollback()
    table = np.array(found, dtype=float).reshape(-1, 3)
    return (table[:, 0].astype(int), table[:, 1].astype(int), table[:, 2]), cost


PEERS: Final[dict[str, Callable[[NDArray[Any], NDArray[Any]], tuple[Answer, Cost]]]] = {
    "DuckDB spatial join": by_duckdb,
    "SedonaDB spatial join": by_sedona,
    "PostGIS Intersects + Covers + Intersection": by_postgis,
}
