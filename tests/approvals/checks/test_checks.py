"""Before acceptance every department looks once, in parallel; what all found becomes one notice."""

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from approvals import commands, doctor
from approvals.checks import answering, asking, queries, rules, silence
from approvals.models import CompletenessCheck, OneTimeNotice, Practice
from clocks.models import Clock
from core.commands import SYSTEM_USER
from core.errors import Invalid, NotPermitted, WrongState
from core.models import JournalEntry
from core.time import travel
from tests.approvals import county as c

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 2)
WEDNESDAY = date(2026, 3, 4)
FILING = {
    "material_key": "filing_information", "material_name": "备案信息表", "reason": "末页没有签字", "clause": "第十三条",
    "example": "示例：末页签字盖章",
}  # fmt: skip
MAP = {"material_key": "cadastral_map", "material_name": "宗地图", "reason": "坐标与红线不符", "clause": "第三十八条"}


@pytest.fixture
def county():
    with travel(MONDAY):
        yield c.build()


def of(application, function):
    return application.checks.get(department__function=function)


def officer(county, check):
    return county.people["reviewer", check.department.function]


def report(county, application, function, *lines):
    check = of(application, function)
    return answering.report.perform(officer(county, check), check, lines=lines)


def test_every_department_that_holds_an_item_gets_one_check_of_two_working_days(county):
    application = c.submitted(county, "S1")
    concerned = set(application.cases.values_list("department__function", flat=True))
    assert {"DRC", "NATURAL_RESOURCES"} <= concerned
    rows = application.checks.all()
    assert {check.department.function for check in rows} == concerned
    assert {(check.state, check.due_on) for check in rows} == {("OPEN", WEDNESDAY)}
    clocks = Clock.objects.filter(kind="CHECK")
    assert {clock.department_id for clock in clocks} == {check.department_id for check in rows}
    assert not clocks.filter(counts_in_cap=True).exists()
    assert c.messages_of(county.people["reviewer", "DRC"]) == ["check_asked"]


def test_where_the_window_has_one_department_beside_it_it_checks_alone(county):
    assert rules.to_ask([7, 7]) == []
    assert rules.to_ask([7, 3, 7]) == [7, 3]


def test_a_region_that_sets_no_days_keeps_the_check_at_the_window(county):
    Practice.objects.create(check_days=0)
    application = c.submitted(county, "S1")
    assert not application.checks.exists()
    assert commands.window.accept.perform(county.clerk, application).state == "ACCEPTED"


def test_a_department_answers_complete_and_its_clock_ends(county):
    check = of(c.submitted(county, "S1"), "DRC")
    answering.complete.perform(officer(county, check), check)
    check.refresh_from_db()
    assert (check.state, check.late_by_days) == ("COMPLETE", 0)
    assert not Clock.objects.open().filter(kind="CHECK", subject_id=check.pk).exists()


def test_a_defect_needs_its_reason_and_its_clause(county):
    check = of(c.submitted(county, "S1"), "DRC")
    with pytest.raises(Invalid) as refused:
        answering.report.perform(officer(county, check), check, lines=[{**FILING, "reason": " ", "clause": ""}])
    assert set(refused.value.fields) == {"reason_filing_information", "clause_filing_information"}
    with pytest.raises(Invalid):
        answering.report.perform(officer(county, check), check, lines=[])


@pytest.mark.parametrize("who", ["owner", "clerk", "supervisor", ("reviewer", "WATER"), ("lead", "DRC")])
def test_only_the_department_itself_answers(county, who):
    check = of(c.submitted(county, "S1"), "DRC")
    with pytest.raises(NotPermitted):
        answering.complete.perform(county.people[who], check)


def test_silence_is_complete_on_the_day_after_and_a_late_defect_still_counts(county):
    application = c.submitted(county, "S1")
    with travel(WEDNESDAY):
        assert silence.deem_silent() == 0
    with travel(date(2026, 3, 6)):
        assert silence.deem_silent() == application.checks.count()
        assert silence.deem_silent() == 0
        entry = JournalEntry.objects.filter(verb="checks.deem").first()
        assert entry.effective_at.astimezone().isoformat()[:10] == "2026-03-05"
        check = report(county, application, "DRC", FILING)
    assert (check.state, check.late_by_days) == ("DEFECTIVE", 2)
    assert [defect.material_key for defect in asking.unsettled(application)] == ["filing_information"]


def test_where_the_rule_says_so_silence_answers_nothing(county):
    Practice.objects.create(check_silence=False)
    application = c.submitted(county, "S1")
    with travel(date(2026, 3, 6)):
        assert silence.deem_silent() == 0
        with pytest.raises(WrongState):
            silence.deem.perform(SYSTEM_USER, application.checks.first())


def test_what_departments_found_becomes_one_notice_with_one_line_a_material(county):
    application = c.submitted(county, "S1")
    report(county, application, "DRC", FILING)
    report(county, application, "NATURAL_RESOURCES", MAP, {**FILING, "reason": "末页没有签字。", "clause": "第三条"})
    found = queries.found_in(application)
    assert list(found) == ["filing_information", "cadastral_map"]
    assert found["filing_information"].reason == "末页没有签字"
    assert found["filing_information"].clause == "第十三条；第三条"
    lines = [
        {"material_key": key, "material_name": row.name, "reason": row.reason, "clause": row.clause, "example": row.example}
        for key, row in found.items()
    ]  # fmt: skip
    notice = commands.window.send_notice.perform(county.lead(application), application, lines=lines)
    first, second = notice.lines.all()
    assert {defect.check_row.department.function for defect in first.defects.all()} == {"DRC", "NATURAL_RESOURCES"}
    assert first.example == "示例：末页签字盖章"
    assert second.old_material is not None
    facts = notice.document.facts["defects"]
    assert facts[0]["example"] == "示例：末页签字盖章"
    found_by = {department.name for department in (county.departments["DRC"], county.departments["NATURAL_RESOURCES"])}
    assert set(facts[0]["department"].split("；")) == found_by
    assert set(application.checks.values_list("state", flat=True)) <= {"DEFECTIVE", "CLOSED"}
    assert not Clock.objects.open().filter(kind="CHECK").exists()
    assert list(doctor.check()) == []


def test_what_is_left_out_of_the_notice_has_a_reason_its_department_reads(county):
    application = c.submitted(county, "S1")
    report(county, application, "DRC", FILING)
    report(county, application, "NATURAL_RESOURCES", MAP)
    with pytest.raises(Invalid) as refused:
        commands.window.send_notice.perform(county.clerk, application, lines=[MAP])
    assert set(refused.value.fields) == {"left_filing_information"}
    assert not OneTimeNotice.objects.exists()
    commands.window.send_notice.perform(
        county.clerk, application, lines=[MAP], left_out={"filing_information": "末页签字在第三页"}
    )
    assert of(application, "DRC").defects.get().left_out == "末页签字在第三页"


def test_a_file_in_which_a_department_found_defects_is_not_accepted_without_a_reason(county):
    application = c.submitted(county, "S1")
    report(county, application, "DRC", FILING)
    with pytest.raises(Invalid) as refused:
        commands.window.accept.perform(county.clerk, application)
    assert set(refused.value.fields) == {"despite"}
    commands.window.accept.perform(county.clerk, application, despite="签字页已在第三页")
    application.refresh_from_db()
    assert application.state == "ACCEPTED"
    assert of(application, "DRC").defects.get().left_out == "签字页已在第三页"
    assert list(doctor.check()) == []


def test_after_the_window_has_acted_no_department_changes_its_answer(county):
    application = c.submitted(county, "S1")
    checks = {check.pk: check for check in application.checks.all()}
    answering.complete.perform(officer(county, of(application, "DRC")), of(application, "DRC"))
    commands.window.accept.perform(county.clerk, application)
    assert set(application.checks.values_list("state", flat=True)) == {"COMPLETE", "CLOSED"}
    for check in checks.values():
        with pytest.raises(WrongState):
            answering.report.perform(officer(county, check), check, lines=[FILING])


def test_a_department_may_change_its_answer_until_then(county):
    application = c.submitted(county, "S1")
    report(county, application, "DRC", FILING)
    answering.complete.perform(officer(county, of(application, "DRC")), of(application, "DRC"))
    assert asking.unsettled(application) == []
    assert of(application, "DRC").state == "COMPLETE"


def test_the_law_accepts_after_five_days_even_where_a_department_found_defects(county):
    application = c.submitted(county, "S1")
    report(county, application, "DRC", FILING)
    with travel(date(2026, 3, 10)):
        assert commands.system.accept_silent() == 1
    application.refresh_from_db()
    assert (application.state, application.accepted_on) == ("ACCEPTED", MONDAY)
    assert not Clock.objects.open().filter(kind="CHECK").exists()


def test_withdrawing_ends_the_checks(county):
    application = c.submitted(county, "S1")
    commands.issuing.withdraw.perform(county.owner, application, reason="方案调整")
    assert set(application.checks.values_list("state", flat=True)) == {"CLOSED"}
    assert not Clock.objects.open().exists()


# ---- pages ---------------------------------------------------------------------------------------------------


def browser(user):
    client = Client()
    client.force_login(user)
    return client


def test_from_two_departments_to_one_notice_in_the_browser(county):
    application = c.submitted(county, "S1")
    drc = of(application, "DRC")
    client = browser(officer(county, drc))
    assert application.number in client.get(reverse("approvals:completeness_list")).content.decode()
    url = reverse("approvals:completeness", args=[drc.pk])
    page = client.post(url, {"bad_filing_information": "on", "reason_filing_information": "没有签字"})
    assert page.status_code == 422
    assert "clause_filing_information" in page.context["form"].errors
    assert "没有签字" in page.content.decode()
    sent = {
        "bad_filing_information": "on",
        "reason_filing_information": "没有签字",
        "clause_filing_information": "第十三条",
    }
    assert client.post(url, {**sent, "bad_data.contact": "on", "reason_data.contact": "电话打不通", "clause_data.contact": "指南"}).status_code == 302  # fmt: skip
    land = of(application, "NATURAL_RESOURCES")
    other = browser(officer(county, land))
    assert other.post(reverse("approvals:completeness_complete", args=[land.pk])).status_code == 302
    lead = browser(county.lead(application))
    assert application.number in lead.get(reverse("approvals:completeness_list")).content.decode()
    check = reverse("approvals:check", args=[application.pk])
    page = lead.get(check)
    assert page.context["form"]["reason_filing_information"].value() == "没有签字"
    assert page.context["form"]["bad_data.contact"].value() is True
    refused = browser(county.clerk).post(reverse("approvals:accept", args=[application.pk]))
    assert refused.status_code == 422
    assert "despite" in refused.context["despite"].errors
    page = lead.post(check, sent)
    assert page.status_code == 422, "the line of the contact was left out without a reason"
    assert lead.post(check, {**sent, "left_data.contact": "已电话核实"}).status_code == 302
    assert [line.material_key for line in OneTimeNotice.objects.get().lines.all()] == ["filing_information"]


def test_the_desk_costs_the_same_for_any_number_of_files(county, django_assert_max_num_queries):
    for n in range(4):
        row = c.project(county, code=f"2601-360702-04-01-3{n:05d}")
        c.hand_in_papers(row, "S1")
        draft = commands.filing.create_draft.perform(county.owner, row, stage="S1")
        commands.filing.submit.perform(county.owner, draft, form=c.FORM)
    for who, tab in ((("reviewer", "DRC"), "todo"), ("clerk", "merge")):
        client = browser(county.people[who])
        client.get(reverse("approvals:completeness_list"))
        with django_assert_max_num_queries(12):
            page = client.get(reverse("approvals:completeness_list"), {"tab": tab})
        assert len(page.context["rows"]) == 4


# ---- one list ------------------------------------------------------------------------------------------------

texts = st.text(alphabet="缺页签字。 ", max_size=6)
defects = st.lists(
    st.builds(rules.Found, st.sampled_from("abc"), st.just("材料"), texts, texts, texts, st.just("某局"))
)


@given(defects)
def test_merging_loses_no_reason_and_says_nothing_twice(found):
    lines = rules.merged(found)
    assert list(lines) == list(dict.fromkeys(row.key for row in found))
    for key, line in lines.items():
        said = line.reason.split("\n") if line.reason else []
        plain = ["".join(one.split()).rstrip("。") for one in said]
        assert len(plain) == len(set(plain))
        assert set(plain) == {"".join(r.reason.split()).rstrip("。") for r in found if r.key == key} - {""}
        assert [row for row in found if row.key == key] == list(line.found)


@pytest.mark.parametrize(
    ("asked", "late", "promised"),
    [
        ([], False, False),
        ([rules.Asked(False, True, "Y")], True, True),
        ([rules.Asked(True, True, "C")], False, True),
        ([rules.Asked(False, True, "N"), rules.Asked(False, False, "Y")], False, False),
    ],
)
def test_late_filing_and_a_promise_must_suit_every_item_that_asks(asked, late, promised):
    assert (rules.may_be_late(asked), rules.may_be_promised(asked)) == (late, promised)


def test_the_applicant_sees_nothing_of_the_checks(county):
    application = c.submitted(county, "S1")
    assert not CompletenessCheck.objects.visible_to(county.owner).exists()
    page = browser(county.owner).get(reverse("approvals:completeness", args=[of(application, "DRC").pk]))
    assert page.status_code == 404


def test_no_defect_is_told_without_its_clause_and_no_page_calls_the_clause_optional(county, client):
    application = c.submitted(county, "S1")
    line, check = {**MAP, "clause": " "}, of(application, "NATURAL_RESOURCES")
    reviewer = officer(county, check)
    for act in (
        lambda: answering.report.perform(reviewer, check, lines=[line]),
        lambda: commands.window.send_notice.perform(county.clerk, application, lines=[line]),
    ):
        with pytest.raises(Invalid) as refused:
            act()
        assert set(refused.value.fields) == {"clause_cadastral_map"}
    for user, page in (
        (county.clerk, reverse("approvals:check", args=[application.pk])),
        (reviewer, reverse("approvals:completeness", args=[check.pk])),
    ):
        client.force_login(user)
        shown = client.get(page).content.decode()
        for part, optional in (("reason", False), ("clause", False), ("example", True)):
            label = re.search(rf'<label[^>]*for="id_{part}_cadastral_map".*?</label>', shown, re.S)
            assert label
            assert ("选填" in label[0]) is optional, part


def test_the_page_of_a_check_leads_back_to_a_page_its_reader_has(county):
    check = of(c.submitted(county, "S1"), "NATURAL_RESOURCES")
    supervisor = county.people["supervisor"]
    for user, back in (
        (officer(county, check), reverse("approvals:completeness_list")),
        (supervisor, reverse("projects:list")),
    ):
        visitor = browser(user)
        page = visitor.get(reverse("approvals:completeness", args=[check.pk])).content.decode()
        assert f'href="{back}"' in page.partition("bs-crumbs")[2].partition("</nav>")[0]
        assert visitor.get(back).status_code == 200


def test_the_statements_of_a_check_are_named_in_the_readers_language_and_kept_in_chinese(county):
    from approvals.checks.queries import statements
    from approvals.forms import CheckForm

    with translation.override("en"):
        form = CheckForm({"bad_data.investment": "on", "reason_data.investment": "x", "clause_data.investment": "y"},
                         papers=statements())  # fmt: skip
        assert all(row["name"].replace("²", "").isascii() for row in form.rows())
        assert form.is_valid(), form.errors
        assert [line["material_name"] for line in form.lines] == ["总投资（元）"]
