"""`manage.py reckon` with many limits and with a project: one answer a line, what is wrong said at its line."""

import json
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction

from clocks.commands import end_clocks, start_clock
from clocks.models import Clock
from core.time import travel
from tests.clocks.conftest import World
from tests.clocks.test_clock_rows import case, d, open_cap

pytestmark = pytest.mark.django_db
GOLDEN = [
    ({"accepted": "2025-09-26", "limit": 5}, "2025-10-10"),
    ({"accepted": "2026-02-09", "limit": 7, "stops": [["2026-02-12", "2026-02-25"]]}, "2026-03-02"),
    ({"accepted": "2026-02-09", "limit": 7, "stops": ["2026-02-12:2026-02-25"]}, "2026-03-02"),
    ({"accepted": "2026-07-01", "limit": 10, "stops": [{"start": "2026-07-07", "end": "2026-07-07"}]}, "2026-07-15"),
    ({"accepted": "2026-01-05", "limit": 79, "unit": "working_day"}, "2026-05-06"),
    ({"accepted": "2025-12-31", "limit": 2, "unit": "month"}, "2026-02-28"),
    ({"accepted": "2026-09-22", "limit": 7, "unit": "calendar_day"}, "2026-09-29"),
    ({"accepted": "2026-03-02", "limit": 5, "stops": [["2026-03-03", None]]}, None),
]


def batch(tmp_path: Path, *lines: str) -> tuple[list[dict], str]:
    """What the command says to these lines, and how it ends."""
    file, out = tmp_path / "limits.jsonl", StringIO()
    file.write_text("\n".join(lines), encoding="utf-8")
    try:
        call_command("reckon", batch=str(file), stdout=out)
        ended = ""
    except CommandError as error:
        ended = str(error)
    return [json.loads(line) for line in out.getvalue().splitlines()], ended


def test_every_line_is_answered_in_order_with_its_days(tmp_path: Path) -> None:
    answers, ended = batch(tmp_path, *(json.dumps(asked) for asked, _ in GOLDEN))
    assert ended == ""
    assert [answer["due_on"] for answer in answers] == [due_on for _, due_on in GOLDEN]
    for answer in answers:
        assert {"due_on", "used", "left", "provisional", "light", "trace"} <= answer.keys()
        counted = [day["number"] for day in answer["trace"] if day["number"]]
        assert max(counted, default=0) == answer["used"]


def test_a_line_says_when_to_look_and_may_leave_out_the_days(tmp_path: Path) -> None:
    asked = {"accepted": "2026-06-01", "limit": 7, "until": "2026-06-16", "trace": False, "id": "件-䶮"}
    (answer,), _ = batch(tmp_path, json.dumps(asked))
    assert (answer["due_on"], answer["used"], answer["left"], answer["light"]) == ("2026-06-10", 11, -4, "RED")
    assert "trace" not in answer
    assert answer["given"] == {"id": "件-䶮"}


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("nonsense", "JSON"),
        ("[1]", "accepted"),
        ('{"accepted": "2026-13-01", "limit": 3}', "accepted"),
        ('{"accepted": "20260301", "limit": 3}', "accepted"),
        ('{"limit": 3}', "accepted"),
        ('{"accepted": "2026-03-02", "limit": -1}', "limit"),
        ('{"accepted": "2026-03-02", "limit": true}', "limit"),
        ('{"accepted": "2026-03-02", "limit": 3, "unit": "week"}', "working_day"),
        ('{"accepted": "2026-03-02", "limit": 3, "stops": [["2026-03-09", "2026-03-03"]]}', "2026-03-09"),
        ('{"accepted": "2026-03-02", "limit": 99999}', "outside the calendar"),
    ],
)
def test_a_bad_line_is_named_and_the_others_are_still_answered(tmp_path: Path, line: str, says: str) -> None:
    answers, ended = batch(
        tmp_path, '{"accepted": "2026-03-02", "limit": 1}', "", line, '{"accepted": "2026-03-02", "limit": 2}'
    )
    assert [answer.get("due_on") for answer in answers] == ["2026-03-03", None, "2026-03-04"]
    assert answers[1]["line"] == 3
    assert says in answers[1]["error"]
    assert ended.startswith("1 line")


def test_the_file_may_come_through_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", StringIO('{"accepted": "2026-01-04", "limit": 1}\n'))
    out = StringIO()
    call_command("reckon", batch="-", stdout=out)
    assert json.loads(out.getvalue())["due_on"] == "2026-01-05"


def test_a_missing_file_and_missing_facts_are_said_plainly() -> None:
    with pytest.raises(CommandError, match="No such file"):
        call_command("reckon", batch="/nowhere/limits.jsonl")
    with pytest.raises(CommandError, match="--accepted and --limit"):
        call_command("reckon", accepted=date(2026, 1, 5))


def test_a_project_is_reckoned_from_its_facts(world: World) -> None:
    with travel(d("03-02")), transaction.atomic():
        open_cap(world, "03-02", 79)
        world.item(1, d("03-02"), 10)
        start_clock("STATUTORY", case(1), world.place, label="许可", limit=20, origin_on=d("03-02"))
    with travel(d("03-19")), transaction.atomic():
        end_clocks(case(1), on=d("03-19"), project_id=1)
        Clock.objects.filter(kind="PROMISED").update(due_on=d("12-31"))  # a cached column is not believed
        out = StringIO()
        call_command("reckon", project=world.place.project_code, json=True, stdout=out)
    answer = json.loads(out.getvalue())
    assert [(clock["kind"], clock["used"], clock["left"]) for clock in answer["clocks"]] == [
        ("CAP", 13, 66), ("PROMISED", 13, -3), ("STATUTORY", 13, 7),
    ]  # fmt: skip
    assert answer["clocks"][1]["due_on"] == "2026-03-16"
    assert sum(day["number"] is not None for day in answer["clocks"][0]["trace"]) == 13
    lines = StringIO()
    call_command("reckon", project=world.place.project_code, stdout=lines)
    assert "used  13" in lines.getvalue()


def test_a_project_without_clocks_is_an_error() -> None:
    with pytest.raises(CommandError, match="9999"):
        call_command("reckon", project="9999")
