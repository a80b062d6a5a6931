"""The data set of `bench.wall`: a country of 1,000,000 projects and 10,000,000 clocks, written set by set.

Kept in a database of its own and used again while it is there: drop `bench_wall` to have it anew. 32 provinces with
317 cities and 2,852 counties, 30 departments in each county; a tenth of the clocks are open.
"""

import time
from collections.abc import Callable
from typing import Any, Final

from django.db import connection

PROJECTS: int = 1_000_000
CLOCKS_EACH: Final = 10
_PLACES: Final = """
CREATE TEMP TABLE place AS
  SELECT lpad((11 + p)::text, 2, '0') || lpad(c::text, 2, '0') AS city, p, c
  FROM generate_series(0, 31) p, LATERAL generate_series(1, CASE WHEN p < 29 THEN 10 ELSE 9 END) c;
INSERT INTO accounts_region (code, name, name_en, level) SELECT DISTINCT left(city, 2) || '0000', 'Province ' || p, '', 'PROVINCE'
  FROM place ON CONFLICT (code) DO NOTHING;
INSERT INTO accounts_region (code, name, name_en, level, parent_id)
  SELECT city || '00', 'City ' || city, '', 'CITY', left(city, 2) || '0000' FROM place ON CONFLICT (code) DO NOTHING;
INSERT INTO accounts_region (code, name, name_en, level, parent_id)
  SELECT city || lpad(n::text, 2, '0'), 'County ' || city || n, '', 'COUNTY', city || '00'
  FROM place, LATERAL generate_series(1, 9) n ON CONFLICT (code) DO NOTHING;
CREATE TEMP TABLE county AS SELECT code, row_number() OVER (ORDER BY code) - 1 AS n FROM accounts_region
  WHERE level = 'COUNTY' AND left(code, 4) IN (SELECT city FROM place);
INSERT INTO accounts_department (code, name, name_en, short_name, uscc, region_id, function, is_approval_bureau,
    is_window, active)
  SELECT code || '-' || f, 'Department ' || f, '', 'D' || f, '', code, 'F' || lpad(f::text, 2, '0'), false, false, true
  FROM county, generate_series(1, 30) f ON CONFLICT DO NOTHING;
CREATE TEMP TABLE office AS SELECT d.id, d.region_id AS region, row_number() OVER (ORDER BY d.id) - 1 AS place
  FROM accounts_department d WHERE d.function LIKE 'F__';
CREATE UNIQUE INDEX ON office (place);
ANALYZE office;
INSERT INTO accounts_enterprise (uscc, name, legal_representative, address, phone, created_at)
  SELECT 'B' || lpad(n::text, 17, '0'), 'Enterprise ' || n, '', '', '', now() FROM generate_series(1, 20000) n;
"""
_ROWS: Final = """
INSERT INTO projects_project (code, name, enterprise_id, region_id, address, state, investment_kind, regime, industry,
    investment, land_mode, land_area, floor_area, facts, description, flow_code, cap_scope, exempt_reason,
    classification, created_by_id, created_at)
  SELECT '2611-' || c.code || '-04-' || lpad((g %% 100)::text, 2, '0') || '-' || lpad((g %% 1000000)::text, 6, '0'), 'Project ' || g,
    (SELECT min(id) FROM accounts_enterprise) + g %% 20000, c.code, '', 'ACTIVE', 'GOV', 'EXAM', 'P8321', 1,
    'ALLOCATED', 1, 0, '{}', '', 'GOV_BUILDING', 'ALL_STAGES', '', '{}', (SELECT min(id) FROM accounts_user), now()
  FROM generate_series(0, %(projects)s - 1) g JOIN county c ON c.n = g %% (SELECT count(*) FROM county);
INSERT INTO clocks_clock (kind, subject_type, subject_id, project_id, project_name, project_code, label, region_id,
    department_id, stage, flow_type, counts_in_cap, scope, origin_on, origin_fixed, "limit", extended_by, unit, state,
    due_on, warn_on, red_on, "left", used, rested, provisional, calendar_id, stopped_on, ended_on)
  SELECT 'PROMISED', 'approvals.itemcase', n, n / 10, 'Project ' || n / 10, '2611-' || region || '-' || n / 10,
    'Item ' || n %% 60, region, office, 'S' || 1 + n %% 4, 'GOV_BUILDING', true, '', due - 18, false, 12, 0, 'WORKING_DAY', state,
    due, due - 3, due + 6, CASE WHEN state <> 'RUNNING' THEN 3 END, CASE WHEN state <> 'RUNNING' THEN 9 END, 0, false,
    (SELECT max(id) FROM clocks_calendarversion),
    CASE state WHEN 'STOPPED' THEN due - 8 END, CASE state WHEN 'ENDED' THEN due - 2 END
  FROM (
    SELECT n, o.id AS office, o.region, CASE WHEN open > 0.1 THEN 'ENDED' WHEN open > 0.09 THEN 'STOPPED' ELSE 'RUNNING' END AS state,
      current_date + CASE WHEN open > 0.1 THEN -(20 + n %% 900) WHEN late < 0.03 THEN -(7 + n %% 30)
        WHEN late < 0.06 THEN -(1 + n %% 5) WHEN late < 0.26 THEN n %% 3 ELSE 4 + n %% 40 END::int AS due
    FROM (SELECT n, random() AS open, random() AS late, floor(random() * (SELECT count(*) FROM office))::bigint AS place
          FROM generate_series(0::bigint, %(clocks)s - 1) n OFFSET 0) g
    JOIN office o ON o.place = g.place) clocks;
"""


def ready(say: Callable[[str], Any] = print) -> float:
    """Write the data set where it is missing; the seconds it took, 0 when it was there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'clocks_clock'")
        if cursor.fetchone()[0] > PROJECTS:
            return 0.0
        started = time.monotonic()
        cursor.execute("SET session_replication_role = replica; SET synchronous_commit = off; "
                       "SET maintenance_work_mem = '512MB'; SET work_mem = '256MB'")  # fmt: skip
        cursor.execute("TRUNCATE clocks_clock, projects_project CASCADE")
        later = _without_indexes(cursor)
        cursor.execute(_PLACES)
        say(f"places {time.monotonic() - started:.0f} s")
        cursor.execute(_ROWS % {
            "projects": PROJECTS, "clocks": PROJECTS * CLOCKS_EACH})  # fmt: skip
        say(f"rows {time.monotonic() - started:.0f} s")
        for statement in later:
            cursor.execute(statement)
        say(f"indexes {time.monotonic() - started:.0f} s")
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("VACUUM ANALYZE clocks_clock")
        cursor.execute("ANALYZE accounts_department, accounts_region, projects_project")
    return time.monotonic() - started


def _without_indexes(cursor: Any) -> list[str]:
    """Drop what can be built afterwards; the statements that build it again."""
    cursor.execute(
        "SELECT i.indexname, i.indexdef, c.conname FROM pg_indexes i LEFT JOIN pg_constraint c ON c.conname = i.indexname "
        "WHERE i.tablename = 'clocks_clock' AND i.indexname NOT LIKE '%pkey'"
    )
    later = []
    for index, definition, constraint in cursor.fetchall():
        cursor.execute(f'ALTER TABLE clocks_clock DROP CONSTRAINT "{index}"' if constraint else f'DROP INDEX "{index}"')
        later.append(definition)
        if constraint:
            later.append(f'ALTER TABLE clocks_clock ADD CONSTRAINT "{index}" UNIQUE USING INDEX "{index}"')
    return later
