"""A region words the papers of the window, of joint procedures and of late files: the next one says so, the last one stays."""

from datetime import date

import pytest

from approvals.delivery import serving
from approvals.joint import commands as joint
from approvals.models import JointReview
from core.time import travel
from documents import doctor
from documents.models import Document
from documents.queries import content
from tests.approvals import county as c
from tests.approvals.delivery.issued import at, handover
from tests.approvals.joint import world as w
from tests.documents.letters.rewording import reworded, says
from tests.documents.pdf_text import joined

pytestmark = pytest.mark.django_db
CODES = tuple(f"2601-360702-04-01-10000{n}" for n in range(1, 8))


@pytest.fixture
def county():
    with travel(date(2026, 3, 2)):
        yield c.build()


def receipt(county: c.County, code: str) -> Document:
    application = c.submitted(county, "S1", code=code)
    return Document.objects.get(kind="RECEIPT", subject_id=application.pk)


def test_a_receipt_promises_an_answer_in_the_words_of_the_region(county):
    before = receipt(county, CODES[0])
    kept = content(before)
    reworded("receipt")
    after = receipt(county, CODES[1])
    assert (says(before), says(after)) == (False, True)
    assert content(before) == kept
    assert "将在2026年3月9日前" in joined(content(after))
    assert not list(doctor.check())


def test_a_proof_of_service_cites_the_law_in_the_words_of_the_region(county):
    row = handover(county)
    with travel(date(2026, 3, 6)):
        reworded("service")
    with travel(at(10)):
        serving.hand_over.perform(
            county.clerk, row, receiver="䶮听澜", receiver_is="AGENT", id_kind="RESIDENT", id_tail="002X"
        )
    with travel(at(10, 1)):
        serving.settle_due()
    row.refresh_from_db()
    assert says(row.document)
    assert "最早的决定作出于2026年3月3日" in joined(content(row.document))


def sent(county: c.County, review: JointReview, until: date) -> Document:
    """The merged list of the present round, in which fire protection failed."""
    fire = w.part(review, "FIRE")
    w.remark(county, fire)
    w.pass_all(county, review, "FIRE")
    joint.answering.fail_part.perform(w.officer(county, fire), fire)
    joint.rounds.send_list.perform(w.lead(county, review), w.fresh(review), until=until)
    return w.fresh(review).rounds.get(number=w.fresh(review).round).document


def test_a_merged_list_and_the_certificate_are_worded_by_the_region(county, tmp_path):
    review = w.drawing_review(county, tmp_path)
    first = sent(county, review, date(2026, 3, 20))
    reworded("drawing_list")
    bad = review.parts.get(code="FIRE").remarks.get()
    with travel(date(2026, 3, 5)):
        joint.rounds.answer_list.perform(
            county.owner, w.fresh(review), answers={bad.pk: "已改"}, drawing=w.drawing("a", tmp_path=tmp_path)
        )
        second = sent(county, w.fresh(review), date(2026, 3, 20))
    assert (says(first), says(second)) == (False, True)
    text = joined(content(first))
    assert "整改期间办理时限自2026年3月2日次日起暂停计算" in text
    assert "继续计算" not in text
    places = [section["heading"] for section in second.facts["sections"]]
    assert places[-1] == "", "what the template says after the list stands after the list"
    assert any("消防" in heading for heading in places[:-1])


def test_minutes_and_opinions_carry_the_sentences_of_their_template(county):
    first = joint.opening.open_precoordination.perform(county.owner, c.project(county, CODES[0]), intention="釉料厂房")
    second = joint.opening.open_precoordination.perform(county.owner, c.project(county, CODES[1]), intention="釉料厂房")
    for number, review in enumerate((first, second)):
        if number:
            reworded("precoordination")
        w.pass_all(county, review)
        review = w.fresh(review)
        joint.merging.conclude.perform(w.lead(county, review), review, outcome="DONE", text="原则可行")
    first, second = w.fresh(first), w.fresh(second)
    assert (says(first.document), says(second.document)) == (False, True)
    text = joined(content(second.document))
    assert "不作为行政许可的条件" in text
    assert text.index("釉料厂房") < text.index("各部门意见") < text.index("原则可行") < text.index("本区自行增加")


def test_an_acceptance_template_of_before_has_its_findings_after_the_text(county):
    """Templates published before the findings had a place of their own stay valid."""
    template = reworded("joint_acceptance")
    body = template.body.replace("{findings:lines}\n", "")
    type(template).objects.filter(pk=template.pk).update(body=body)
    review = w.acceptance(county)
    w.pass_all(county, review)
    review = w.fresh(review)
    joint.merging.conclude.perform(w.lead(county, review), review, outcome="PASS", text="同意通过。")
    text = joined(content(w.fresh(review).document))
    assert text.index("本区自行增加") < text.index("各部门意见") < text.index("同意通过。")
