"""Our own cases as XES: what a process miner reads is what happened, and no person is in it."""

import gzip
import importlib.util
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Enterprise, User
from clocks.models import Clock, Stop
from core.models import JournalEntry
from core.time import now, travel
from exchange.own_cases import cases_between, traces
from projects.models import Project
from supervision.models import HistoryCase
from tests.approvals import county as c
from tests.approvals.conftest import commands_commit  # noqa: F401
from tests.exchange.conftest import MAPPINGS

pytestmark = pytest.mark.django_db
NS = "{http://www.xes-standard.org/}"
FILED, DECIDED = date(2026, 3, 2), date(2026, 3, 20)


@pytest.fixture
def decided() -> Any:
    """A stage filed on 2 March; one case decided on the 20th after two overlapping stops, the others open."""
    with travel(FILED):
        county = c.build()
        application = c.accepted(county, "S1")
        case = application.cases.filter(state="OPEN").order_by("pk")[0]
        for started, ended in ((3, 6), (5, 10)):
            Stop.objects.create(
                subject_type=case._meta.label_lower, subject_id=case.pk, project_id=application.project_id,
                kind="EXPERT_REVIEW", started_on=date(2026, 3, started), planned_end_on=date(2026, 3, 12),
                ended_on=date(2026, 3, ended), legal_basis="行政许可法第四十五条", reason="专家评审", entered_at=now(),
            )  # fmt: skip
    with travel(DECIDED):
        c.decide(county, case)
        yield case


def exported(folder: Path, name: str = "own.xes", **options: Any) -> Path:
    call_command("export_event_log", folder / name, verbosity=0, **options)
    return folder / name


def events(trace: ElementTree.Element) -> list[dict[str, str]]:
    return [{v.get("key", ""): v.get("value", "") for v in event} for event in trace.findall(f"{NS}event")]


def named(log: ElementTree.Element, number: str) -> ElementTree.Element:
    return next(
        t for t in log.findall(f"{NS}trace") if t.find(f"{NS}string[@key='concept:name']").get("value") == number
    )


def test_a_log_has_the_parts_of_the_standard_in_their_order(decided: Any, tmp_path: Path) -> None:
    log = ElementTree.parse(exported(tmp_path)).getroot()
    assert (log.tag, log.get("xes.version")) == (f"{NS}log", "1849-2016")
    order = [child.tag.removeprefix(NS) for child in log]
    ranks = {"extension": 0, "global": 1, "classifier": 2, "string": 3, "date": 3, "trace": 4}
    assert [ranks[tag] for tag in order] == sorted(ranks[tag] for tag in order)
    declared = {child.get("prefix") for child in log.findall(f"{NS}extension")}
    prefixed = {v.get("key", "").partition(":")[0] for v in log.iter() if ":" in (v.get("key") or "")}
    assert prefixed == declared == {"concept", "time", "lifecycle", "org"}
    for event in log.iter(f"{NS}event"):
        keys = [v.get("key") for v in event]
        assert len(keys) == len(set(keys))
        assert {"concept:name", "time:timestamp", "lifecycle:transition"} <= set(keys)


def test_the_verbs_of_the_journal_are_the_activities(decided: Any, tmp_path: Path) -> None:
    found = events(named(ElementTree.parse(exported(tmp_path)).getroot(), decided.number))
    people = [e["concept:name"] for e in found if not e["concept:name"].startswith("clock.")]
    assert people == [
        "approvals.submit", "approvals.accept", "approvals.open_case", "approvals.give_opinion",
        "approvals.explain_overtime", "approvals.pass",
    ]  # fmt: skip
    assert [e["time:timestamp"] for e in found] == sorted(e["time:timestamp"] for e in found)
    assert {e["org:role"] for e in found} == {"applicant", "officer", "clock"}


def test_overlapping_stops_are_one_suspension(decided: Any, tmp_path: Path) -> None:
    found = events(named(ElementTree.parse(exported(tmp_path)).getroot(), decided.number))
    clock = [(e["lifecycle:transition"], e["time:timestamp"][:10]) for e in found if e["org:role"] == "clock"]
    assert clock == [
        ("start", "2026-03-02"), ("suspend", "2026-03-03"), ("resume", "2026-03-10"), ("complete", "2026-03-20"),
    ]  # fmt: skip


def test_no_name_of_a_person_enterprise_or_project_leaves(decided: Any, tmp_path: Path) -> None:
    text = exported(tmp_path).read_text(encoding="utf-8")
    names = {*User.objects.values_list("name", flat=True), *User.objects.values_list("username", flat=True)}
    names |= {*Enterprise.objects.values_list("name", flat=True), *Enterprise.objects.values_list("uscc", flat=True)}
    names |= {
        *Project.objects.values_list("name", flat=True),
        *JournalEntry.objects.values_list("actor_name", flat=True),
    }
    assert len(names - {""}) > 5
    assert not [name for name in names - {"", "系统"} if f'"{name}"' in text or (len(name) > 2 and name in text)]


def test_persons_cannot_be_followed_from_one_file_to_the_next(decided: Any, tmp_path: Path) -> None:
    def persons(name: str) -> set[str]:
        log = ElementTree.parse(exported(tmp_path, name)).getroot()
        return {v.get("value", "") for v in log.iter() if v.get("key") == "org:resource"}

    first, second = persons("a.xes"), persons("b.xes")
    assert first
    assert len(first) == len(second)
    assert not first & second


def test_an_exported_log_comes_back_with_the_same_clock(decided: Any, tmp_path: Path) -> None:
    path = exported(tmp_path, "own.xes.gz")
    assert path.read_bytes()[:2] == gzip.compress(b"")[:2]
    call_command("import_event_log", path, mapping=MAPPINGS / "bingshen.yaml", verbosity=0)
    clock = Clock.objects.get(kind="PROMISED", subject_type="approvals.itemcase", subject_id=decided.pk)
    back = HistoryCase.objects.get(case=decided.number)
    assert (back.accepted_on, back.ended_on, back.limit, back.used) == (
        clock.origin_on, clock.ended_on, clock.limit, clock.used,
    )  # fmt: skip
    assert (back.stopped, back.span) == (5, 14)


def test_filters_by_region_and_day_of_filing(decided: Any, tmp_path: Path) -> None:
    def count(**options: Any) -> int:
        log = ElementTree.parse(exported(tmp_path, **options)).getroot()
        return len(log.findall(f"{NS}trace"))

    everything = count()
    region = decided.application.region
    assert everything == cases_between().count() > 1
    assert count(region=region.code) == everything
    assert count(first=FILED, last=FILED) == everything
    assert count(first=date(2026, 3, 3)) == count(last=date(2026, 3, 1)) == 0
    with pytest.raises(CommandError, match="no region 990000"):
        count(region="990000")


def test_a_batch_of_cases_takes_a_fixed_number_of_queries(decided: Any, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(7):  # departments, cases, two of the journal, clocks, stops, the empty last batch
        assert len(list(traces(cases_between()))) > 1


def test_a_failure_leaves_the_earlier_file(decided: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "own.xes"
    path.write_text("earlier")
    monkeypatch.setattr("exchange.own_cases._event", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        exported(tmp_path)
    assert path.read_text() == "earlier"
    assert [p.name for p in tmp_path.iterdir()] == ["own.xes"]


@pytest.mark.slow
@pytest.mark.skipif(importlib.util.find_spec("pm4py") is None, reason="pm4py is not installed (make bench installs it)")
def test_pm4py_reads_it_back(decided: Any, tmp_path: Path) -> None:
    import pm4py

    log = pm4py.read_xes(str(exported(tmp_path, "own.xes.gz")))
    assert log["case:concept:name"].nunique() == cases_between().count()
    own = log[log["case:concept:name"] == decided.number]
    assert own["concept:name"].tolist()[-1] == "approvals.pass"
    assert str(own["time:timestamp"].dtype).startswith("datetime64[")
    assert ("approvals.explain_overtime", "approvals.pass") in pm4py.discover_dfg(own)[0]
    pm4py.write_xes(log, str(tmp_path / "again.xes"))
    assert len(pm4py.read_xes(str(tmp_path / "again.xes"))) == len(log)
