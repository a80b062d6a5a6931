"""The 64 items as they are written, against a second transcription of the same table."""

import pytest

from catalogue.lint import is_catch_all
from catalogue.rules import STAGES
from catalogue.source import content_hash, read_source, shipped_catalogue

# code stage kind statutory promised cap notice-commitment late-filing (– where there is none)
TABLE = """
100 S1 QT imm 0 N - N
101 S1 XK 20w 5 Y N Y
102 S1 XK 20w 8 Y N Y
103 S1 XK 20w 10 Y N Y
104 S1 XK 20w 8 Y N Y
105 S1 BA imm 1 Y - N
106 PX XK 15w 7 N C Y
107 S1 JS – 10 N N N
108 PX XK 20w 10 N N N
109 PX XK 20w 10 N N Y
110 PX ZJ – – N C N
111 PX NB 20w – N N N
112 PX NB 20c – N - N
113 S1 XK 20w 5 Y C Y
114 PX XK 20w 10 N N Y
115 PRE NB – 10 N - N
201 S2 JS – 7 Y C Y
202 S2 XK 20w 10 Y N Y
203 S2 XK 20w 7 Y C Y
204 PX XK 60c 15 N N N
205 PX XK 30c 7 N C N
206 PX BA imm 0 N - N
207 PX XK 10w 7 N N Y
208 PX XK imm 1 N Y N
209 PX XK 20w 10 N N Y
210 PX XK 45w 15 N C Y
211 PX XK 20w 10 N N N
212 PX QT 15w 5 N C Y
213 PX XK 20w 10 N N N
214 S2 XK 20w 5 Y C Y
215 PX JS – 5 N C N
216 PX XK 20w 10 N N N
217 PX XK 20w 10 N N N
218 PX XK 20w 5 N C Y
219 PX ZJ – – N C N
220 PX XK 20w 7 N N Y
221 PX XK 20w 10 N N N
222 PX JS – 10 N N N
301 S3 JS 15w 10 Y C Y
302 S3 XK 15w 7 Y N Y
303 S3 XK 7c 5 Y C Y
304 S3 XK 20w 5 Y N Y
305 S3 XK 20w 3 Y C Y
306 S3 XK 20w 5 Y C Y
307 S3 XK 20w 5 N C Y
308 S3 XK 20w 5 N N Y
309 S3 XK 20w 5 N N Y
310 PX NB 20c – N - N
311 PX BA 7w 2 N Y Y
401 S4 JA – 12 Y - Y
402 S4 XK 20w 10 Y N Y
403 S4 XK 15w 10 Y N N
404 S4 BA imm 1 Y C Y
405 S4 BA 20w 7 Y N Y
406 S4 QT 20w 5 Y C Y
407 S4 XK 10w 5 Y N Y
408 S4 BA 15c 2 Y - Y
409 PX BA 5w 1 N - N
501 PX GG – 4 N - Y
502 PX GG 20w 5 N C Y
503 PX GG – 5 N - Y
504 PX GG – 5 N - Y
505 PX GG – 5 N - Y
506 PX QT 30w 7 N N Y
"""
ROWS = [line.split() for line in TABLE.split("\n") if line]
UNITS = {"w": "WORKING_DAY", "c": "CALENDAR_DAY"}


@pytest.fixture(scope="module")
def catalogue():
    return shipped_catalogue()


def test_the_catalogue_holds_the_64_items(catalogue) -> None:
    assert [row[0] for row in ROWS] == list(catalogue.items)
    assert len(ROWS) == 64


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_an_item_carries_its_limits_and_rules(catalogue, row) -> None:
    code, stage, kind, statutory, promised, cap, nc, late = row
    item = catalogue.items[code]
    limit = {"–": (None, ""), "imm": (0, "WORKING_DAY")}.get(statutory) or (
        int(statutory[:-1]),
        UNITS[statutory[-1]],
    )
    assert (item.stage, item.kind) == (stage, kind)
    assert (item.statutory.days, item.statutory.unit) == limit
    assert item.promised == (None if promised == "–" else int(promised))
    assert item.counts_in_cap is (cap == "Y")
    assert (item.nc, item.late_filing) == (nc, late == "Y")


@pytest.mark.parametrize(
    ("kind", "items"),
    [
        ("R01", {"207", "208"}), ("R02", {"215"}), ("R03", {"212"}), ("R04", {"211"}), ("R05", {"109"}),
        ("R06", {"110"}), ("R07", {"204", "205"}), ("R08", {"106"}), ("R09", {"209"}), ("R10", {"210"}),
        ("R11", {"219"}), ("R12", {"304", "407"}), ("R13", {"107"}), ("R14", {"108"}),
    ],
)  # fmt: skip
def test_each_regional_assessment_serves_its_items_and_standard_land(catalogue, kind, items) -> None:
    served = {code for code, item in catalogue.items.items() if kind in item.regional}
    assert served == items | {"112"}


def test_only_counted_items_stand_in_the_four_stages_of_the_critical_paths(catalogue) -> None:
    for flow in catalogue.flows.values():
        for stage, path in flow.critical.items():
            assert stage in STAGES
            assert all(catalogue.items[code].counts_in_cap for code in path)


def test_every_paper_is_named_once_and_serves_every_item_that_asks_for_it(catalogue) -> None:
    names = [material.name.zh for material in catalogue.materials.values()]
    assert len(names) == len(set(names))
    asked = [use.key for item in catalogue.items.values() for use in item.materials]
    assert set(asked) == set(catalogue.materials)
    assert asked.count("works_planning_permit") >= 4


def test_no_paper_of_the_catalogue_is_a_catch_all(catalogue) -> None:
    assert [m.key for m in catalogue.materials.values() if is_catch_all(m.name.zh) or is_catch_all(m.name.en)] == []


def test_every_name_is_written_in_both_languages(catalogue) -> None:
    texts = [i.name for i in catalogue.items.values()] + [i.outcome.name for i in catalogue.items.values()]
    texts += [m.name for m in catalogue.materials.values()] + [d.name for d in catalogue.departments.values()]
    texts += list(catalogue.laws.values()) + [f.label for f in catalogue.facts.values()]
    for text in texts:
        assert any("\u4e00" <= char <= "\u9fff" for char in text.zh), text
        assert text.en
        assert not any("\u4e00" <= char <= "\u9fff" for char in text.en), text


def test_the_acts_of_an_earlier_item_are_fetched_not_asked_for_again(catalogue) -> None:
    assert all(m.source == "SHARED" for m in catalogue.materials.values() if m.made_by)


def test_equal_contents_have_equal_hashes_and_a_changed_day_another() -> None:
    source = read_source()
    reordered = dict(reversed(source.items()))
    assert content_hash(source) == content_hash(reordered)
    source["flows"][0]["promised"]["103"] += 1
    assert content_hash(source) != content_hash(read_source())
