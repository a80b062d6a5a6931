"""The catalogue as it is shipped against the text of the domain's table (domain_table.csv), so that drift is seen."""

import csv
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

HERE = Path(__file__).parent
ROWS = list(csv.DictReader((HERE / "domain_table.csv").read_text(encoding="utf-8").splitlines()))
SHIPPED = {
    item["code"]: item
    for path in sorted((HERE.parents[1] / "catalogue/data/items").glob("*.yaml"))
    for item in yaml.safe_load(path.read_text(encoding="utf-8"))["items"]
}
#: Known to stand in the table only, as no edge: coordination precedes the code; the technical part of 302 is looked at
#: within 301; connecting follows the acceptance.
BY_WORDS = {"115": {"101"}, "302": {"301"}, "501": {"401"}}


def codes(value: Any) -> set[str]:
    """Every item code inside nested prerequisites, gates and conditions; or in a text, `101..105` written out."""
    ranges = re.findall(r"(\d{3})\.\.(\d{3})", str(value))
    between = {str(code) for first, last in ranges for code in range(int(first), int(last) + 1)}
    return set(re.findall(r"(?<!\d)[1-5]\d{2}(?!\d)", str(value))) | between


def test_the_table_and_the_catalogue_name_the_same_64_items() -> None:
    assert len(ROWS) == 64
    assert {row["code"] for row in ROWS} == set(SHIPPED)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["code"])
def test_kind_promise_cap_and_assessment_are_the_table_s(row: dict[str, str]) -> None:
    item = SHIPPED[row["code"]]
    assert item["kind"] in row["kind"].split("/")
    promised = re.match(r"\d+", row["promised"])
    assert item.get("promised") == (int(promised.group()) if promised else None)
    assert item["cap"] is (row["cap"] == "Y")
    wanted: Any = "all" if "R-all" in row["ra"] else re.findall(r"R\d\d", row["ra"])
    assert (item.get("ra") or []) == wanted


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["code"])
def test_every_item_the_table_links_is_linked(row: dict[str, str]) -> None:
    item = SHIPPED[row["code"]]
    linked = codes([item.get(key) for key in ("after", "gate", "inside", "together_with")])
    if "bundle" in item:
        linked |= {code for code, other in SHIPPED.items() if other.get("bundle") == item["bundle"]}
    assert codes(row["prerequisites"].split("(§")[0]) - BY_WORDS.get(row["code"], set()) <= linked
