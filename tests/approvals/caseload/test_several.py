"""批量办理: many at once writes what one by one would have written; what is refused stops no other."""

from collections import Counter
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from approvals import commands
from approvals import doctor as approvals_doctor
from approvals.joint import commands as joint
from approvals.models import ItemCase, JointPart, JointReview, Message, OpinionRequest
from approvals.opinions import answering, asking, record
from clocks import doctor as clock_doctor
from clocks.models import Clock
from core import journal
from core.errors import Invalid, WrongState
from core.models import CommandReceipt, JournalEntry, OutboxMessage
from core.time import travel
from tests.approvals import county as c

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 16)
LATE = date(2026, 6, 29)
ROUND = ("opinions.ask", "approvals.ask_opinion", "opinions.answer", "approvals.give_opinion")
ANSWER = {"position": "NO_OBJECTION", "text": "无不同意见"}
OPINION = {"recommendation": "PASS", "text": "符合要求，建议通过"}


@pytest.fixture
def county():
    with travel(DAY):
        yield c.build()


def opened(county: c.County, number: int) -> ItemCase:
    """The first item of a project of its own, under review."""
    filed = c.project(county, code=f"2601-360702-04-01-10{number:04d}")
    c.hand_in_papers(filed, "S1")
    application = commands.filing.create_draft.perform(county.owner, filed, stage="S1")
    application = commands.filing.submit.perform(county.owner, application, form=c.FORM)
    application = commands.window.accept.perform(county.clerk, application)
    return application.cases.select_related("item", "department", "application__project").filter(state="OPEN").first()


def known_matters(case: ItemCase) -> list[str]:
    from approvals.opinions.matters import matters_of

    return list(matters_of(case))[:4]


def give(command: Any, user: Any, orders: list[Any], together: bool) -> None:
    if together:
        refused = [answer for answer in command.perform_many(user, orders) if isinstance(answer, Exception)]
        assert refused == []
        return
    for subject, data in orders:
        command.perform(user, subject, **data)


def whole_round(county: c.County, cases: list[ItemCase], together: bool) -> None:
    """Ask, answer (one department too late for silence to matter), recommend."""
    reviewer = county.reviewer(cases[0])
    question = {"matters": known_matters(cases[0]), "question": "有无不同意见？"}
    give(asking.ask_opinion, reviewer, [(case, question) for case in cases], together)
    for code in question["matters"]:
        day = LATE if code == question["matters"][-1] else DAY
        with travel(day):
            requests = list(OpinionRequest.objects.filter(case__in=cases, code=code, state="OPEN").order_by("pk"))
            officer = county.people["reviewer", requests[0].department.function] if requests else None
            give(answering.answer, officer, [(request, ANSWER) for request in requests], together)
    with travel(LATE):
        give(commands.review.give_opinion, reviewer, [(case, OPINION) for case in cases], together)


def told(case: ItemCase) -> dict[str, Any]:
    """Everything that is known of one case, without keys and hashes."""
    chain = case.application.project.chain
    entries = JournalEntry.objects.filter(chain=chain).filter(verb__in=ROUND).order_by("seq")
    links = {reverse("approvals:case", args=[case.pk])}
    links |= {reverse("approvals:opinion_request", args=[row.pk]) for row in case.opinion_requests.all()}
    outbox = Counter(
        (payload["kind"], str(payload["to"]), str({k: v for k, v in payload["data"].items() if k != "number"}))
        for payload in OutboxMessage.objects.values_list("payload", flat=True)
        if payload.get("link") in links and payload["kind"].startswith(("opinion", "reviewed"))
    )
    steps = (
        case.processes.get().task_set.order_by("pk").values_list("flow_task", "status", "owner_id", "owner_permission")
    )
    return {
        "journal": [(e.seq, e.verb, e.subject_type, e.actor_name, e.actor_org, e.blzt, e.data) for e in entries],
        "clocks": list(
            Clock.objects.filter(project_id=case.application.project_id)
            .order_by("kind", "department_id", "label", "pk")
            .values_list("kind", "label", "limit", "origin_on", "due_on", "ended_on", "state", "used", "left", "warn_on", "red_on", "part_of__kind")
        ),
        "requests": list(
            case.opinion_requests.order_by("code").values_list("code", "state", "position", "text", "author_id", "late_by_days", "round", "due_on")
        ),
        "opinions": list(case.opinions.values_list("recommendation", "text", "author_id", "round")),
        "state": (case.state, case.blzt, case.reviewer_id),
        "outbox": outbox,
        "steps": list(steps),
        "before": [task.previous.count() for task in case.processes.get().task_set.order_by("pk")],
    }  # fmt: skip


def test_many_at_once_write_what_one_by_one_would_have_written(county):
    alone, first, second = (opened(county, number) for number in (1, 2, 3))
    whole_round(county, [alone], together=False)
    whole_round(county, [first, second], together=True)
    wanted, *found = (told(ItemCase.objects.get(pk=case.pk)) for case in (alone, first, second))
    assert wanted["state"][0] == "REVIEWED"
    assert sum(wanted["outbox"].values()) >= 10
    for one in found:
        for name, value in wanted.items():
            assert one[name] == value, name
    assert list(journal.verify()) == []
    with travel(LATE):
        assert [*approvals_doctor.check(), *clock_doctor.check()] == []


def test_the_number_of_statements_is_the_same_for_any_number_of_files(county):
    counts = []
    cases = [opened(county, number) for number in range(1, 8)]
    reviewer, question = county.reviewer(cases[0]), {"matters": known_matters(cases[0]), "question": "？"}
    for some in (cases[:2], cases[2:4], cases[4:]):
        with CaptureQueriesContext(connection) as seen:
            give(asking.ask_opinion, reviewer, [(case, question) for case in some], together=True)
        counts.append(len([q for q in seen if q["sql"].startswith("SELECT")]))
    assert counts[1] == counts[2]


def test_one_that_is_refused_stops_no_other_and_stays_as_it_was(county):
    first, second, third = cases = [opened(county, number) for number in (1, 2, 3)]
    reviewer, question = county.reviewer(first), {"matters": known_matters(first), "question": "？"}
    asking.ask_opinion.perform(reviewer, second, **question)
    before = JournalEntry.objects.filter(chain=second.application.project.chain).count()
    answers = asking.ask_opinion.perform_many(reviewer, [(case, question) for case in cases])
    assert [type(answer) for answer in answers] == [ItemCase, Invalid, ItemCase]
    assert JournalEntry.objects.filter(chain=second.application.project.chain).count() == before
    assert [case.opinion_requests.filter(state="OPEN").count() for case in cases] == [4, 4, 4]
    assert third.opinion_requests.first().round == 1


def test_what_a_body_meets_half_way_undoes_everything_and_each_is_given_alone(county, monkeypatch):
    cases = [opened(county, number) for number in (1, 2, 3)]
    question = {"matters": known_matters(cases[0])[:1], "question": "？"}
    asking.ask_opinion.perform_many(county.reviewer(cases[0]), [(case, question) for case in cases])
    requests = list(OpinionRequest.objects.order_by("pk"))
    officer, end, met = county.people["reviewer", requests[0].department.function], record.end, []

    def refuses_the_second(request: OpinionRequest, on: date) -> int:
        met.append(request.pk)
        late = end(request, on)
        if request.pk == requests[1].pk:
            raise WrongState
        return late

    monkeypatch.setattr(record, "end", refuses_the_second)
    answers = answering.answer.perform_many(officer, [(request, ANSWER) for request in requests])
    assert met == [requests[0].pk, requests[1].pk, *(request.pk for request in requests)]
    assert isinstance(answers[1], WrongState)
    states = list(OpinionRequest.objects.order_by("pk").values_list("state", flat=True))
    assert states == ["ANSWERED", "OPEN", "ANSWERED"]
    assert JournalEntry.objects.filter(verb="opinions.answer").count() == 2
    assert Clock.objects.filter(kind="OPINION", ended_on=None, subject_type="approvals.opinionrequest").count() == 1
    assert list(journal.verify()) == []


def test_pressed_twice_it_answers_what_it_answered_and_writes_nothing_more(county):
    cases = [opened(county, number) for number in (1, 2)]
    question = {"matters": known_matters(cases[0])[:2], "question": "？"}
    orders = [(case, question) for case in cases]
    first = asking.ask_opinion.perform_many(county.reviewer(cases[0]), orders, idempotency_key="k")
    counts = (JournalEntry.objects.count(), OutboxMessage.objects.count(), CommandReceipt.objects.count())
    again = asking.ask_opinion.perform_many(county.reviewer(cases[0]), orders, idempotency_key="k")
    assert [case.pk for case in again] == [case.pk for case in first] == [case.pk for case in cases]
    assert (JournalEntry.objects.count(), OutboxMessage.objects.count(), CommandReceipt.objects.count()) == counts


# ---- the pages -----------------------------------------------------------------------------------------------


def page(verb: str) -> str:
    return reverse("approvals:several", args=[verb])


def test_a_reviewer_asks_and_recommends_several_and_a_department_answers_several(county, client: Client):
    cases = [opened(county, number) for number in (1, 2)]
    ticked = [case.pk for case in cases]
    client.force_login(county.reviewer(cases[0]))
    inbox = client.get(reverse("approvals:inbox")).content.decode()
    assert page("ask") in inbox
    assert page("review") in inbox
    refused = client.post(page("ask"), {"once": "a", "question": "留下的话", "chosen": ticked})
    assert refused.status_code == 422
    assert "留下的话" in refused.content.decode()
    assert refused.content.decode().count(" checked") == len(ticked)
    asked = {"once": "b", "question": "有无不同意见？", "matters": known_matters(cases[0])[:1], "chosen": ticked}
    assert client.post(page("ask"), asked).status_code == 200
    requests = list(OpinionRequest.objects.order_by("pk"))
    assert [request.case_id for request in requests] == ticked

    client.force_login(county.people["reviewer", requests[0].department.function])
    assert page("answer") in client.get(reverse("approvals:opinion_requests")).content.decode()
    given = {"once": "c", "position": "NOT_CONCERNED", "chosen": [request.pk for request in requests]}
    assert client.post(page("answer"), {**given, "position": "OBJECTION"}).status_code == 422
    assert client.post(page("answer"), given).status_code == 200
    assert set(OpinionRequest.objects.values_list("position", flat=True)) == {"NOT_CONCERNED"}

    client.force_login(county.reviewer(cases[0]))
    done = client.post(page("review"), {"once": "d", "text": "建议通过", "chosen": ticked})
    assert done.status_code == 200
    assert set(ItemCase.objects.filter(pk__in=ticked).values_list("state", flat=True)) == {"REVIEWED"}


def test_the_page_names_the_file_that_was_refused_meanwhile(county, client: Client, monkeypatch):
    first, second = (opened(county, number) for number in (1, 2))
    client.force_login(county.reviewer(first))
    asking.ask_opinion.perform(county.reviewer(first), first, matters=["FIRE"], question="？")
    answer = client.post(page("review"), {"once": "a", "text": "建议通过", "chosen": [first.pk, second.pk]})
    assert answer.status_code == 200
    assert "消防" in answer.content.decode()
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("OPEN", "REVIEWED")


def test_a_department_has_no_objection_to_several_joint_procedures(county, client: Client):
    projects = [c.project(county, code=f"2601-360702-04-01-20{number:04d}") for number in (1, 2)]
    for project in projects:
        joint.opening.open_precoordination.perform(county.owner, project, intention="新建釉料厂房")
    part = JointPart.objects.select_related("department").order_by("pk").first()
    same = JointPart.objects.filter(code=part.code).order_by("pk")
    client.force_login(county.people["reviewer", part.department.function])
    assert page("parts") in client.get(reverse("approvals:joint_list")).content.decode()
    answer = client.post(page("parts"), {"once": "a", "text": "无意见", "chosen": [row.pk for row in same]})
    assert answer.status_code == 200
    assert [(row.state, row.text) for row in same.all()] == [("PASSED", "无意见")] * 2
    assert [row.processes.get().status for row in same.all()] == ["DONE"] * 2
    assert list(journal.verify()) == []
    assert JointReview.objects.filter(state="OPEN").count() == 2
    assert Message.objects.filter(kind="joint_merge").count() == 0


@pytest.mark.parametrize("verb", ["answer", "parts", "ask", "review"])
def test_the_empty_desk_says_so_and_an_unknown_verb_is_none(county, client: Client, verb: str):
    client.force_login(county.people["reviewer", "WATER"])
    assert client.get(page(verb)).status_code == 200
    assert client.get("/approvals/inbox/several/nothing/").status_code == 404
