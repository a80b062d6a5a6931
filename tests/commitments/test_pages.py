"""What people see: public letters and objections, the credit that law publishes, figures, draws, the page for the phone."""

import hashlib
import re
from datetime import date, timedelta
from io import BytesIO, StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from accounts.models import Membership, Region, User
from commitments import doctor
from commitments.commands import credit, inspecting
from commitments.models import Commitment, CreditRecord, Inspection, Objection
from core.errors import Invalid
from core.time import today, travel
from projects.photos import Photo
from tests.commitments import world as w

pytestmark = pytest.mark.django_db
c = w.c
START = date(2026, 3, 2)


@pytest.fixture
def county():
    with travel(START):
        yield w.build()


def browser(user=None):
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


def another(county, number):
    return w.project(county, f"2601-360702-04-01-{number:06d}")


# ---- the public ----------------------------------------------------------------------------------------------


def test_anybody_reads_a_public_letter_and_objects_and_sees_no_contact_of_who_objected(county):
    letter = w.sign(county, w.draft(county, w.project(county)))
    url = reverse("public_promises:letter", args=[letter.number])
    answer = browser().post(url, {"name": "䶮邻居", "contact": "", "text": "出入口不符"})
    assert answer.status_code == 422
    assert "䶮邻居" in answer.content.decode()  # what was typed stays
    answer = browser().post(url, {"name": "䶮邻居", "contact": "13800001234", "text": "出入口不符"})
    assert answer.status_code == 302
    assert Objection.objects.get().contact == "13800001234"
    assert "13800001234" not in browser().get(url).content.decode()
    own = browser(county.owner).get(reverse("commitments:show", args=[letter.pk])).content.decode()
    assert "13800001234" not in own
    official = browser(w.officer(county, letter)).get(reverse("commitments:show", args=[letter.pk])).content.decode()
    assert "13800001234" in official


def test_drafts_and_withdrawn_letters_are_not_public(county):
    row = w.project(county)
    letter = w.draft(county, row)
    url = reverse("public_promises:letter", args=[letter.number])
    assert browser().get(url).status_code == 404
    w.sign(county, letter)
    assert browser().get(url).status_code == 200
    w.signing.withdraw.perform(county.owner, letter, reason="调整")
    assert browser().get(url).status_code == 404


def test_the_public_sees_of_credit_only_what_the_law_publishes_and_only_in_its_days(county):
    record = w.revoke(county, w.heard(county, w.breached(county, w.project(county))))
    page = reverse("public_promises:credit")

    def shown(on):
        with travel(on):
            return record.enterprise.uscc in browser().get(page).content.decode()

    assert not shown(START)  # the days to object have not passed
    assert shown(record.publish_from)
    assert shown(record.publish_to)
    assert not shown(record.publish_to + timedelta(days=1))
    CreditRecord.objects.update(record_class="MINOR", published=False)
    assert not shown(record.publish_from)


def test_an_objection_that_was_right_takes_the_record_back(county):
    commitment = w.heard(county, w.breached(county, w.project(county)))
    record = w.revoke(county, commitment)
    credit.object_to_record.perform(county.owner, record, text="已于期限内整改")
    credit.answer_record_objection.perform(w.officer(county, commitment), record, answer="属实", right=True)
    record.refresh_from_db()
    assert record.withdrawn_on == START
    assert CreditRecord.objects.counting(today()).count() == 0
    with pytest.raises(Invalid):
        credit.ask_repair.perform(county.owner, record, promise="承诺")


# ---- lists and figures ---------------------------------------------------------------------------------------


def test_the_list_costs_the_same_queries_for_two_promises_as_for_five(county):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert client.get(reverse("commitments:index")).status_code == 200
        return len(seen)

    client = browser(county.owner)
    for number in (1, 2):
        w.granted(county, another(county, number))
    queries()
    few = queries()
    for number in (3, 4, 5):
        w.granted(county, another(county, number))
    assert queries() == few


def test_every_figure_of_the_supervisor_is_that_of_the_rows(county):
    kept = w.verify(county, w.granted(county, another(county, 1)))
    w.granted(county, another(county, 3))
    w.revoke(county, w.heard(county, w.breached(county, another(county, 2))))
    page = browser(county.people["supervisor"]).get(reverse("commitments:overview"))
    figures = page.context
    assert (figures["total"], figures["in_breach"]) == (3, 0)
    (line,) = [one for one in figures["by_item"] if one.name == kept.item_name]
    assert (line.kept, line.ended, line.open, line.percent) == (1, 2, 1, 50)


def test_every_number_of_the_supervisor_opens_exactly_its_rows(county):
    w.verify(county, w.granted(county, another(county, 1)))
    w.granted(county, another(county, 3), "CBV", "215")
    w.revoke(county, w.heard(county, w.breached(county, another(county, 2))))
    client = browser(county.people["supervisor"])
    figures = client.get(reverse("commitments:overview")).context
    (row,) = figures["heat"]
    notice, late, first = row.cells
    assert (notice.percent, notice.heat, late, first.percent, first.heat) == (50, "some", None, None, "none")

    def opened(line, result):
        url = f"{reverse('commitments:index')}?tab=all&{line.query}&result={result}"
        return sorted(one.pk for one in client.get(url).context["rows"])

    for line in (*figures["by_cell"], *figures["by_track"], *figures["by_zone"], *figures["by_item"]):
        assert [len(opened(line, word)) for word in ("open", "ended", "kept")] == [line.open, line.ended, line.kept]
    for state, n in figures["states"]:
        page = client.get(f"{reverse('commitments:index')}?tab=all&state={state}")
        assert [one.state for one in page.context["rows"]] == [state] * n
    assert opened(first, "open") != opened(notice, "open")
    odd = client.get(reverse("commitments:index"), {"tab": "all", "zone": "x", "state": "?", "track": "龘"})
    assert len(odd.context["rows"]) == figures["total"] == 3


def test_promised_days_that_come_or_have_passed_are_listed_one_by_one(county):
    commitment = w.granted(county, another(county, 1), "CBV", "215", on=date(2026, 3, 20))
    w.granted(county, another(county, 2))  # a year ahead
    with travel(date(2026, 3, 11)):
        client = browser(county.people["supervisor"])
        figures = client.get(reverse("commitments:overview")).context
        rows = client.get(reverse("commitments:due")).context["rows"]
        assert (figures["due_soon"], figures["overdue"], len(figures["next_due"])) == (1, 0, 1)
        assert [row.commitment_id for row in rows] == [commitment.pk]
    with travel(date(2026, 3, 23)):
        client = browser(county.people["supervisor"])
        assert client.get(reverse("commitments:overview")).context["overdue"] == 1
        assert [row.due_on for row in client.get(reverse("commitments:due"), {"overdue": "1"}).context["rows"]] == [
            date(2026, 3, 20)
        ]


def test_the_figures_cost_the_same_queries_however_many_promises_there_are(county):
    client = browser(county.people["supervisor"])

    def queries():
        with CaptureQueriesContext(connection) as seen:
            assert client.get(reverse("commitments:overview")).status_code == 200
        return len(seen)

    w.granted(county, another(county, 1))
    queries()
    few = queries()
    for number in (2, 3):
        w.granted(county, another(county, number))
    w.revoke(county, w.heard(county, w.breached(county, another(county, 4))))
    assert queries() == few


def test_the_enterprise_reads_what_its_promises_bought_and_what_is_due_next(county):
    commitment = w.granted(county, w.project(county))
    account = browser(county.owner).get(reverse("commitments:index")).context["account"]
    assert (account["saved"], account["standing"], account["owed"]) == (commitment.saves_days, 1, 6)


# ---- the field -----------------------------------------------------------------------------------------------


def test_a_visit_without_a_photo_is_refused_and_with_one_keeps_where_the_inspector_stood(county):
    commitment = w.granted(county, w.project(county))
    check = commitment.verifications.get()
    client = browser(w.officer(county, commitment, "reviewer"))
    kept = [duty.pk for duty in commitment.obligations.filter(target__isnull=True)]
    said = {
        "method": "ONSITE", "outcome": "KEPT", "findings": "总平面与承诺一致", "kept": kept,
        "latitude": "25.831001", "longitude": "114.935002", "accuracy_m": "8",
    }  # fmt: skip
    url = reverse("commitments:verification", args=[check.pk])
    assert client.post(url, said).status_code == 422
    picture = BytesIO()
    Image.new("RGB", (8, 6), "grey").save(picture, "JPEG")
    w.verifying.add_photo.perform(
        w.officer(county, commitment, "reviewer"), check, photo=Photo(picture.getvalue(), 8, 6), caption="东入口"
    )
    assert client.post(url, said).status_code == 302
    check.refresh_from_db()
    assert (str(check.latitude), str(check.longitude), check.accuracy_m) == ("25.831001", "114.935002", 8)
    commitment.refresh_from_db()
    assert commitment.state == "DECIDED"  # the indicators are still owed


def test_the_page_of_a_check_leads_back_to_a_page_its_reader_has(county):
    commitment = w.granted(county, w.project(county))
    address = reverse("commitments:verification", args=[commitment.verifications.get().pk])
    for user, back in (
        (w.officer(county, commitment, "reviewer"), reverse("commitments:verifications")),
        (county.people["supervisor"], reverse("projects:detail", args=[commitment.project_id])),
    ):
        visitor = browser(user)
        page = visitor.get(address).content.decode()
        assert f'href="{back}"' in page.partition("bs-crumbs")[2].partition("</nav>")[0]
        assert visitor.get(back).status_code == 200


def test_an_indicator_below_the_promise_cannot_be_ticked_as_kept(county):
    commitment = w.granted(county, w.project(county))
    duty = commitment.obligations.get(code="plot_ratio")
    with pytest.raises(Invalid) as refused:
        w.verify(county, commitment, kept=[duty.pk], reached={duty.pk: duty.target - 1})
    assert set(refused.value.fields) == {"kept"}


# ---- double random -------------------------------------------------------------------------------------------


def drawn(county, **more):
    """Two reviewers of housing beside the others of the county; every promise is drawn."""
    data = {"region": county.region, "name": "双随机", "rates": {"A": 100, "B": 100, "C": 100}, "seed": "2026"}
    return inspecting.draw.perform(county.people["supervisor"], None, **{**data, **more})


def test_a_draw_can_be_repeated_from_its_seed_by_anyone(county):
    for number in (1, 2, 3):
        w.granted(county, another(county, number))
    inspection = drawn(county)
    assert len(inspection.result) == 3
    out = StringIO()
    call_command("draw", "--inspection", inspection.number, "--seed", "2026", stdout=out)
    assert "identical" in out.getvalue()
    assert list(doctor.check()) == []
    Inspection.objects.update(result=[])
    with pytest.raises(CommandError):
        call_command("draw", "--inspection", inspection.number, stdout=StringIO())
    assert any("draw" in line for line in doctor.check())


def test_who_acts_for_an_enterprise_never_inspects_it(county):
    commitment = w.granted(county, w.project(county))
    reviewer = county.people["reviewer", "WATER"]
    Membership.objects.create(user=reviewer, role="OWNER", enterprise=county.enterprise, valid_from=START)
    for seed in range(8):
        inspection = drawn(county, seed=str(seed))
        visit = inspection.visits.get()
        assert reviewer not in visit.inspectors.all()
        visit.verification.__class__.objects.filter(pk=visit.verification_id).update(state="CANCELLED")
    assert commitment.verifications.filter(reason="RANDOM").count() == 8


def test_only_the_drawn_inspectors_record_the_visit_and_results_are_public_together(county):
    commitment = w.granted(county, w.project(county))
    inspection = drawn(county)
    visit = inspection.visits.get()
    team = set(visit.inspectors.values_list("pk", flat=True))
    supervisor = county.people["supervisor"]
    with pytest.raises(Invalid):
        inspecting.publish.perform(supervisor, inspection)
    outside = next(user for key, user in county.people.items() if key[0] == "reviewer" and user.pk not in team)
    finding = {"outcome": "KEPT", "method": "DATA", "findings": "一致", "kept": []}
    assert not w.verifying.record_verification.is_open(outside, visit.verification)
    w.verifying.record_verification.perform(User.objects.get(pk=min(team)), visit.verification, **finding)
    inspecting.publish.perform(supervisor, inspection)
    page = browser().get(reverse("public_promises:inspection", args=[inspection.number])).content.decode()
    assert all(part in page for part in (inspection.seed, commitment.number, county.enterprise.name))
    assert not re.search(r"reviewer", page)

    # A stranger draws again with nothing but what is published, and SHA-256.
    told = browser().get(reverse("public_promises:draw", args=[inspection.number])).json()
    lots = {
        one["number"]: hashlib.sha256(f"{told['seed']}|subject|{one['number']}".encode()).hexdigest()
        for one in told["promises"]
    }
    assert [one["number"] for one in told["result"]] == sorted(lots)  # at 100 % every promise is drawn
    assert all(lot in page for lot in lots.values())
    assert "重新抽取" in page
    Inspection.objects.update(result=[[commitment.number, [1, 2]]])
    changed = browser().get(reverse("public_promises:inspection", args=[inspection.number]))
    assert changed.context["same"] is False


def test_drawing_from_nothing_is_refused_with_a_sentence(county):
    with pytest.raises(Invalid):
        drawn(county)
    assert not Inspection.objects.exists()
    assert not Commitment.objects.exists()


def test_the_regions_of_a_draw_are_named_in_the_readers_language(county):
    supervisor = browser(county.people["supervisor"])
    supervisor.cookies["django_language"] = "en"
    Region.objects.filter(pk=county.region.pk).update(name_en="Zhanggong District")
    page = supervisor.get(reverse("commitments:inspections")).content.decode()
    options = page.partition('name="region"')[2].partition("</select>")[0]
    assert "Zhanggong District" in options
    assert county.region.name not in options
