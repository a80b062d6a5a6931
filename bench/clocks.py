"""Working-day arithmetic and project time beside what people use instead, in one interleaved run.

    python -m bench.clocks [passes]

Every engine gets the same dates and its answers are compared with the State Council table as chinesecalendar ships
it; `wrong` counts the answers that differ. Figures are nanoseconds of processor time per answer, the median of the
passes; the goals are ratios to peers of the same run, because this machine may be shared.
"""

import json
import os
import platform
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import chinese_calendar
import numpy as np
from chinese_calendar.constants import holidays, workdays
from holidays import country_holidays

from clocks import bulk
from clocks.builtin import builtin_calendar
from clocks.rules import OPEN_END, Stop, due, merge
from clocks.union import Run, length, union_reckon, union_used

RESULT = Path(__file__).parent / "results" / "clocks.json"
CALENDAR = builtin_calendar()
FIRST, LAST = date(2019, 1, 1), date(2025, 9, 30)
GOALS = {
    "scalar add, ns": ("at most", 400),
    "scalar count, ns": ("at most", 250),
    "scalar add vs numpy trick": ("at least", 10),
    "scalar count vs numpy trick": ("at least", 10),
    "scalar add vs chinesecalendar": ("at least", 2000),
    "many add, ns": ("at most", 5),
    "many count, ns": ("at most", 5),
    "many add vs numpy trick": ("at least", 40),
    "many count vs numpy trick": ("at least", 13),
    "one project from spans, ns": ("at most", 10_000),
    "a million projects, s": ("at most", 0.6),
}
Job = tuple[Callable[[], Any], int]
"""Something to time, and how many answers it gives."""


def works(day: date) -> bool:
    return day in workdays or (day not in holidays and day.weekday() < 5)


TABLE = [day for day in (date(2018, 1, 1) + timedelta(days=i) for i in range(365 * 9 - 30)) if works(day)]
REST = np.array(
    [day for day in (date(2018, 1, 1) + timedelta(days=i) for i in range(365 * 9 - 30)) if not works(day)],
    dtype="datetime64[D]",
)
TRICK = np.busdaycalendar(weekmask="1111111", holidays=REST)
"""numpy's calendar made right: every day works except those listed, weekends included."""
USUAL = np.busdaycalendar(holidays=[day for day in holidays if day.weekday() < 5])
"""numpy's calendar as people set it up: Monday to Friday less the holidays, make-up days unknown."""
CHINA = country_holidays("CN", years=range(2018, 2028))


def loop_add(day: date, n: int) -> date:
    while n:
        day += timedelta(days=1)
        n -= chinese_calendar.is_workday(day)
    return day


def loop_count(a: date, b: date) -> int:
    return len(chinese_calendar.get_workdays(a + timedelta(days=1), b))


def pairs(count: int, seed: int) -> list[tuple[date, int]]:
    pick = random.Random(seed)
    span = (LAST - FIRST).days
    return [(FIRST + timedelta(days=pick.randrange(span)), pick.randint(1, 60)) for _ in range(count)]


def scalar_engines() -> dict[str, tuple[Callable[[date, int], Any], Callable[[date, date], Any], int]]:
    """Name → (add, count, how many answers per pass)."""

    def numpy_add(calendar: np.busdaycalendar) -> Callable[[date, int], Any]:
        return lambda day, n: np.busday_offset(day, n, roll="backward", busdaycal=calendar).item()

    def numpy_count(calendar: np.busdaycalendar) -> Callable[[date, date], Any]:
        one = timedelta(days=1)
        return lambda a, b: int(np.busday_count(a + one, b + one, busdaycal=calendar))

    return {
        "bingshen": (CALENDAR.add, CALENDAR.count, 20_000),
        "numpy trick": (numpy_add(TRICK), numpy_count(TRICK), 2_000),
        "numpy usual": (numpy_add(USUAL), numpy_count(USUAL), 2_000),
        "holidays": (
            CHINA.get_nth_working_day,
            lambda a, b: CHINA.get_working_days_count(a + timedelta(days=1), b),
            300,
        ),
        "chinesecalendar": (loop_add, loop_count, 60),
    }


def many_engines(size: int = 1_000_000) -> tuple[dict[str, dict[str, Job]], dict[str, int]]:
    rng = np.random.default_rng(2026)
    days = (np.datetime64(FIRST) + rng.integers(0, (LAST - FIRST).days, size)).astype("datetime64[D]")
    n = rng.integers(1, 61, size)
    ends = bulk.add_many(CALENDAR, days, n)
    a, b = (rng.integers(0, 9999, size, dtype=np.int32) for _ in range(2))
    part = slice(0, size // 10)
    one = np.timedelta64(1, "D")
    found = {
        "bingshen": bulk.count_many(CALENDAR, days, ends) - n,
        "numpy trick": np.busday_count(days + one, ends + one, busdaycal=TRICK) - n,
    }
    return {
        "bingshen": {
            "add": (lambda: bulk.add_many(CALENDAR, days, n), size),
            "count": (lambda: bulk.count_many(CALENDAR, days, ends), size),
        },
        "numpy trick": {
            "add": (lambda: np.busday_offset(days[part], n[part], roll="backward", busdaycal=TRICK), size // 10),
            "count": (lambda: np.busday_count(days[part] + one, ends[part] + one, busdaycal=TRICK), size // 10),
        },
        "memory (two int32 arrays added)": {"add": (lambda: np.add(a, b), size), "count": (lambda: np.add(a, b), size)},
    }, {name: int(np.count_nonzero(wrong)) for name, wrong in found.items()}


def project(seed: int) -> list[Run]:
    """Twelve items of one project with two stops each, two still running."""
    pick = random.Random(seed)
    start = date(2025, 1, 6) + timedelta(days=pick.randrange(60))
    runs = []
    for number in range(12):
        a = start + timedelta(days=pick.randrange(120))
        stops = tuple(
            Stop(s := a + timedelta(days=pick.randrange(30)), s + timedelta(days=pick.randrange(12))) for _ in range(2)
        )
        runs.append(Run(a, None if number > 9 else a + timedelta(days=pick.randrange(60)), stops))
    return runs


def project_engines(size: int = 100_000) -> tuple[dict[str, dict[str, Job]], dict[str, int]]:
    rng = np.random.default_rng(2026)
    starts = rng.integers(1000, 1400, (size, 38)).astype(np.int32)
    ends = (starts + rng.integers(0, 30, starts.shape)).astype(np.int32)
    rows = [sorted(zip(x, y, strict=True)) for x, y in zip(starts[:300].tolist(), ends[:300].tolist(), strict=True)]
    projects = [project(seed) for seed in range(200)]
    until = date(2025, 9, 30)

    def sets(x: list[tuple[int, int]]) -> int:
        return len(set().union(*(range(a + 1, b + 1) for a, b in x)))

    def frame() -> Any:
        import pandas

        part = slice(0, size // 20)
        table = pandas.DataFrame(
            {"p": np.repeat(np.arange(size // 20), 38), "x": starts[part].ravel(), "y": ends[part].ravel()}
        ).sort_values(["p", "x"])
        reach = table.groupby("p")["y"].cummax().groupby(table["p"]).shift(fill_value=0)
        return (table["y"] - np.maximum(table["x"], reach)).clip(lower=0).groupby(table["p"]).sum().to_numpy()

    def days_of(runs: list[Run]) -> int:
        """As one would write it: every day of every item asked of the calendar, in a set."""
        found: set[date] = set()
        for run in runs:
            day = run.accepted_on
            while (day := day + timedelta(days=1)) <= min(run.ended_on or until, until):
                if works(day) and not any(stop.covers(day) for stop in run.stops):
                    found.add(day)
        return len(found)

    expected = [sets(row) for row in rows]
    wrong = {
        "bingshen arrays": int((bulk.union_many(starts[:300], ends[:300]) != np.array(expected)).sum()),
        "bingshen spans": sum(length(merge(row), OPEN_END) != n for row, n in zip(rows, expected, strict=True)),
        "pandas": int((frame()[:300] != np.array(expected)).sum()),
        "bingshen facts": sum(union_used(runs, CALENDAR, until) != days_of(runs) for runs in projects),
    }
    facts = len(projects)
    return {
        "from arrays of 38 spans": {
            "bingshen": (lambda: bulk.union_many(starts, ends), size),
            "pandas": (frame, size // 20),
            "python sets": (lambda: [sets(row) for row in rows], 300),
        },
        "one project from 38 spans": {"bingshen": (lambda: [length(merge(row), OPEN_END) for row in rows], 300)},
        "one project from 12 items with 2 stops": {
            "bingshen": (lambda: [union_used(runs, CALENDAR, until) for runs in projects], facts),
            "bingshen with due date": (lambda: [union_reckon(runs, 79, CALENDAR, until) for runs in projects], facts),
            "day by day": (lambda: [days_of(runs) for runs in projects[:40]], 40),
        },
        "due date of an item with 2 stops": {
            "bingshen": (
                lambda: [due(r.accepted_on, 20, "WORKING_DAY", r.stops, CALENDAR) for runs in projects for r in runs],
                facts * 12,
            ),
        },
    }, wrong


def timed(job: Job) -> float:
    work, answers = job
    begun = time.process_time_ns()
    work()
    return (time.process_time_ns() - begun) / answers


def interleaved(groups: dict[str, dict[str, Job]], passes: int) -> dict[str, dict[str, dict[str, float]]]:
    """Every job once per pass, one after another, so that a busy neighbour slows all alike."""
    seen: dict[tuple[str, str], list[float]] = {}
    for _ in range(passes):
        for group, jobs in groups.items():
            for name, job in jobs.items():
                seen.setdefault((group, name), []).append(timed(job))
    out: dict[str, dict[str, dict[str, float]]] = {}
    for (group, name), values in seen.items():
        out.setdefault(group, {})[name] = {
            "ns": round(statistics.median(values), 2),
            "low": round(min(values), 2),
            "high": round(max(values), 2),
        }
    return out


def _added(add: Any, asked: list[tuple[date, int]]) -> list[Any]:
    return [add(day, n) for day, n in asked]


def _counted(count: Any, spans: list[tuple[date, date]]) -> list[Any]:
    return [count(a, b) for a, b in spans]


def scalar_jobs() -> tuple[dict[str, dict[str, Job]], dict[str, dict[str, int]]]:
    jobs: dict[str, dict[str, Job]] = {"add": {}, "count": {}}
    wrong: dict[str, dict[str, int]] = {"add": {}, "count": {}}
    index = {day: i for i, day in enumerate(TABLE)}
    for name, (add, count, size) in scalar_engines().items():
        asked = pairs(size, 7)
        spans = [(day, CALENDAR.add(day, n)) for day, n in asked]
        checked = pairs(min(size, 2000), 7)
        truth = []
        for day, n in checked:
            last = day
            while last not in index:
                last -= timedelta(days=1)
            truth.append(TABLE[index[last] + n])
        wrong["add"][name] = sum(add(day, n) != end for (day, n), end in zip(checked, truth, strict=True))
        wrong["count"][name] = sum(count(day, end) != n for (day, n), end in zip(checked, truth, strict=True))
        jobs["add"][name] = (partial(_added, add, asked), size)
        jobs["count"][name] = (partial(_counted, count, spans), size)
    return jobs, wrong


def measure(passes: int) -> dict[str, Any]:
    scalars, scalar_wrong = scalar_jobs()
    many, many_wrong = many_engines()
    projects, project_wrong = project_engines()
    every = {
        **{f"scalar {verb}": jobs for verb, jobs in scalars.items()},
        **{f"many {verb}": {name: jobs[verb] for name, jobs in many.items()} for verb in ("add", "count")},
        **projects,
    }
    found = interleaved(every, passes)
    ratios = {
        group: {
            name: round(value["ns"] / values["bingshen"]["ns"], 2)
            for name, value in values.items()
            if name != "bingshen"
        }
        for group, values in found.items()
    }
    figures = {
        "scalar add, ns": found["scalar add"]["bingshen"]["ns"],
        "scalar count, ns": found["scalar count"]["bingshen"]["ns"],
        "scalar add vs numpy trick": ratios["scalar add"]["numpy trick"],
        "scalar count vs numpy trick": ratios["scalar count"]["numpy trick"],
        "scalar add vs chinesecalendar": ratios["scalar add"]["chinesecalendar"],
        "many add, ns": found["many add"]["bingshen"]["ns"],
        "many count, ns": found["many count"]["bingshen"]["ns"],
        "many add vs numpy trick": ratios["many add"]["numpy trick"],
        "many count vs numpy trick": ratios["many count"]["numpy trick"],
        "one project from spans, ns": found["one project from 38 spans"]["bingshen"]["ns"],
        "a million projects, s": round(found["from arrays of 38 spans"]["bingshen"]["ns"] / 1000, 3),
    }
    goals = {
        name: {
            "goal": f"{sense} {bound}",
            "found": figures[name],
            "met": figures[name] <= bound if sense == "at most" else figures[name] >= bound,
        }
        for name, (sense, bound) in GOALS.items()
    }
    return {
        "what": "working days of 2019-2025, spans of 1 to 60; projects of 12 items; ns of processor time per answer",
        "passes": passes,
        "goals": goals,
        "wrong": {"scalar": scalar_wrong, "many": many_wrong, "projects": project_wrong},
        "ns_per_answer": found,
        "times_slower_than_bingshen": ratios,
        "commit": subprocess.run(["git", "rev-parse", "HEAD"], capture_output=True, text=True).stdout.strip(),
        "machine": {
            "processor": processor(),
            "cores": os.cpu_count(),
            "python": platform.python_version(),
            "load": [round(value, 1) for value in os.getloadavg()],
        },
        "versions": {name: version(name) for name in ("numpy", "pandas", "chinesecalendar", "holidays")},
    }


def processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []:
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor()


def main(passes: int = 5) -> None:
    """Measure, write `bench/results/clocks.json`, and fail if an own answer is wrong or a ratio goal is missed."""
    result = measure(passes)
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n")
    sys.stdout.write(json.dumps({key: result[key] for key in ("goals", "wrong")}, ensure_ascii=False, indent=1) + "\n")
    own = [
        count
        for part in (*result["wrong"]["scalar"].values(), result["wrong"]["many"], result["wrong"]["projects"])
        for name, count in part.items()
        if name.startswith("bingshen")
    ]
    missed = [name for name, goal in result["goals"].items() if " vs " in name and not goal["met"]]
    if any(own) or missed:
        raise SystemExit(f"wrong answers: {sum(own)}; goals missed: {', '.join(missed) or 'none'}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
