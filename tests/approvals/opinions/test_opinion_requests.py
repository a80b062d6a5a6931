"""征求意见 (domain §3.6, scenario 6): own clock, silence where a document says so, never on the safety list."""

from datetime import date, datetime, time
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import get_default_timezone

from accounts.models import Membership
from approvals import commands, doctor, words
from approvals.models import ItemCase, JointMember, OpinionRequest
from approvals.opinions import answering, asking, rules, silence
from approvals.opinions.matters import matters_of
from clocks import doctor as clock_doctor
from clocks.models import Clock
from core.errors import Invalid, NotPermitted, WrongState
from core.models import JournalEntry
from core.time import travel
from tests.approvals import county as c

pytestmark = pytest.mark.django_db
ASKED = date(2026, 6, 16)
DUE = date(2026, 6, 24)
SAFE = ("FIRE", "CIVIL_DEFENCE", "HAZARDOUS_CHEMICALS", "GEOHAZARD", "CULTURAL_RELICS", "ECOLOGY")


@pytest.fixture
def county():
    with travel(ASKED):
        yield c.build()


def opened(county: c.County) -> ItemCase:
    """The first item of stage 1 under review."""
    application = c.accepted(county, "S1")
    return application.cases.select_related("item", "department", "application__project").filter(state="OPEN").first()


def ask(county: c.County, case: ItemCase, *matters: str) -> list[OpinionRequest]:
    asking.ask_opinion.perform(county.reviewer(case), case, matters=list(matters), question="有无不同意见？")
    return list(case.opinion_requests.filter(code__in=matters, state="OPEN").order_by("pk"))


def by(county: c.County, request: OpinionRequest, role: str = "reviewer") -> Any:
    return county.people[role, request.department.function]


def clock(request: OpinionRequest) -> Clock:
    return Clock.objects.of_subject("approvals.opinionrequest", request.pk).get(kind="OPINION")


def answer(county: c.County, request: OpinionRequest, position: str = "NO_OBJECTION", text: str = "") -> OpinionRequest:
    return answering.answer.perform(by(county, request), request, position=position, text=text)


def test_scenario_6_each_department_has_its_own_clock_and_the_one_of_the_case_runs_on(county):
    case = opened(county)
    before = Clock.objects.of_subject("approvals.itemcase", case.pk).get(kind="PROMISED")
    water, forestry = ask(county, case, "WATER", "FORESTRY")
    assert (water.due_on, clock(water).due_on) == (DUE, DUE)
    assert clock(forestry).department_id == county.departments["FORESTRY"].pk
    after = Clock.objects.of_subject("approvals.itemcase", case.pk).get(kind="PROMISED")
    assert (after.state, after.due_on, after.stopped_on) == (before.state, before.due_on, before.stopped_on)
    assert c.messages_of(by(county, water)) == ["opinion_asked"]


def test_scenario_6_silence_is_no_objection_from_midnight_after_the_last_day(county):
    (water,) = ask(county, opened(county), "WATER")
    with travel(DUE):
        assert silence.deem_silent() == 0
    with travel(datetime(2026, 6, 29, 9, 0, tzinfo=get_default_timezone())):  # a sweep four days late
        assert silence.deem_silent() == 1
        assert silence.deem_silent() == 0
    water.refresh_from_db()
    assert (water.state, water.position, water.author) == ("DEEMED_NO_OBJECTION", "", None)
    assert water.basis.startswith("宜府办发〔2009〕66号")
    assert water.ended_at == datetime.combine(date(2026, 6, 25), time.min, tzinfo=get_default_timezone())
    assert JournalEntry.objects.filter(verb="opinions.deem").count() == 1
    assert (clock(water).state, clock(water).ended_on) == ("ENDED", date(2026, 6, 25))
    with travel(datetime(2026, 6, 29, 10, 0, tzinfo=get_default_timezone())):
        assert c.messages_of(by(county, water, "head")) == ["opinion_deemed"]


@pytest.mark.parametrize("code", SAFE)
def test_on_the_safety_list_silence_is_no_answer(county, code):
    case = opened(county)
    if code not in matters_of(case):
        ItemCase.objects.filter(pk=case.pk).update(department=county.departments["DRC"])
        case.refresh_from_db()
    (request,) = ask(county, case, code)
    with travel(date(2026, 7, 20)):
        assert silence.deem_silent() == 0
        with pytest.raises(WrongState):
            silence.deem.perform(silence.SYSTEM_USER, request)
        request.refresh_from_db()
        assert request.state == "OPEN"
        assert clock(request).due_on == DUE
        with pytest.raises(Invalid) as refused:
            commands.review.give_opinion.perform(county.reviewer(case), case, recommendation="PASS", text="符合")
        assert request.name in refused.value.fields["recommendation"]
        late = answer(county, request)
    assert late.state == "ANSWERED"
    assert late.late_by_days == 18
    with travel(date(2026, 7, 20)):
        commands.review.give_opinion.perform(county.reviewer(case), case, recommendation="PASS", text="符合")


@pytest.mark.parametrize("code", SAFE)
def test_no_region_can_let_silence_count_on_the_safety_list(county, code):
    case = opened(county)
    JointMember.objects.create(
        region=county.region, kind="OPINION", code=code, name="测试事项", function="WATER", days=3, silence=True,
        basis="章府办〔2026〕1号",
    )  # fmt: skip
    assert matters_of(case)[code].silence is False
    assert rules.silence_counts(code, "WATER", True, "章府办〔2026〕1号") is False


def test_a_region_writes_its_own_matters_and_silence_needs_a_document(county):
    case = opened(county)
    row = {"region": county.region, "kind": "OPINION", "code": "WATER", "name": "水利", "function": "WATER", "days": 3}
    with pytest.raises(IntegrityError), transaction.atomic():
        JointMember.objects.create(**row, silence=True)
    JointMember.objects.create(**row, silence=True, basis="章府办〔2026〕1号")
    assert set(matters_of(case)) == {"WATER"}
    (water,) = ask(county, case, "WATER")
    assert (water.days, water.silence, water.basis, water.due_on) == (3, True, "章府办〔2026〕1号", date(2026, 6, 22))


def test_silence_never_decides_the_case_itself(county):
    case = opened(county)
    ask(county, case, "WATER", "FIRE")
    with travel(date(2026, 12, 1)):
        silence.deem_silent()
        commands.system.accept_silent()
    case.refresh_from_db()
    assert case.state == "OPEN"
    assert not hasattr(case, "decision")


def test_not_concerned_is_an_answer_and_an_objection_needs_reasons(county):
    water, forestry = ask(county, opened(county), "WATER", "FORESTRY")
    given = answer(county, water, "NOT_CONCERNED")
    assert (given.state, given.position, given.late_by_days) == ("ANSWERED", "NOT_CONCERNED", 0)
    with pytest.raises(Invalid) as refused:
        answer(county, forestry, "OBJECTION", " ")
    assert set(refused.value.fields) == {"text"}
    with pytest.raises(Invalid) as refused:
        answer(county, forestry, "MAYBE")
    assert set(refused.value.fields) == {"position"}
    assert answer(county, forestry, "OBJECTION", "占用公益林").position == "OBJECTION"
    with pytest.raises(WrongState):
        answer(county, forestry)


def test_a_late_answer_is_kept_and_marked_and_silence_keeps_its_effect(county):
    case = opened(county)
    (water,) = ask(county, case, "WATER")
    with travel(date(2026, 6, 29)):
        silence.deem_silent()
        given = answering.answer_late.perform(by(county, water), water, position="OBJECTION", text="距河道不足")
        assert (given.state, given.position, given.late_by_days) == ("DEEMED_NO_OBJECTION", "OBJECTION", 3)
        with pytest.raises(NotPermitted):
            answering.answer_late.perform(by(county, water), water, position="NO_OBJECTION")
        assert "opinion_late" in c.messages_of(county.reviewer(case))


def test_an_answer_before_the_sweep_wins_and_is_late(county):
    (water,) = ask(county, opened(county), "WATER")
    with travel(date(2026, 6, 25)):
        assert answer(county, water).late_by_days == 1
        assert silence.deem_silent() == 0


def test_a_second_question_is_a_second_round(county):
    case = opened(county)
    (first,) = ask(county, case, "WATER")
    with pytest.raises(Invalid) as refused:
        ask(county, case, "WATER")
    assert set(refused.value.fields) == {"matters"}
    answer(county, first)
    (second,) = ask(county, case, "WATER")
    assert (first.round, second.round) == (1, 2)


def test_nothing_chosen_nothing_asked_or_of_oneself_is_refused(county):
    case = opened(county)
    for matters, question, faults in (
        ([], "？", {"matters"}), (["NOBODY"], "？", {"matters"}), (["WATER"], " ", {"question"}),
    ):  # fmt: skip
        with pytest.raises(Invalid) as refused:
            asking.ask_opinion.perform(county.reviewer(case), case, matters=matters, question=question)
        assert set(refused.value.fields) == faults
    assert case.department_id not in {matter.department.pk for matter in matters_of(case).values()}


def test_who_may_what(county):
    case = opened(county)
    with pytest.raises(NotPermitted):
        asking.ask_opinion.perform(county.owner, case, matters=["WATER"], question="？")
    with pytest.raises(NotPermitted):
        asking.ask_opinion.perform(county.people["reviewer", "WATER"], case, matters=["WATER"], question="？")
    (water,) = ask(county, case, "WATER")
    for who in (county.reviewer(case), county.owner, county.people["reviewer", "FORESTRY"], county.clerk):
        with pytest.raises(NotPermitted):
            answering.answer.perform(who, water, position="NO_OBJECTION")
    with pytest.raises(NotPermitted):
        asking.take_back.perform(by(county, water), water, reason="不需要")
    Membership.objects.create(user=by(county, water), role="OWNER", enterprise=county.enterprise, valid_from=c.SINCE)
    with pytest.raises(NotPermitted):  # 回避
        answer(county, water)


def test_a_request_is_taken_back_with_a_reason(county):
    case = opened(county)
    (fire,) = ask(county, case, "FIRE")
    with pytest.raises(Invalid):
        asking.take_back.perform(county.reviewer(case), fire, reason="")
    asking.take_back.perform(county.reviewer(case), fire, reason="项目无消防内容")
    fire.refresh_from_db()
    assert (fire.state, clock(fire).state) == ("WITHDRAWN", "ENDED")
    assert "opinion_taken_back" in c.messages_of(by(county, fire))
    commands.review.give_opinion.perform(county.reviewer(case), case, recommendation="PASS", text="符合")


def test_what_is_still_open_ends_with_the_case(county):
    case = opened(county)
    (water,) = ask(county, case, "WATER")
    c.decide(county, case)
    water.refresh_from_db()
    assert (water.state, clock(water).state) == ("CLOSED", "ENDED")
    with travel(date(2026, 7, 20)):
        assert silence.deem_silent() == 0


def test_withdrawing_the_item_or_the_application_ends_them_too(county):
    case = opened(county)
    water, fire = ask(county, case, "WATER", "FIRE")
    c.withdraw(county, case.application)
    assert set(case.opinion_requests.values_list("state", flat=True)) == {"CLOSED"}
    assert {clock(water).state, clock(fire).state} == {"ENDED"}
    assert list(doctor.check()) == []


@pytest.mark.parametrize("state", [value for value in OpinionRequest.State.values if value != "OPEN"])
def test_verbs_start_only_where_the_table_says(county, state):
    (water,) = ask(county, opened(county), "WATER")
    OpinionRequest.objects.filter(pk=water.pk).update(
        state=state, position="NO_OBJECTION", author=by(county, water), answered_at=water.asked_at
    )
    for command, who, data in (
        (answering.answer, by(county, water), {"position": "NO_OBJECTION"}),
        (asking.take_back, county.reviewer(water.case), {"reason": "不需要"}),
    ):
        with pytest.raises(WrongState):
            command.perform(who, water, **data)


def test_only_what_may_be_silent_is_deemed_in_the_database(county):
    (fire,) = ask(county, opened(county), "FIRE")
    with pytest.raises(IntegrityError), transaction.atomic():
        OpinionRequest.objects.filter(pk=fire.pk).update(state="DEEMED_NO_OBJECTION")
    with pytest.raises(IntegrityError), transaction.atomic():
        OpinionRequest.objects.filter(pk=fire.pk).update(state="ANSWERED")


def test_the_doctors_find_nothing_after_every_end(county):
    case = opened(county)
    water, forestry, _transport, _fire = ask(county, case, "WATER", "FORESTRY", "TRANSPORT", "FIRE")
    answer(county, water)
    asking.take_back.perform(county.reviewer(case), forestry, reason="不涉及")
    with travel(date(2026, 6, 29)):
        silence.deem_silent()
        assert list(doctor.check()) == []
        assert list(clock_doctor.check()) == []


# ---- pages ---------------------------------------------------------------------------------------------------


def browser(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_from_the_case_to_the_answer_and_back(county):
    case = opened(county)
    reviewer = browser(county.reviewer(case))
    page = reverse("approvals:opinion_ask", args=[case.pk])
    assert "5" in reviewer.get(page).text
    assert reviewer.post(page, {"matters": [], "question": "", "once": "a"}).status_code == 422
    sent = reviewer.post(page, {"matters": ["WATER", "FIRE"], "question": "有无不同意见？", "once": "b"})
    assert sent.status_code == 302
    assert sent.url.endswith("#opinion-requests")
    water = case.opinion_requests.get(code="WATER")
    asked = browser(by(county, water))
    assert case.application.project.name in asked.get(reverse("approvals:opinion_requests")).text
    show = reverse("approvals:opinion_request", args=[water.pk])
    assert "有无不同意见？" in asked.get(show).text
    act = reverse("approvals:opinion_act", args=[water.pk, "answer"])
    assert asked.post(act, {"position": "", "once": "c"}).status_code == 422
    assert asked.post(act, {"position": "OBJECTION", "text": "距河道不足30米", "once": "d"}).status_code == 302
    for who in (county.reviewer(case), county.lead(case.application)):
        assert "距河道不足30米" in browser(who).get(reverse("approvals:case", args=[case.pk])).text
    assert "距河道不足30米" not in browser(county.owner).get(reverse("approvals:case", args=[case.pk])).text
    assert browser(county.owner).get(show).status_code == 404
    assert "approvals.ask_opinion" in words.PRIVATE


def test_the_asked_department_reads_the_papers_of_this_case_only(county):
    case = opened(county)
    (water,) = ask(county, case, "WATER")
    own = case.bindings.first().material_id
    asked = browser(by(county, water))
    address = reverse("approvals:opinion_material", args=[water.pk, own])
    assert b"".join(asked.get(address).streaming_content).startswith(b"%PDF")
    assert asked.get(reverse("approvals:opinion_material", args=[water.pk, 10**6])).status_code == 404
    assert browser(county.people["reviewer", "FORESTRY"]).get(address).status_code == 404


@pytest.mark.parametrize("tab", ["todo", "done", "asked"])
def test_the_desk_takes_as_many_queries_for_many_requests_as_for_one(county, tab):
    case = opened(county)
    who = county.reviewer(case) if tab == "asked" else county.people["reviewer", "WATER"]
    for n in range(4):
        (request,) = ask(county, case, "WATER")
        if tab != "todo" or n < 3:
            answer(county, request)
        if n == 0:
            first = _queries(who, tab) if tab != "todo" else None
    if tab == "todo":
        OpinionRequest.objects.exclude(pk=request.pk).update(state="CLOSED")
        first = _queries(who, tab)
        for number, row in enumerate(OpinionRequest.objects.exclude(pk=request.pk), start=10):
            OpinionRequest.objects.filter(pk=row.pk).update(state="OPEN", code=f"WATER{number}")
    assert _queries(who, tab) == first


def _queries(who: Any, tab: str) -> int:
    client = browser(who)
    address = reverse("approvals:opinion_requests") + f"?tab={tab}"
    client.get(address)
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)
