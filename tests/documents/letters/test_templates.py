"""Administrators word letters for their region; two publish; papers note which wording they carry."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Membership, User
from core.errors import Invalid, NotPermitted, WrongState
from core.time import today, travel
from documents import doctor
from documents.letters import commands
from documents.letters.preview import preview
from documents.letters.queries import wording_of, written
from documents.letters.shipped import letters
from documents.models import LetterTemplate
from tests.documents.pdf_text import joined
from tests.people import Province

pytestmark = pytest.mark.django_db
RIGHT = "“{project}”（{code}）{number}已收悉，自{accepted_on:date}受理。\n{items:lines}"


@pytest.fixture
def second(jiangxi: Province) -> User:
    """Another administrator, of the city 360700."""
    user = User.objects.create(username="second", name="第二位管理员")
    Membership.objects.create(user=user, role="ADMIN", region=jiangxi.regions["360700"], valid_from=date(2020, 1, 1))
    return user


def drafted(jiangxi: Province, region: str = "360700", **more: Any) -> LetterTemplate:
    values = {"letter": "acceptance", "title": "受理通知书", "body": RIGHT, "note": "统一用语", "valid_from": today()}
    return commands.draft.perform(jiangxi["admin"], region=jiangxi.regions[region], **{**values, **more})


def published(jiangxi: Province, second: User, **more: Any) -> LetterTemplate:
    template = drafted(jiangxi, **more)
    commands.propose.perform(jiangxi["admin"], template)
    return commands.publish.perform(second, template)


def test_letters_carry_the_shipped_wording_until_a_region_publishes_its_own(jiangxi: Province, second: User) -> None:
    assert wording_of("acceptance", "360702", today()).source == "acceptance@shipped/1"
    published(jiangxi, second)
    assert wording_of("acceptance", "360702", today()).source == "acceptance@360700/1"
    assert wording_of("acceptance", "360403", today()).source == "acceptance@shipped/1"


def test_the_nearest_region_and_the_latest_version_count(jiangxi: Province, second: User) -> None:
    published(jiangxi, second, title="市里的通知")
    published(jiangxi, second, region="360702", title="区里的通知")
    published(jiangxi, second, region="360702", title="区里的新通知")
    assert wording_of("acceptance", "360702", today()).title == "区里的新通知"
    assert wording_of("acceptance", "360703", today()).title == "市里的通知"


def test_a_wording_counts_from_its_day_on(jiangxi: Province, second: User) -> None:
    published(jiangxi, second, valid_from=today() + timedelta(days=3))
    assert wording_of("acceptance", "360702", today() + timedelta(days=2)).template is None
    assert wording_of("acceptance", "360702", today() + timedelta(days=3)).template is not None


def test_whoever_wrote_the_text_does_not_publish_it(jiangxi: Province, second: User) -> None:
    template = drafted(jiangxi)
    commands.propose.perform(second, template)
    with pytest.raises(NotPermitted):
        commands.publish.perform(jiangxi["admin"], template)
    commands.send_back.perform(second, template)
    commands.revise.perform(second, template, title="受理", body=RIGHT, note="改", valid_from=today())
    commands.propose.perform(second, template)
    with pytest.raises(NotPermitted):  # the one who changed it last is its author now
        commands.publish.perform(second, template)


def test_the_database_itself_refuses_one_person_as_both(jiangxi: Province) -> None:
    template = drafted(jiangxi)
    with pytest.raises(IntegrityError), transaction.atomic():
        LetterTemplate.objects.filter(pk=template.pk).update(state="PUBLISHED", published_by=jiangxi["admin"])


def test_a_published_version_never_changes(jiangxi: Province, second: User) -> None:
    template = published(jiangxi, second)
    for command in (commands.revise, commands.discard, commands.send_back):
        with pytest.raises((WrongState, Invalid)):
            command.perform(second, template, **({"title": "x"} if command is commands.revise else {}))


def test_an_administrator_words_letters_of_their_own_region_only(jiangxi: Province, second: User) -> None:
    values: dict[str, Any] = {"title": "受理通知书", "body": RIGHT, "note": "改", "valid_from": today()}
    with pytest.raises(Invalid) as refused:
        commands.draft.perform(second, letter="acceptance", region=jiangxi.regions["360403"], **values)
    assert "region" in refused.value.fields


def test_every_mistake_is_told_at_its_field_and_nothing_is_saved(jiangxi: Province) -> None:
    with pytest.raises(Invalid) as refused:
        drafted(jiangxi, title="{nonsense}", body="{accepted_on:int}", note="", valid_from=today() - timedelta(days=1))
    assert set(refused.value.fields) == {"title", "body", "note", "valid_from"}
    assert "{accepted_on:date}" in refused.value.fields["body"]
    assert "{applicant}" in refused.value.fields["title"]  # the list of what is allowed
    assert not LetterTemplate.objects.exists()


@pytest.mark.parametrize("letter", [key for key in letters() if key not in ("acceptance", "service")])
def test_saving_checks_the_placeholders_of_every_letter(jiangxi: Province, letter: str) -> None:
    with pytest.raises(Invalid) as refused:
        drafted(jiangxi, letter=letter, title="{nobody}", body="{nothing}")
    needed = [one.mark for one in letters()[letter].placeholders if one.required]
    assert "{nobody}" in refused.value.fields["title"]
    assert all(mark in refused.value.fields["body"] for mark in ("{nothing}", *needed))
    assert not LetterTemplate.objects.exists()


def test_publishing_late_never_reaches_back(jiangxi: Province, second: User) -> None:
    template = drafted(jiangxi)
    commands.propose.perform(jiangxi["admin"], template)
    with travel(today() + timedelta(days=4)):
        commands.publish.perform(second, template)
        template.refresh_from_db()
        assert template.valid_from == today()


def test_a_letter_says_where_its_sentences_come_from(jiangxi: Province, second: User) -> None:
    published(jiangxi, second)
    told = written("acceptance", "360702", today(), letters()["acceptance"].samples)
    assert told.wording.source == "acceptance@360700/1"
    assert told.paragraphs[0].startswith("“𬱖燚特种釉料厂房（虚构）”")


def test_the_doctor_finds_a_template_that_was_changed_by_hand(jiangxi: Province, second: User) -> None:
    template = published(jiangxi, second)
    assert not list(doctor.check())
    LetterTemplate.objects.filter(pk=template.pk).update(body="{unheard_of}")
    assert any("facts its letter does not have" in sentence for sentence in doctor.check())


@pytest.mark.parametrize("letter", letters())
def test_every_letter_has_a_preview_of_its_own_layout(letter: str) -> None:
    kind = letters()[letter]
    pdf = preview(kind, kind.title, kind.body, site="https://bingshen.example.cn")
    text = joined(pdf)
    assert "样　例" in text
    assert kind.samples["office"] in text
    assert "\uf8ff" not in text


# ---- pages ---------------------------------------------------------------------------------------------------


def test_an_administrator_drafts_previews_and_another_publishes(jiangxi: Province, second: User) -> None:
    mine, theirs = Client(), Client()
    mine.force_login(jiangxi["admin"])
    theirs.force_login(second)
    page = mine.get("/letters/acceptance/new/?region=360700").content.decode()
    assert "依法不属于" not in page
    assert "{accepted_on:date}" in page
    sent = {"region": "360700", "title": "受理通知书", "body": RIGHT, "note": "统一", "valid_from": today().isoformat()}
    pdf = mine.post("/letters/preview/acceptance/", sent)
    assert (pdf.status_code, pdf["Content-Type"]) == (200, "application/pdf")
    mine.post("/letters/acceptance/new/", sent)
    template = LetterTemplate.objects.get()
    shown = mine.get(f"/letters/versions/{template.pk}/").content.decode()
    assert "<del>" in shown
    assert "<ins>" in shown
    mine.post(f"/letters/versions/{template.pk}/propose/")
    assert mine.post(f"/letters/versions/{template.pk}/publish/").status_code == 403
    assert theirs.post(f"/letters/versions/{template.pk}/publish/").status_code == 302
    template.refresh_from_db()
    assert template.state == "PUBLISHED"
    assert theirs.get(f"/letters/versions/{template.pk}/preview.pdf").content.startswith(b"%PDF")


def test_a_fact_without_a_sample_is_shown_as_a_dash(jiangxi: Province) -> None:
    browser = Client()
    browser.force_login(jiangxi["admin"])
    for letter in ("promise_revoked", "drawing_list"):
        page = browser.get(f"/letters/{letter}/new/?region=360700").content.decode()
        assert "None" not in page.partition('id="facts-title"')[2]


def test_a_wrong_text_comes_back_with_every_mistake_and_what_was_typed(jiangxi: Province) -> None:
    browser = Client()
    browser.force_login(jiangxi["admin"])
    sent = {"region": "360700", "title": "受理", "body": "{accepted}与{items}", "note": "x", "valid_from": "2099-01-01"}
    answer = browser.post("/letters/acceptance/new/", sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "{accepted_on:date}" in page
    assert "{accepted}与{items}" in page
    assert page.count('role="alert"') == 1, "the mistakes are summed up once"


def test_the_list_costs_the_same_however_many_versions_there_are(jiangxi: Province, second: User) -> None:
    browser = Client()
    browser.force_login(second)
    published(jiangxi, second)
    drafted(jiangxi)
    few = _queries(browser)
    for _ in range(3):
        published(jiangxi, second)
        drafted(jiangxi)
    assert _queries(browser) == few


def _queries(browser: Client) -> int:
    browser.get("/letters/")
    with CaptureQueriesContext(connection) as queries:
        assert browser.get("/letters/").status_code == 200
    return len(queries)
