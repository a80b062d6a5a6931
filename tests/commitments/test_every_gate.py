"""Every hard gate tried by page, by API and by command: all refuse, and say what is missing, who clears it and where."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from approvals.joint.commands.opening import open_acceptance
from approvals.models import ConstructionStart, JointReview
from approvals.promises import building
from approvals.promises.filing import promise_papers
from approvals.promises.gates import against_acceptance, against_start
from approvals.promises.papers_late import filing_now, missing_papers
from commitments import standing
from commitments.commands import signing
from commitments.hindrances import Hindrance, against_promising
from commitments.models import Commitment
from core.commands import Command
from core.errors import Invalid
from core.time import today, travel
from tests.commitments import late as papers
from tests.commitments import world as w
from tests.commitments.test_gates import at_acceptance, ready_to_build

pytestmark = pytest.mark.django_db
c = w.c


@dataclass
class Gate:
    """One gate, closed: what stands in the way, and the three ways to it."""

    hindrances: list[Hindrance]
    command: Command
    subject: Any
    page: str
    api: str
    data: dict[str, Any]
    form: dict[str, Any] = field(default_factory=dict)
    body: dict[str, Any] = field(default_factory=dict)


def _start(county, row):
    said = {"started_on": today().isoformat()}
    return Gate(
        against_start(row), building.start_construction, row, reverse("approvals:gates", args=[row.pk]),
        reverse("approvals:start_json", args=[row.pk]), {"started_on": today()}, said, said,
    )  # fmt: skip


def start_without_its_permits(county):
    return _start(county, w.project(county))


def start_while_a_paper_is_late(county):
    row = w.project(county)
    c.passed_before(row, "103", "105", "113", "215")
    application = papers.accepted(county, row)
    papers.preliminary(county, papers.late_cases(application)[0])
    gate = _start(county, row)
    assert any("容缺材料" in one.what for one in gate.hindrances)
    assert any("初审意见" in one.what for one in gate.hindrances)
    return gate


def acceptance_while_a_promise_is_open(county):
    row = ready_to_build(county)
    w.granted(county, row, "CBV", "215")
    case = at_acceptance(county, row)
    return Gate(
        against_acceptance(row), open_acceptance, case, reverse("approvals:joint_acceptance_start", args=[case.pk]),
        reverse("approvals:acceptance_json", args=[case.pk]), {"declared": True}, {"declared": "on", "units": ""},
        {"declared": True},
    )  # fmt: skip


def _promise(county, track, item):
    row = w.project(county)
    w.revoke(county, w.heard(county, w.breached(county, row)))
    on = today() + timedelta(days=90)
    codes = [duty.code for duty in standing.offer_of(row, track, item).duties]
    days = {code: on.isoformat() for code in codes}
    return Gate(
        against_promising(county.enterprise), signing.draft, row,
        reverse("commitments:draft", args=[row.pk, track, item]), reverse("approvals:promises_json", args=[row.pk]),
        {"track": track, "item_code": item, "days": dict.fromkeys(codes, on), "works": "一号厂房"},
        {f"day_{code}": day for code, day in days.items()} | {"works": "一号厂房"},
        {"track": track, "item": item, "days": days, "works": "一号厂房"},
    )  # fmt: skip


def notice_commitment_in_breach(county):
    return _promise(county, "NC", "303")


def building_first_in_breach(county):
    return _promise(county, "CBV", "215")


def late_papers_in_breach(county):
    """Already while the breach is being dealt with."""
    w.rectifying(county, w.project(county))
    row = w.project(county, "2601-360702-04-01-100002")
    c.passed_before(row, "103", "105", "113", "215")
    draft = papers.draft(county, row)
    on = today() + timedelta(days=20)
    keys = [paper.key for paper in missing_papers(filing_now(draft))]
    return Gate(
        against_promising(county.enterprise), promise_papers, draft, reverse("approvals:late_papers", args=[draft.pk]),
        reverse("approvals:late_papers_json", args=[draft.pk]), {"days": dict.fromkeys(keys, on)},
        {f"day_{key}": on.isoformat() for key in keys}, {"days": {key: on.isoformat() for key in keys}},
    )  # fmt: skip


@pytest.mark.parametrize(
    "closed",
    [
        start_without_its_permits, start_while_a_paper_is_late, acceptance_while_a_promise_is_open,
        notice_commitment_in_breach, building_first_in_breach, late_papers_in_breach,
    ],
)  # fmt: skip
def test_a_closed_gate_refuses_page_api_and_command_with_the_same_reasons(closed):
    with travel(date(2026, 3, 2)):
        county = w.build()
        gate = closed(county)
        assert gate.hindrances
        before = (ConstructionStart.objects.count(), JointReview.objects.count(), Commitment.objects.count())
        client = Client()
        client.force_login(county.owner)
        with pytest.raises(Invalid) as command:
            gate.command.perform(county.owner, gate.subject, **gate.data)
        page = client.post(gate.page, gate.form)
        api = client.post(gate.api, gate.body, content_type="application/json")
        after = (ConstructionStart.objects.count(), JointReview.objects.count(), Commitment.objects.count())
    assert (page.status_code, api.status_code) == (422, 422)
    assert before == after
    told, shown = api.json(), page.content.decode()
    assert told["missing"] == [
        {"what": one.what, "who": one.who, "link": f"http://testserver{one.link}"} for one in gate.hindrances
    ]
    for one in gate.hindrances:
        for words in (one.what, one.who):
            assert words in str(command.value)
            assert words in told["errors"][""]
            assert words in shown
        assert f'href="{one.link}"' in shown


def test_what_is_open_is_drawn_up_through_the_api_too():
    with travel(date(2026, 3, 2)):
        county = w.build()
        row = w.project(county)
        c.passed_before(row, "103", "105", "113", "215")
        draft = papers.draft(county, row)
        client = Client()
        client.force_login(county.owner)
        url = reverse("approvals:late_papers_json", args=[draft.pk])
        assert client.post(url, {"days": []}, content_type="application/json").json()["errors"].keys() == {"days"}
        days = {paper.key: "2026-03-30" for paper in missing_papers(filing_now(draft))}
        late = client.post(url, {"days": days}, content_type="application/json")
        url = reverse("approvals:promises_json", args=[row.pk])
        said = {"track": "NC", "item": "303", "days": {"site_safety": "30.3."}, "targets": {"x": "龘"}}
        assert client.post(url, said, content_type="application/json").json()["errors"].keys() == {"day_site_safety"}
        codes = [duty.code for duty in standing.offer_of(row, "NC", "303").duties]
        said = {"track": "NC", "item": "303", "days": dict.fromkeys(codes, "2026-06-30")}
        notice = client.post(url, said, content_type="application/json")
    assert (late.status_code, notice.status_code) == (201, 201)
    assert [late.json()["letter"], notice.json()["letter"]] == list(
        Commitment.objects.order_by("pk").values_list("number", flat=True)
    )
