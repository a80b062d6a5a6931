"""Urge orders: issued, acknowledged, answered, accepted or sent back once; each verb only from its states."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from approvals.models import Message
from clocks import doctor as clocks_doctor
from clocks.models import Clock
from core import commands as registry
from core import journal, outbox
from core.errors import Invalid, NotPermitted, WrongState
from core.time import travel
from supervision.models import UrgeOrder, WatchPractice
from supervision.urging import commands
from tests.documents.letters.rewording import reworded, says
from tests.documents.pdf_text import joined
from tests.supervision.conftest import TODAY, Land

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
VERBS = {
    "acknowledge": (commands.acknowledge, {}),
    "reply": (commands.reply, {"reason": "等待上级批复", "measures": "已催办"}),
    "accept": (commands.accept, {"remark": ""}),
    "return": (commands.send_back, {"remark": "未写明办结日期", "days": 2}),
    "withdraw": (commands.withdraw, {"reason": "已办结"}),
}
FROM = {
    "ISSUED": {"acknowledge", "reply", "withdraw"},
    "ACKNOWLEDGED": {"reply", "withdraw"},
    "REPLIED": {"accept", "return"},
    "CLOSED": set(),
    "WITHDRAWN": set(),
}


@pytest.fixture
def late(land: Land) -> Clock:
    """A case ten working days late at the housing bureau of 南昌县."""
    project = land.project()
    clock = land.start(
        "PROMISED", project, 5, TODAY - timedelta(days=21), department_id=land.departments["360121", "HOUSING"].pk
    )
    return Clock.objects.get(pk=clock.pk)


def issued(land: Land, clock: Clock, **more: object) -> UrgeOrder:
    return commands.issue.perform(land.province, clock, demand="请说明超期原因<b>并</b>限期办结。", **more)


def limit_of(order: UrgeOrder, subject: str = "supervision.urgeorder", pk: int | None = None) -> Clock:
    return Clock.objects.get(kind="URGE", subject_type=subject, subject_id=pk or order.pk)


def test_an_order_has_a_number_a_letter_a_limit_and_a_message(land: Land, late: Clock) -> None:
    head = land.officer("360121", "HOUSING", "HEAD")
    order = issued(land, late)
    assert order.number == f"DB360121{TODAY:%Y%m%d}0001"
    assert order.reply_due_on == date(2026, 3, 20)
    limit = limit_of(order)
    assert (limit.due_on, limit.department_id, limit.state) == (order.reply_due_on, order.department_id, "RUNNING")
    from documents.queries import content

    text = joined(content(order.document))
    assert "请说明超期原因<b>并</b>限期办结。" in text
    assert order.number in text
    assert order.document.released_at is None, "the enterprise does not see it"
    outbox.deliver_due()
    message = Message.objects.get(user=head)
    assert (message.kind, message.link) == ("urge_issued", f"/supervision/urges/{order.pk}/")
    assert list(journal.verify()) == []
    assert list(clocks_doctor.check()) == []


def test_the_next_order_is_worded_by_the_region_and_the_last_one_stays(land: Land, late: Clock) -> None:
    first = issued(land, late)
    commands.withdraw.perform(land.province, first, reason="重发")
    reworded("urge_order", "360121")
    second = issued(land, late)
    assert (says(first.document), says(second.document)) == (False, True)


def test_the_whole_life_with_one_return(land: Land, late: Clock) -> None:
    head = land.officer("360121", "HOUSING", "HEAD")
    order = issued(land, late)
    commands.acknowledge.perform(head, order)
    with travel(date(2026, 3, 23)):  # one working day late
        reply = commands.reply.perform(head, order, reason="人手不足", measures="抽调人员")
        assert reply.late_by_days == 1
        assert limit_of(order).state == "ENDED"
    with travel(date(2026, 3, 24)):
        commands.send_back.perform(land.province, order, remark="未写明办结日期", days=2)
        order.refresh_from_db()
        assert (order.state, order.round, order.reply_due_on) == ("ISSUED", 2, date(2026, 3, 26))
        assert limit_of(order, "supervision.urgereply", reply.pk).due_on == date(2026, 3, 26)
        commands.reply.perform(head, order, reason="同上", measures="三日内办结", expected_on=date(2026, 3, 27))
        with pytest.raises(Invalid):
            commands.send_back.perform(land.province, order, remark="再问", days=2)
        commands.accept.perform(land.province, order)
    order.refresh_from_db()
    assert order.state == "CLOSED"
    assert [reply.accepted for reply in order.replies.all()] == [False, True]
    assert not Clock.objects.open().filter(kind="URGE").exists()
    assert list(clocks_doctor.check()) == []


@pytest.mark.parametrize("state", FROM)
@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_works_from_its_states_and_from_no_other(land: Land, late: Clock, state: str, verb: str) -> None:
    head = land.officer("360121", "HOUSING", "HEAD")
    order = issued(land, late)
    if state in ("REPLIED", "CLOSED"):
        commands.reply.perform(head, order, reason="x", measures="y")
    UrgeOrder.objects.filter(pk=order.pk).update(state=state)
    command, data = VERBS[verb]
    user = head if verb in ("acknowledge", "reply") else land.province
    order.refresh_from_db()
    assert command.is_open(user, order) == (verb in FROM[state])
    if verb in FROM[state]:
        command.perform(user, order, **data)
    else:
        with pytest.raises(WrongState):
            command.perform(user, order, **data)


def test_only_supervisors_of_the_region_issue_and_only_the_department_answers(land: Land, late: Clock) -> None:
    head = land.officer("360121", "HOUSING", "HEAD")
    other = land.officer("360121", "WATER", "HEAD")
    south = land.person("south", "SUPERVISOR", region=land.regions["360700"])
    for nobody in (head, south, land.owner):
        with pytest.raises(NotPermitted):
            commands.issue.perform(nobody, late, demand="x")
    order = issued(land, late)
    for nobody in (other, land.province):
        with pytest.raises(NotPermitted):
            commands.reply.perform(nobody, order, reason="x", measures="y")
    assert not UrgeOrder.objects.visible_to(other).exists()
    assert not UrgeOrder.objects.visible_to(south).exists()
    assert UrgeOrder.objects.visible_to(head).exists()


def test_one_open_order_per_limit_and_words_are_needed(land: Land, late: Clock) -> None:
    with pytest.raises(Invalid):
        commands.issue.perform(land.province, late, demand="  ")
    with pytest.raises(Invalid):
        commands.issue.perform(land.province, late, demand="x", days=0)
    order = issued(land, late)
    with pytest.raises(Invalid, match=order.number):
        issued(land, late)
    with pytest.raises(IntegrityError, match="one_open_urge_order_per_clock|UNIQUE"), transaction.atomic():
        UrgeOrder.objects.create(
            number="x", clock=late, project=order.project, region=order.region, department=order.department,
            demand="x", reply_due_on=TODAY, issued_by=land.province, issued_at=order.issued_at,
        )  # fmt: skip


def test_an_ended_limit_cannot_be_urged(land: Land, late: Clock) -> None:
    Clock.objects.filter(pk=late.pk).update(state="ENDED", ended_on=TODAY)
    late.refresh_from_db()
    with pytest.raises(WrongState):
        issued(land, late)


def test_every_verb_of_this_room_is_tried_above() -> None:
    named = {command.name for command in registry.all_commands() if command.subject is UrgeOrder}
    assert named == {command.name for command, _data in VERBS.values()}


def test_the_pages_of_both_sides(land: Land, late: Clock, django_assert_max_num_queries: object) -> None:
    supervisor, officer = Client(), Client()
    supervisor.force_login(land.province, backend=BACKEND)
    head = land.officer("360121", "HOUSING", "HEAD")
    officer.force_login(head, backend=BACKEND)
    address = reverse("supervision:urge_new", args=[late.pk])
    assert supervisor.get(address).status_code == 200
    assert officer.get(address).status_code == 403
    refused = supervisor.post(address, {"demand": "", "days": "2"})
    assert refused.status_code == 422
    made = supervisor.post(address, {"demand": "限期办结", "days": "3", "once": "k"})
    order = UrgeOrder.objects.get()
    assert made.url == reverse("supervision:urge", args=[order.pk])
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        assert officer.get(reverse("supervision:urges")).status_code == 200
    assert "限期办结" in officer.get(made.url).content.decode()
    act = reverse("supervision:urge_act", args=[order.pk, "reply"])
    typed = officer.post(act, {"reason": "我写过的原因", "measures": ""})
    assert typed.status_code == 422
    assert "我写过的原因" in typed.content.decode()
    assert officer.post(act, {"reason": "a", "measures": "b"}).status_code == 302
    assert supervisor.post(reverse("supervision:urge_act", args=[order.pk, "accept"]), {}).status_code == 302
    assert officer.get(f"/documents/{order.document_id}/").status_code == 200


def test_an_administrator_sets_the_days_and_the_returns(land: Land, late: Clock) -> None:
    WatchPractice.objects.create(urge_reply_days=3, urge_longest_days=4, urge_returns=0)
    head = land.officer("360121", "HOUSING", "HEAD")
    with pytest.raises(Invalid):
        issued(land, late, days=5)
    order = issued(land, late)
    assert order.reply_due_on == date(2026, 3, 23)
    commands.reply.perform(head, order, reason="x", measures="y")
    with pytest.raises(Invalid):
        commands.send_back.perform(land.province, order, remark="再问", days=2)
