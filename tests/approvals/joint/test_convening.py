"""Pre-coordination, site visit, joint meeting and survey: silence, absence, minutes, and what is used without upload."""

import io
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from approvals import commands
from approvals.intake import filing_of
from approvals.joint import commands as joint
from approvals.joint.uploads import Photo
from approvals.models import ConditionConflict, JointMember, JointPart, JointReview
from clocks.models import Clock
from core import sweeps
from core.errors import Invalid, NotPermitted, WrongState
from core.time import travel
from projects.photo import clean
from projects.upload_checks import Checked
from tests.approvals import county as c
from tests.approvals.joint import world as w

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")
HEIGHT = {"about": "BUILDING_HEIGHT", "unit": "m"}


@pytest.fixture
def county():
    with travel(date(2026, 6, 16)):
        yield c.build()


# ---- pre-coordination ----------------------------------------------------------------------------------------


def precoordination(county) -> JointReview:
    return joint.opening.open_precoordination.perform(county.owner, c.project(county), intention="建设釉料厂房二栋")


def test_silence_on_a_pre_coordination_is_no_objection_after_five_working_days(county):
    """Scenario 6: asked on 2026-06-16, five working days over the Dragon Boat holiday → 06-24, deemed on 06-25."""
    review = precoordination(county)
    assert set(review.parts.values_list("due_on", flat=True)) == {date(2026, 6, 24)}
    with travel(date(2026, 6, 24)):
        sweeps.run_all()
        assert not JointPart.objects.filter(state="DEEMED").exists()
    with travel(date(2026, 6, 25)):
        sweeps.run_all()
        states = dict(JointPart.objects.values_list("code", "state"))
        safety = {"ECOLOGY", "RELICS", "CIVIL_DEFENCE"}  # there silence is no answer, whatever a document says
        assert {code for code, state in states.items() if state == "OPEN"} == safety
        assert {state for code, state in states.items() if code not in safety} == {"DEEMED"}
        for part in review.parts.filter(code__in=safety).select_related("department"):
            joint.answering.pass_part.perform(w.officer(county, part), part, text="无意见")
        assert w.fresh(review).state == "MERGING"
        part = w.part(review, "WATER")
        late = joint.answering.answer_late.perform(w.officer(county, part), part, text="占用河道管理范围")
        assert (late.state, late.late_by_days) == ("DEEMED", 1)
        review = w.fresh(review)
        joint.merging.conclude.perform(
            w.lead(county, review), review, outcome="DONE", text="原则可行", items=["S1：103 用地预审"], zones=[]
        )
    document = w.fresh(review).document
    assert "占用河道管理范围" in str(document.facts)
    assert "103 用地预审" in str(document.facts)


def test_a_region_may_switch_silence_off_with_its_own_members(county):
    JointMember.objects.create(
        region=county.region, kind="PRECOORDINATION", code="WATER", name="水利", function="WATER", days=3, silence=False
    )
    review = precoordination(county)
    assert list(review.parts.values_list("code", "due_on")) == [("WATER", date(2026, 6, 22))]
    with travel(date(2026, 7, 10)):
        sweeps.run_all()
        assert w.part(review, "WATER").state == "OPEN"


def test_a_pre_coordination_costs_no_day_and_needs_no_stamp(county):
    review = precoordination(county)
    assert not Clock.objects.filter(project_id=review.project_id, counts_in_cap=True).exists()
    with pytest.raises(Invalid):
        joint.opening.open_precoordination.perform(county.owner, review.project, intention="再来一次")


def test_conditions_of_a_pre_coordination_that_contradict_hold_it_back(county):
    review = precoordination(county)
    planning, relics = w.part(review, "PLANNING"), w.part(review, "RELICS")
    joint.conditions.state_part_condition.perform(
        w.officer(county, planning), planning, **HEIGHT, operator="AT_LEAST", low=Decimal(24)
    )
    joint.conditions.state_part_condition.perform(
        w.officer(county, relics), relics, **HEIGHT, operator="AT_MOST", high=Decimal(12)
    )
    w.pass_all(county, review)
    review = w.fresh(review)
    lead = w.lead(county, review)
    with pytest.raises(WrongState):
        joint.merging.conclude.perform(lead, review, outcome="DONE", text="可行")
    conflict = ConditionConflict.objects.get()
    with pytest.raises(NotPermitted):
        joint.conditions.overrule_conflict.perform(county.people["reviewer", "WATER"], conflict, reason="x")
    joint.conditions.overrule_conflict.perform(lead, conflict, reason="文物保护建设控制地带限高优先")
    joint.merging.conclude.perform(lead, review, outcome="DONE", text="可行")
    assert "限高优先" in str(w.fresh(review).document.facts)


# ---- contradicting conditions of a stage ----------------------------------------------------------------------


def contradicting(county):
    application = w.accepted(county, "S3")
    cases = list(application.cases.select_related("department", "item").filter(state="OPEN").order_by("pk"))
    one = cases[0]
    other = next(case for case in cases if case.department_id != one.department_id)
    joint.conditions.state_condition.perform(county.reviewer(one), one, **HEIGHT, operator="AT_MOST", high=Decimal(24))
    joint.conditions.state_condition.perform(
        county.reviewer(other), other, **HEIGHT, operator="BETWEEN", low=Decimal(30), high=Decimal(36)
    )
    return application, one, other


def test_the_lead_cannot_consolidate_what_contradicts(county):
    application, _one, _other = contradicting(county)
    for case in application.cases.select_related("department", "item"):
        case.refresh_from_db()
        if case.state == "OPEN":
            c.decide(county, case)
    for _again in range(6):
        for case in application.cases.select_related("department", "item").filter(state="OPEN"):
            c.decide(county, case)
    application.refresh_from_db()
    assert application.state == "CONSOLIDATING"
    lead = county.lead(application)
    with pytest.raises(Invalid) as refused:
        commands.lead.consolidate.perform(lead, application, text="同意")
    assert "相互矛盾" in str(refused.value)
    assert c.messages_of(lead).count("joint_conflict") == 1
    with pytest.raises(Invalid):
        joint.conditions.overrule_conflict.perform(lead, ConditionConflict.objects.get(), reason=" ")
    joint.conditions.overrule_conflict.perform(lead, ConditionConflict.objects.get(), reason="以规划条件为准")
    commands.lead.consolidate.perform(lead, application, text="同意")


def test_a_conflict_goes_when_one_condition_is_taken_back_and_comes_with_a_new_one(county):
    application, one, _other = contradicting(county)
    condition = one.conditions.get()
    joint.conditions.retract_condition.perform(county.reviewer(one), condition)
    assert joint.conditions.unsettled(application=application) == []
    assert ConditionConflict.objects.get().state == "GONE"
    joint.conditions.state_condition.perform(county.reviewer(one), one, **HEIGHT, operator="AT_MOST", high=Decimal(20))
    assert len(joint.conditions.unsettled(application=application)) == 1


def test_a_conflict_nobody_wrote_down_still_blocks(county):
    application, _one, _other = contradicting(county)
    ConditionConflict.objects.all().delete()
    assert len(joint.conditions.unsettled(application=application)) == 1


@pytest.mark.parametrize(
    "bad",
    [
        {"about": "NONSENSE", "operator": "AT_MOST", "high": Decimal(1), "unit": "m"},
        {"about": "BUILDING_HEIGHT", "operator": "ONE_OF", "words": ["东"], "unit": "m"},
        {"about": "BUILDING_HEIGHT", "operator": "AT_MOST", "high": Decimal(1), "unit": "m2"},
        {"about": "BUILDING_HEIGHT", "operator": "BETWEEN", "low": Decimal(9), "high": Decimal(3), "unit": "m"},
        {"about": "GATE_SIDE", "operator": "ONE_OF", "words": ["上"]},
        {"about": "GATE_SIDE", "operator": "ONE_OF", "words": []},
    ],
)
def test_a_condition_that_says_nothing_is_refused(county, bad):
    case = c.accepted(county, "S1").cases.filter(state="OPEN").select_related("department").first()
    with pytest.raises(Invalid):
        joint.conditions.state_condition.perform(county.reviewer(case), case, **bad)


# ---- meeting -------------------------------------------------------------------------------------------------


def called(county):
    application, one, other = contradicting(county)
    at = datetime(2026, 6, 18, 9, 0, tzinfo=SHANGHAI)
    meeting = joint.convening.call_meeting.perform(
        county.lead(application), application, kind="MEETING", cases=[one.pk, other.pk], agenda="建筑高度",
        scheduled_at=at, place="三楼会议室",
    )  # fmt: skip
    return application, meeting


def test_a_meeting_is_held_within_two_working_days(county):
    application, one, other = contradicting(county)
    with pytest.raises(Invalid) as refused:
        joint.convening.call_meeting.perform(
            county.lead(application), application, kind="MEETING", cases=[one.pk, other.pk], agenda="建筑高度",
            scheduled_at=datetime(2026, 6, 22, 9, 0, tzinfo=SHANGHAI), place="三楼会议室",
        )  # fmt: skip
    assert "scheduled_at" in refused.value.fields


@pytest.mark.parametrize(("outcome", "state", "left"), [("RESOLVED", "RESOLVED", 0), ("ESCALATED", "ESCALATED", 1)])
def test_the_minutes_settle_the_conflict_or_escalate_it(county, outcome, state, left):
    application, meeting = called(county)
    part = meeting.parts.select_related("department").first()
    with pytest.raises(Invalid):  # nobody has said anything before it begins
        joint.answering.pass_part.perform(w.officer(county, part), part, text="同意")
    with travel(datetime(2026, 6, 18, 10, 0, tzinfo=SHANGHAI)):
        for part in meeting.parts.select_related("department"):
            joint.answering.pass_part.perform(w.officer(county, part), part, text="按24米控制")
        meeting = w.fresh(meeting)
        joint.merging.conclude.perform(county.lead(application), meeting, outcome=outcome, text="建筑高度不大于24米。")
    meeting = w.fresh(meeting)
    assert ConditionConflict.objects.get().state == state
    assert len(joint.conditions.unsettled(application=application)) == left
    assert meeting.document.title == "联审会会议纪要"
    assert meeting.document.released_at is None  # inside the authorities
    assert "按24米控制" in str(meeting.document.facts)


# ---- site visit ----------------------------------------------------------------------------------------------


def visit(county):
    application = w.accepted(county, "S4")
    cases = list(application.cases.filter(state="OPEN").values_list("pk", flat=True))
    at = datetime(2026, 6, 18, 9, 0, tzinfo=SHANGHAI)
    return application, joint.convening.book_visit.perform(
        county.lead(application), application, kind="VISIT", cases=cases, scheduled_at=at, place="项目南门"
    )


def test_a_visit_is_booked_once_and_stops_no_clock(county):
    application, review = visit(county)
    cases = list(application.cases.filter(state="OPEN").values_list("pk", flat=True))
    with pytest.raises(Invalid):
        joint.convening.book_visit.perform(
            county.lead(application), application, kind="VISIT", cases=cases[:1], place="南门",
            scheduled_at=datetime(2026, 6, 17, 9, 0, tzinfo=SHANGHAI),
        )  # fmt: skip
    assert set(Clock.objects.filter(kind="PROMISED").values_list("state", flat=True)) == {"RUNNING"}
    assert len(review.parts.all()) == len({part.department_id for part in review.parts.all()})


def test_a_visit_booked_later_than_three_working_days_after_acceptance_says_so(county):
    application = w.accepted(county, "S4")
    cases = list(application.cases.filter(state="OPEN").values_list("pk", flat=True))
    at = datetime(2026, 6, 25, 9, 0, tzinfo=SHANGHAI)
    with travel(datetime(2026, 6, 24, 10, 0, tzinfo=SHANGHAI)):  # accepted on Tuesday 06-16; 06-19 is a holiday
        review = joint.convening.book_visit.perform(
            county.lead(application), application, kind="VISIT", cases=cases, scheduled_at=at, place="南门"
        )
    assert review.form["booked_late"] == 2


def test_who_is_absent_has_no_objection_unless_the_safety_list_names_them(county):
    application, review = visit(county)
    lead = county.lead(application)
    with pytest.raises(Invalid):
        joint.convening.close_attendance.perform(lead, review)
    with travel(datetime(2026, 6, 18, 12, 0, tzinfo=SHANGHAI)):
        joint.convening.close_attendance.perform(lead, review)
        states = dict(review.parts.values_list("code", "state"))
        assert states.pop("CIVIL_DEFENCE", "OPEN") == "OPEN"
        assert states.pop("HOUSING", "OPEN") == "OPEN"  # it is asked about fire
        assert set(states.values()) == {"DEEMED"}
        assert set(review.parts.filter(state="DEEMED").values_list("attended", flat=True)) == {False}


def test_the_record_names_the_photos_by_their_hash(county, tmp_path):
    application, review = visit(county)
    lead = county.lead(application)
    photo = Photo(b"\xff\xd8\xff\xe0 photo", 640, 480)
    row = joint.site.add_photo.perform(lead, review, photo=photo, caption="北侧退界", place="1#厂房北侧")
    again = joint.site.add_photo.perform(lead, review, photo=photo, caption="北侧退界")
    assert row == again
    with pytest.raises(NotPermitted):
        joint.site.add_photo.perform(county.owner, review, photo=photo)
    with travel(datetime(2026, 6, 18, 12, 0, tzinfo=SHANGHAI)):
        for part in review.parts.select_related("department"):
            joint.answering.pass_part.perform(w.officer(county, part), part, text="现场与图纸一致")
        review = w.fresh(review)
        joint.merging.conclude.perform(lead, review, outcome="DONE", text="踏勘完毕。")
    assert row.file.sha256 in str(w.fresh(review).document.facts)


def test_a_photo_loses_what_the_camera_noted_and_stands_upright(tmp_path):
    source, target = tmp_path / "upload", tmp_path / "clean.jpg"
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90°
    exif[0x010F] = "SpyCam"
    exif.get_ifd(0x8825)[2] = (25.0, 50.0, 0.0)  # latitude
    Image.new("RGB", (400, 200), "navy").save(source, "JPEG", exif=exif)
    assert clean(source, target) == {"width": 200, "height": 400}
    with Image.open(target) as photo:
        assert not photo.getexif()
        assert photo.size == (200, 400)
    assert b"SpyCam" not in target.read_bytes()


# ---- survey --------------------------------------------------------------------------------------------------


def test_a_survey_filed_once_is_there_for_every_item_that_asks_for_it(county):
    project = c.project(county, **w.FACTS)
    project.state = "ACTIVE"
    project.save(update_fields=["state"])
    c.passed_before(project, *w.EARLIER["S4"])
    data = {
        "stage": "S4", "number": "CH-2026-017", "surveyor": "赣州䶮测勘测（虚构）有限公司", "surveyor_uscc": "91360702MAC1TE5T5N",
        "surveyed_on": date(2026, 6, 10), "original_name": "测绘.pdf", "upload": io.BytesIO(b"%PDF-1.7 survey"),
        "checked": Checked("pdf", "application/pdf", 1, True),
    }  # fmt: skip
    with pytest.raises(Invalid) as refused:
        joint.survey.file_survey.perform(county.owner, project, **data, areas={"LAND": (Decimal(46800), None)})
    assert set(refused.value.fields) == {"area_FLOOR"}
    areas = {"LAND": (Decimal(46800), Decimal(46800)), "FLOOR": (Decimal("12345.67"), Decimal(12300))}
    result = joint.survey.file_survey.perform(county.owner, project, **data, areas=areas)
    paper = next(p for p in filing_of(project, "S4").papers if p.need.key == "joint_survey")
    assert paper.material == result.material
    assert not paper.missing
    assert {"401", "402"} <= {code for code, _owner in paper.need.asked_by}
    assert result.areas.get(kind="FLOOR").difference == Decimal("45.67")
