"""A foreign log through a small mapping: stops, extensions, rounds, faults, and files that mean harm."""

import gzip
from datetime import date
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from core.models import JournalEntry
from exchange.event_logs.mapping import BadMapping, read
from supervision.models import HistoryCase, HistoryLog
from tests.exchange.conftest import MAPPINGS, ROOT

pytestmark = pytest.mark.django_db

MAPPING = """
log: small
unit: working_day
limit: 20
case: {id: case, item: item, organisation: {value: 甲局}}
activity: activity
timestamp: at
timezone: Asia/Shanghai
events:
  accepted: start
  asked: {effect: stop, kind: data, round: true}
  answered: {effect: resume, kind: data}
  hearing: {effect: stop, kind: hearing}
  heard: {effect: resume, kind: hearing}
  extended: {effect: extend, by: 10, when: {granted: "yes"}}
  decided: end
"""
HEAD = "case,item,activity,at,granted\n"
ONE = """\
C1,占用绿地,accepted,2026-06-01T09:00:00+08:00,
C1,占用绿地,asked,2026-06-03T09:00:00+08:00,
C1,占用绿地,hearing,2026-06-04T09:00:00+08:00,
C1,占用绿地,answered,2026-06-08T09:00:00+08:00,
C1,占用绿地,extended,2026-06-08T10:00:00+08:00,no
C1,占用绿地,heard,2026-06-10T09:00:00+08:00,
C1,占用绿地,decided,2026-06-12T09:00:00+08:00,
"""


def load(folder: Path, content: str | bytes, name: str = "log.csv", mapping: str = MAPPING, **options: Any) -> None:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    (folder / "mapping.yaml").write_text(mapping, encoding="utf-8")
    call_command("import_event_log", path, mapping=folder / "mapping.yaml", verbosity=0, **options)


def only() -> HistoryCase:
    return HistoryCase.objects.get()


def test_overlapping_stops_exclude_a_day_once(tmp_path: Path) -> None:
    load(tmp_path, HEAD + ONE)
    case = only()
    assert (case.item, case.organisation, case.accepted_on, case.ended_on) == (
        "占用绿地", "甲局", date(2026, 6, 1), date(2026, 6, 12)
    )  # fmt: skip
    assert (case.used, case.stopped, case.span) == (4, 5, 9)
    assert (case.limit, case.rounds) == (20, 1)


def test_an_extension_counts_only_under_its_condition(tmp_path: Path) -> None:
    load(tmp_path, HEAD + ONE.replace(",no\n", ",yes\n"))
    assert only().limit == 30


def test_a_gzip_is_recognised_by_its_content(tmp_path: Path) -> None:
    load(tmp_path, gzip.compress((HEAD + ONE).encode()), "log.csv")
    assert only().used == 4


def test_rows_of_a_case_may_be_scattered_and_unordered(tmp_path: Path) -> None:
    lines = ONE.splitlines(keepends=True)
    other = ONE.replace("C1", "C2").splitlines(keepends=True)
    load(tmp_path, HEAD + "".join(b + a for a, b in zip(reversed(lines), other, strict=True)))
    assert list(HistoryCase.objects.values_list("used", "stopped")) == [(4, 5), (4, 5)]


def test_the_day_is_that_of_the_named_zone(tmp_path: Path) -> None:
    load(tmp_path, HEAD + "C1,x,accepted,2026-06-01T20:00:00+00:00,\nC1,x,decided,2026-06-03T10:00:00Z,\n")
    assert (only().accepted_on, only().used) == (date(2026, 6, 2), 1)


def test_instants_in_the_way_of_the_country_are_read_by_their_format(tmp_path: Path) -> None:
    content = HEAD + "C1,x,accepted,01-06-2026 09:00,\nC1,x,decided,12-06-2026 09:00,\n"
    load(tmp_path, content, mapping=MAPPING + 'time_format: "%d-%m-%Y %H:%M"\n')
    assert (only().accepted_on, only().used) == (date(2026, 6, 1), 9)


def test_an_open_case_is_counted_to_its_last_event(tmp_path: Path) -> None:
    load(tmp_path, HEAD + "".join(ONE.splitlines(keepends=True)[:2]) + "C1,x,looked at,2026-06-05T10:00:00+08:00,\n")
    case = only()
    assert (case.ended_on, case.used, case.stopped, case.span) == (None, 2, 2, 4)


def test_cases_that_left_the_log_leave_the_history(tmp_path: Path) -> None:
    load(tmp_path, HEAD + ONE + ONE.replace("C1", "C2"))
    kept = HistoryCase.objects.get(case="C2").pk
    load(tmp_path, HEAD + ONE.replace("C1", "C2"))
    assert only().pk == kept
    assert HistoryLog.objects.get().cases == 1
    assert JournalEntry.objects.filter(verb="exchange.keep_event_log").last().data["removed"] == 1


def test_a_few_faults_are_named_and_the_rest_is_kept(tmp_path: Path) -> None:
    good = "".join(ONE.replace("C1", f"G{n}") for n in range(30))
    load(tmp_path, HEAD + good + "B1,x,decided,2026-06-12,\n", faults=tmp_path / "faults.csv")
    assert HistoryCase.objects.count() == 30
    assert HistoryLog.objects.get().faults == 1
    assert "case B1 (line 212),nothing says when it was accepted" in (tmp_path / "faults.csv").read_text()


def test_too_many_faults_keep_nothing(tmp_path: Path) -> None:
    bad = "B1,x,accepted,yesterday,\nB2,x,accepted\n,x,accepted,2026-06-01,\n"
    with pytest.raises(CommandError, match="Nothing was kept"):
        load(tmp_path, HEAD + ONE + bad)
    assert not HistoryLog.objects.exists()
    load(tmp_path, HEAD + ONE + bad, most_faults=100.0)
    assert only().case == "C1"


@pytest.mark.parametrize(
    ("due", "said"),
    [
        ("2026-05-29", "before day 0"),
        ("2069-12-31", "outside the calendar"),
        ("soon", "no date or time"),
        ("", "gives no deadline"),
        ("2026\0", "a zero byte"),
    ],
)
def test_a_deadline_that_cannot_be_one_is_a_fault(tmp_path: Path, due: str, said: str) -> None:
    mapping = MAPPING.replace("limit: 20", "limit: {deadline: granted}")
    good = "C1,x,accepted,2026-06-01,2026-06-29\n"
    bad = f"C2,x,accepted,2026-06-01,{due}\n"
    load(tmp_path, HEAD + good + bad, mapping=mapping, most_faults=100.0, faults=tmp_path / "faults.csv")
    assert (only().case, only().limit) == ("C1", 19)
    assert said in (tmp_path / "faults.csv").read_text()


def test_a_dry_run_keeps_nothing(tmp_path: Path) -> None:
    load(tmp_path, HEAD + ONE, dry_run=True, report=tmp_path / "report.csv")
    assert not HistoryLog.objects.exists()
    assert (tmp_path / "report.csv").read_text().splitlines()[1] == "C1,2026-06-01,2026-06-12,4,5,9"


def test_no_cell_of_the_report_is_a_formula(tmp_path: Path) -> None:
    load(tmp_path, HEAD + ONE.replace("C1", "=HYPERLINK(1)"), report=tmp_path / "report.csv")
    assert (tmp_path / "report.csv").read_text().splitlines()[1].startswith("'=HYPERLINK(1),")


XES = dedent("""\
    <?xml version="1.0" encoding="UTF-8"?>{before}
    <xes:log xmlns:xes="http://www.xes-standard.org/" xes.version="1849-2016">
      <xes:trace>
        <xes:string key="case" value="{case}"><xes:string key="case" value="nested"/></xes:string>
        <xes:event><xes:string key="activity" value="accepted"/><xes:date key="at" value="2026-06-01T09:00:00+08:00"/></xes:event>
        <xes:event><xes:string key="activity" value="decided"/><xes:date key="at" value="2026-06-12T09:00:00+08:00"/>
          <xes:list key="x"><xes:values><xes:string key="activity" value="accepted"/></xes:values></xes:list></xes:event>
      </xes:trace>
    </xes:log>
    """)


def test_xes_is_read_with_prefix_and_nested_attributes_passed_over(tmp_path: Path) -> None:
    load(tmp_path, XES.format(before="", case="C1"), "log.xes")
    assert (only().case, only().used) == ("C1", 9)


@pytest.mark.parametrize(
    ("before", "case"),
    [
        ('<!DOCTYPE log [<!ENTITY e SYSTEM "file:///etc/hostname">]>', "&e;"),
        ('<!DOCTYPE log [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>', "&c;"),
        ('<!DOCTYPE log SYSTEM "http://example.invalid/log.dtd">', "C1"),
    ],
)
def test_a_document_type_is_refused(tmp_path: Path, before: str, case: str) -> None:
    with pytest.raises(CommandError, match="declares a document type"):
        load(tmp_path, XES.format(before=before, case=case), "log.xes")
    assert not HistoryLog.objects.exists()


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"<log><trace>", "log.xes", "line 1"),
        (b"<html/>", "log.xes", "begins with <html>"),
        (b"", "log.csv", "empty"),
        (b"a,b\n1,2\n", "log.csv", "has no column activity"),
        (gzip.compress(HEAD.encode() * 500, mtime=0)[:60], "log.csv.gz", "damaged"),
        (b"<log><trace><string key='" + b"a" * (3 << 20), "log.xes", "without a tag"),
        (b"x", "log.json", "neither in .xes nor in .csv"),
        (HEAD.encode() + b"\xff\xfe\xfa", "log.csv", "not utf-8"),
    ],
    ids=["cut off", "another root", "empty", "no such column", "damaged", "one endless tag", "another kind", "no text"],
)  # fmt: skip
def test_a_file_that_is_no_log_says_why(tmp_path: Path, content: bytes, name: str, said: str) -> None:
    with pytest.raises(CommandError, match=said):
        load(tmp_path, content, name)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("decided: end", "decided: finish", "effect is one of"),
        ("limit: 20", "limit: {dead: x}", "unknown dead"),
        ("unit: working_day", "unit: fortnight", "unit is one of"),
        ("by: 10", "by: 0", "from 1 to 700"),
        ("Asia/Shanghai", "Asia/Atlantis", "is not known"),
        ("accepted: start", "accepted: end", "nothing starts the clock"),
        ("log: small", "log: small\nlimits: 3", "unknown limits"),
        ("events:", "events: [", "no YAML"),
    ],
)
def test_a_slip_in_the_mapping_is_refused_by_name(old: str, new: str, said: str) -> None:
    assert old in MAPPING
    with pytest.raises(BadMapping, match=said):
        read(MAPPING.replace(old, new))


def test_the_mappings_that_are_shipped_and_the_one_in_the_manual_are_read() -> None:
    shipped = [read(path.read_text(encoding="utf-8")).log for path in sorted(MAPPINGS.glob("*.yaml"))]
    assert shipped == ["bingshen", "bpic15-1", "wabo-receipt"]
    manual = (ROOT / "docs" / "event_logs.md").read_text(encoding="utf-8")
    assert read(manual.partition("```yaml\n")[2].partition("```")[0]).log == "green-2026"
