"""Two real logs of permits: every case arrives, and its clock equals what pandas says."""

import csv
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from django.core.management import call_command

from supervision.models import HistoryCase
from tests.exchange import log_oracle
from tests.exchange.conftest import MAPPINGS

pytestmark = pytest.mark.django_db
Find = Callable[[str], Path]


def imported(log: Path, mapping: str, report: Path) -> pd.DataFrame:
    """The report of an import that may take at most a minute, by case."""
    begun = time.perf_counter()
    call_command("import_event_log", log, mapping=MAPPINGS / mapping, report=report, verbosity=0)
    assert time.perf_counter() - begun < 60
    table = pd.read_csv(report, dtype={"case": str}, parse_dates=["accepted_on", "ended_on"])
    assert list(table.columns) == ["case", "accepted_on", "ended_on", "used", "stopped", "span"]
    return table.set_index("case").sort_index()


def same(found: pd.DataFrame, expected: pd.DataFrame) -> None:
    columns = ["accepted_on", "ended_on", "used", "stopped", "span"]
    expected = expected.sort_index()
    assert list(found.index) == list(expected.index)
    for column in columns:
        wrong = [case for case, a, b in zip(found.index, found[column], expected[column], strict=True)
                 if a != b and not (pd.isna(a) and pd.isna(b))]  # fmt: skip
        assert not wrong, f"{column} differs for {wrong[:5]}"


def test_1199_building_permits_equal_the_oracle(real_log: Find, tmp_path: Path) -> None:
    path = real_log("BPIC15_1.xes.gz")
    found = imported(path, "bpic15_1.yaml", tmp_path / "report.csv")
    assert len(found) == HistoryCase.objects.filter(log__name="bpic15-1").count() == 1199
    same(found, log_oracle.bpic15(path))
    assert (found["stopped"] > 0).sum() > 250


def test_1434_receipts_equal_the_oracle(real_log: Find, tmp_path: Path) -> None:
    path = real_log("wabo_receipt.csv.gz")
    found = imported(path, "wabo_receipt.yaml", tmp_path / "report.csv")
    expected = log_oracle.wabo(path)
    assert len(found) == 1434
    same(found, expected)
    assert dict(HistoryCase.objects.values_list("case", "limit")) == expected["limit"].to_dict()


def test_a_second_import_changes_no_row(real_log: Find, tmp_path: Path) -> None:
    path = real_log("wabo_receipt.csv.gz")
    imported(path, "wabo_receipt.yaml", tmp_path / "first.csv")
    before = list(HistoryCase.objects.order_by("pk").values())
    imported(path, "wabo_receipt.yaml", tmp_path / "second.csv")
    assert list(HistoryCase.objects.order_by("pk").values()) == before
    assert (tmp_path / "first.csv").read_bytes() == (tmp_path / "second.csv").read_bytes()


def test_the_oracle_knows_nothing_of_the_product() -> None:
    source = Path(sys.modules[log_oracle.__name__].__file__ or "").read_text()
    imports = {
        line.split()[1].partition(".")[0] for line in source.splitlines() if line.startswith(("import ", "from "))
    }
    assert imports == {"gzip", "pandas", "pathlib", "xml"}


def test_the_report_is_plain_csv(real_log: Find, tmp_path: Path) -> None:
    imported(real_log("wabo_receipt.csv.gz"), "wabo_receipt.yaml", tmp_path / "report.csv")
    with (tmp_path / "report.csv").open(newline="") as file:
        row = next(line for line in csv.DictReader(file) if line["case"] == "case-10017")
    assert row == {"case": "case-10017", "accepted_on": "2011-10-11", "ended_on": "2011-10-18",
                   "used": "7", "stopped": "0", "span": "7"}  # fmt: skip
