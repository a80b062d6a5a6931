"""成批交换: a department's own system hands over its answers; each is the command of the page."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from approvals.joint import commands as joint
from approvals.models import ItemCase, JointPart, OpinionRequest
from approvals.opinions import asking
from core.models import JournalEntry
from core.time import travel
from tests.approvals import county as c
from tests.approvals.caseload.test_several import DAY, opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def county():
    with travel(DAY):
        yield c.build()


@pytest.fixture
def asked(county: c.County) -> list[OpinionRequest]:
    cases = [opened(county, number) for number in (1, 2)]
    for case in cases:
        asking.ask_opinion.perform(county.reviewer(case), case, matters=["FIRE"], question="有无不同意见？")
    return list(OpinionRequest.objects.select_related("case__application__project", "case__item").order_by("pk"))


def line(request: OpinionRequest, **said: Any) -> dict[str, Any]:
    case: ItemCase = request.case
    named = {"act": "opinion", "project": case.application.project.code, "item": case.item.code, "matter": request.code}
    return {**named, "position": "NO_OBJECTION", "text": "无不同意见", **said}


def handed(path: Path, lines: list[Any], user: Any, capsys: Any, on: date = DAY) -> tuple[list[dict[str, Any]], int]:
    file = path / "answers.jsonl"
    file.write_text("\n".join(one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in lines))
    code = 0
    with travel(on):
        try:
            call_command("hand_over", str(file), username=user.username)
        except CommandError as error:
            code = error.returncode
    return [json.loads(told) for told in capsys.readouterr().out.splitlines()], code


def officer(county: c.County, row: Any) -> Any:
    return county.people["reviewer", row.department.function]


def test_answers_are_given_and_the_same_file_again_writes_nothing(county, asked, tmp_path, capsys):
    told, code = handed(tmp_path, [line(row) for row in asked], officer(county, asked[0]), capsys)
    assert (told, code) == ([{"line": 1, "done": True}, {"line": 2, "done": True}], 0)
    assert set(OpinionRequest.objects.values_list("state", "text")) == {("ANSWERED", "无不同意见")}
    before = JournalEntry.objects.count()
    again, code = handed(tmp_path, [line(row) for row in asked], officer(county, asked[0]), capsys)
    assert (again, code) == (told, 0)
    assert JournalEntry.objects.count() == before


def test_a_line_that_is_refused_says_why_and_stops_no_other(county, asked, tmp_path, capsys):
    lines = [
        line(asked[0], position="OBJECTION", text=""),
        "不是 JSON",
        {"act": "sign"},
        {**line(asked[0]), "project": "2601-360702-04-01-999999"},
        {**line(asked[0]), "matter": ""},
        "",
        line(asked[1]),
        line(asked[1], text="又一次"),
    ]
    told, code = handed(tmp_path, lines, officer(county, asked[0]), capsys)
    assert code == 3
    assert {one["line"]: one["done"] for one in told} == {
        1: False,
        2: False,
        3: False,
        4: False,
        5: False,
        7: True,
        8: False,
    }
    assert all(one["why"] for one in told if not one["done"])
    assert [row.state for row in OpinionRequest.objects.order_by("pk")] == ["OPEN", "ANSWERED"]


def test_another_department_answers_nothing(county, asked, tmp_path, capsys):
    told, code = handed(tmp_path, [line(row) for row in asked], county.people["reviewer", "WATER"], capsys)
    assert ([one["done"] for one in told], code) == ([False, False], 3)
    assert set(OpinionRequest.objects.values_list("state", flat=True)) == {"OPEN"}


def test_parts_of_joint_procedures_are_answered_too(county, tmp_path, capsys):
    projects = [c.project(county, code=f"2601-360702-04-01-20{number:04d}") for number in (1, 2)]
    for project in projects:
        joint.opening.open_precoordination.perform(county.owner, project, intention="新建釉料厂房")
    first = JointPart.objects.select_related("department").order_by("pk").first()
    parts = JointPart.objects.filter(code=first.code).select_related("review").order_by("pk")
    lines = [
        {"act": "joint_part", "procedure": part.review.number, "part": part.code, "text": "无意见"} for part in parts
    ]
    told, code = handed(tmp_path, lines, officer(county, first), capsys)
    assert ([one["done"] for one in told], code) == ([True, True], 0)
    assert set(parts.values_list("state", flat=True)) == {"PASSED"}


def test_a_user_or_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(CommandError, match="no active user"):
        call_command("hand_over", str(tmp_path / "none.jsonl"), username="nobody")
