"""补正增加的事项: one notice on the added item, a second for what its correction replaced, the others go on."""

from datetime import date

import pytest
from django.urls import reverse

from approvals import desks, doctor, queries
from approvals.models import ItemCase, OneTimeNotice
from approvals.supplements import answering, correcting
from clocks.models import Clock
from core import files, sweeps
from core.errors import Invalid, WrongState
from core.time import now, travel
from projects.models import Material
from tests.approvals import county as c
from tests.approvals.supplements.joining import THURSDAY, add, codes, under_review

pytestmark = pytest.mark.django_db

LINE = {
    "material_key": "cadastral_map", "material_name": "宗地图", "reason": "界址点与红线不一致", "clause": "办事指南第三项",
}  # fmt: skip


def notified(county, application, *lines):
    case = add(county.owner, application)
    notice = correcting.notify_item.perform(county.clerk, case, lines=lines or (LINE,))
    case.refresh_from_db()
    return case, notice


def test_an_added_item_is_corrected_once_and_accepted_while_the_others_go_on(county, application):
    with travel(THURSDAY):
        case, notice = notified(county, application)
        assert (case.state, case.supplement.state, codes(case)) == ("RECEIVED", "CORRECTION", [1, 6])
        assert notice.answer_due_on == date(2026, 3, 26)
        assert "界址点与红线不一致" in str(notice.document.facts)
        with pytest.raises(WrongState):
            answering.accept_item.perform(county.clerk, case)
        [line] = notice.lines.all()
        with pytest.raises(Invalid) as refused:
            correcting.answer_item.perform(county.owner, case, answers={})
        assert set(refused.value.fields) == {f"answer_{line.pk}"}
        correcting.answer_item.perform(county.owner, case, answers={line.pk: {"answer": "已按红线更正。"}})
        with pytest.raises(Invalid):  # all defects were named in the first notice
            correcting.notify_item.perform(county.clerk, ItemCase.objects.get(pk=case.pk), lines=[LINE])
        answering.accept_item.perform(county.clerk, ItemCase.objects.get(pk=case.pk))
    case.refresh_from_db()
    assert (case.state, codes(case)) == ("WAITING", [1, 6, 7, 3])
    assert c.case(application, "105").state == "OPEN"
    assert list(doctor.check()) == []


def test_silence_after_the_corrections_accepts_as_of_the_day_they_came(county, application):
    with travel(THURSDAY):
        case, notice = notified(county, application)
    with travel(date(2026, 3, 10)):
        answers = {line.pk: {"answer": "已更正"} for line in notice.lines.all()}
        correcting.answer_item.perform(county.owner, case, answers=answers)
    with travel(date(2026, 3, 18)):
        sweeps.run_all()
    case.refresh_from_db()
    assert (case.state, case.accepted_on, codes(case)) == ("WAITING", date(2026, 3, 10), [1, 6, 7, 3])
    assert list(doctor.check()) == []


def test_no_correction_in_time_closes_the_item_and_the_stage_goes_on_without_it(county, application):
    with travel(THURSDAY):
        case, _notice = notified(county, application)
    with travel(date(2026, 3, 27)):
        sweeps.run_all()
        case.refresh_from_db()
        assert (case.state, case.supplement.state, codes(case)) == ("CLOSED", "WITHDRAWN", [1, 6, 2])
        c.decide(county, c.case(application, "105"))
        application.refresh_from_db()
        assert application.state == "CONSOLIDATING"
        assert not Clock.objects.open().filter(kind__in=("CORRECTION", "NOTICE", "RECHECK")).exists()
        assert list(doctor.check()) == []


def test_the_pages_lead_from_the_notice_to_the_corrections(county, application, client):
    with travel(THURSDAY):
        case = add(county.owner, application)
        client.force_login(county.clerk)
        shown = client.get(reverse("approvals:application", args=[application.pk])).content.decode()
        page = reverse("approvals:item_notice", args=[case.pk])
        assert page in shown
        assert client.post(page, {"bad_cadastral_map": "on"}).status_code == 422
        told = {"bad_cadastral_map": "on", "reason_cadastral_map": "界址点不一致", "clause_cadastral_map": "办事指南"}
        assert client.post(page, told).status_code == 302
        client.force_login(county.owner)
        page = reverse("approvals:item_correction", args=[case.pk])
        for where in (reverse("approvals:application", args=[application.pk]), f"/projects/{application.project_id}/"):
            assert page in client.get(where).content.decode()
        [line] = OneTimeNotice.objects.get().lines.all()
        assert "界址点不一致" in client.get(page).content.decode()
        assert client.post(page, {f"answer_{line.pk}": ""}).status_code == 422
        assert client.post(page, {f"answer_{line.pk}": "已更正"}).status_code == 302
    case.refresh_from_db()
    assert case.blzt == 7


def at_window(county):
    """Applications on the tabs "to check" and "with the applicant", whose numbers must say the same."""
    desk = desks.window_queue(county.clerk)
    tabs = (
        [row.subject.pk for row in desk.rows],
        [row.subject.pk for row in desks.window_queue(county.clerk, "correction").rows],
    )
    assert [desk.counts["check"], desk.counts["correction"]] == [len(tab) for tab in tabs]
    return tabs


def test_the_window_sees_the_application_of_an_added_item_at_every_turn(county, application):
    application = under_review(county, code="2601-360702-04-01-300001")  # with a key no notice has
    with travel(THURSDAY):
        case = add(county.owner, application)
        assert at_window(county) == ([application.pk], [])
        notice = correcting.notify_item.perform(county.clerk, case, lines=[LINE])
        assert at_window(county) == ([], [application.pk])
        answers = {line.pk: {"answer": "已按红线更正。"} for line in notice.lines.all()}
        correcting.answer_item.perform(county.owner, case, answers=answers)
        assert at_window(county) == ([application.pk], [])
        assert queries.window_count(county.clerk) == 1


OTHER = {**LINE, "material_key": "land_right_document", "material_name": "土地使用权证明", "reason": "缺页"}


def again(case):
    return ItemCase.objects.get(pk=case.pk)


def renewed(project, key):
    """The next version of a paper in the vault."""
    old = project.materials.get(key=key, current=True)
    project.materials.filter(pk=old.pk).update(current=False)
    return Material.objects.create(
        project=project,
        key=key,
        name=old.name,
        version=old.version + 1,
        file=files.store(f"%PDF-1.7 {key} {old.version + 1}".encode(), "application/pdf"),
        original_name=old.original_name,
        uploaded_by=old.uploaded_by,
        uploaded_at=now(),
    )


def corrected(county, case, words="已按红线更正。"):
    """The point answered with a new version of its paper."""
    paper = renewed(case.application.project, LINE["material_key"])
    [line] = OneTimeNotice.objects.get(supplement__case=case, answered_at=None).lines.all()
    answers = {line.pk: {"kind": "FILE", "answer": words}}
    return correcting.answer_item.perform(county.owner, again(case), answers=answers), paper


def test_a_second_notice_names_only_what_the_correction_replaced(county, application):
    with travel(THURSDAY):
        case, first = notified(county, application)
        [line] = first.lines.all()
        old = line.old_material
        answered, paper = corrected(county, case)
        [line] = answered.lines.all()
        assert (line.old_material, line.replacement, line.answer_kind) == (old, paper, "FILE")
        assert case.bindings.get(spec__key=LINE["material_key"]).material == paper
        with pytest.raises(Invalid) as refused:
            correcting.notify_item.perform(county.clerk, again(case), lines=[LINE, OTHER])
        assert set(refused.value.fields) == {f"reason_{OTHER['material_key']}"}
        second = correcting.notify_item.perform(county.clerk, again(case), lines=[LINE])
        assert (second.round, second.lines.get().old_material) == (2, paper)
        corrected(county, case)
        answering.accept_item.perform(county.clerk, again(case))
    case.refresh_from_db()
    assert (case.state, codes(case)) == ("WAITING", [1, 6, 7, 6, 7, 3])
    assert not application.notices.exists()
    assert not Clock.objects.open().filter(kind__in=("CORRECTION", "NOTICE", "RECHECK")).exists()
    assert list(doctor.check()) == []


def test_where_nothing_was_replaced_there_is_no_second_notice_and_silence_counts_from_the_answer(county, application):
    with travel(THURSDAY):
        case, notice = notified(county, application)
    with travel(date(2026, 3, 10)):
        answers = {line.pk: {"kind": "THERE", "answer": "见第三页"} for line in notice.lines.all()}
        correcting.answer_item.perform(county.owner, case, answers=answers)
        with pytest.raises(Invalid):
            correcting.notify_item.perform(county.clerk, again(case), lines=[LINE])
        letters = case.application.project.documents.filter(kind="CORRECTION")
        assert "针对办理中增加的事项" in str(letters.get().facts)
    with travel(date(2026, 3, 18)):
        sweeps.run_all()
    assert again(case).accepted_on == date(2026, 3, 10)


def test_answers_are_kept_until_they_are_handed_in_and_old_and_new_stand_side_by_side(county, application, client):
    with travel(THURSDAY):
        case, notice = notified(county, application)
        [line] = notice.lines.all()
        client.force_login(county.owner)
        page = reverse("approvals:item_correction", args=[case.pk])
        typed = {f"kind_{line.pk}": "TEXT", f"answer_{line.pk}": "坐标由测绘单位复核"}
        assert client.post(page, {**typed, "save": "1"}).status_code == 302
        assert codes(case) == [1, 6]
        shown = client.get(page).content.decode()
        for words in (
            "坐标由测绘单位复核",
            "原提交",
            "更正后",
            reverse("documents:sample", args=[application.project.catalogue_id, "cadastral_map"]),
        ):
            assert words in shown, words
        assert client.post(page, {**typed, "check": "1"}).status_code == 200
        assert client.post(page, typed).status_code == 302
    assert codes(case) == [1, 6, 7]


def test_taking_the_stage_back_ends_the_correction_of_an_added_item(county, application):
    with travel(THURSDAY):
        case, _notice = notified(county, application)
        c.withdraw(county, application)
    case.refresh_from_db()
    assert (case.state, case.supplement.state) == ("WITHDRAWN", "WITHDRAWN")
    assert not Clock.objects.open().exclude(kind="CAP").exists()
    with travel(date(2026, 4, 30)):
        sweeps.run_all()
        assert list(doctor.check()) == []
