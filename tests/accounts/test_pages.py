"""Pages of this room: delegate, people, registration, desks, boundaries."""

import gzip
import json
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client, override_settings

from accounts.models import Delegation, Enterprise, Membership, User
from accounts.seed import seed_regions
from core.models import JournalEntry
from core.time import today
from tests.people import CODE, OTHER_USCC, PASSWORD, Province


@pytest.fixture
def owner(jiangxi: Province, client: Client) -> Client:
    """A browser in which the enterprise's owner is signed in."""
    client.force_login(jiangxi["owner"])
    return client


def membership(name: str) -> Membership:
    return Membership.objects.get(user__username=name)


def form(**change: str) -> dict[str, str]:
    days = {"valid_from": str(today()), "valid_to": str(today() + timedelta(days=5))}
    return {"to_user": "agent", "project_codes": CODE, "reason": "出差", **days, **change}


def test_an_owner_delegates_on_the_page_and_takes_it_back(owner: Client) -> None:
    Delegation.objects.all().delete()
    page = f"/account/delegate/{membership('owner').pk}/"
    assert owner.get(page).status_code == 200
    assert owner.post(page, form()).status_code == 302
    lent = Delegation.objects.get()
    assert (lent.to_user.username, lent.project_codes, lent.reason) == ("agent", [CODE], "出差")
    assert CODE in owner.get("/account/").content.decode()
    assert owner.post(f"/account/delegations/{lent.pk}/take-back/")["Location"] == "/account/"
    assert CODE not in owner.get("/account/").content.decode()
    verbs = JournalEntry.objects.filter(chain="accounts").values_list("verb", flat=True)
    assert list(verbs) == ["accounts.delegate", "accounts.take_back"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"to_user": "nosuchone"}, "没有使用该用户名的有效账号"),
        ({"to_user": "reviewer"}, "不得为企业代办"),
        ({"valid_to": "2020-01-01", "valid_from": "2019-12-01"}, "截止日已过"),
        ({"valid_to": "31 February"}, "有效的日期"),
        ({"project_codes": "36-0702\n<b>x"}, "至少有一个项目代码格式不符"),
    ],
)
def test_a_refused_delegation_keeps_what_was_typed(owner: Client, change: dict[str, str], sentence: str) -> None:
    before = Delegation.objects.count()
    response = owner.post(f"/account/delegate/{membership('owner').pk}/", form(**change))
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert "出差" in page
    assert "<b>x" not in page
    assert Delegation.objects.count() == before


def test_an_officer_is_not_asked_for_project_codes(jiangxi: Province, client: Client) -> None:
    client.force_login(jiangxi["head"])
    page = client.get(f"/account/delegate/{membership('head').pk}/").content.decode()
    assert "project_codes" not in page
    sent = form(to_user="reviewer")
    del sent["project_codes"]
    assert client.post(f"/account/delegate/{membership('head').pk}/", sent).status_code == 302
    client.force_login(jiangxi["reviewer"])
    assert "head" in client.get("/account/").content.decode()


def test_the_page_head_says_for_whom_one_stands_in(jiangxi: Province, client: Client) -> None:
    client.force_login(jiangxi["agent"])
    assert jiangxi.enterprise.name in client.get("/account/").content.decode()
    client.force_login(jiangxi["nobody"])
    assert jiangxi.enterprise.name not in client.get("/account/").content.decode()


def test_an_owner_adds_and_removes_a_person(jiangxi: Province, owner: Client) -> None:
    page = f"/enterprise/{jiangxi.enterprise.pk}/people/add/"
    assert owner.post(page, {"person": "nobody", "role": "AGENT"})["Location"] == "/enterprise/people/"
    assert "nobody" in owner.get("/enterprise/people/").content.decode()
    assert owner.post(page, {"person": "nobody", "role": "AGENT"}).status_code == 422
    assert owner.post(page, {"person": "nobody", "role": "ADMIN"}).status_code == 422, "no other role by hand"
    owner.post(f"/enterprise/people/{membership('nobody').pk}/remove/")
    assert "nobody" not in owner.get("/enterprise/people/").content.decode()


def test_removing_the_last_person_in_charge_is_refused_with_a_sentence(owner: Client) -> None:
    response = owner.post(f"/enterprise/people/{membership('owner').pk}/remove/", follow=True)
    assert "企业至少须有一名负责人" in response.content.decode()
    assert membership("owner").revoked_at is None


def test_every_role_has_a_desk(jiangxi: Province, client: Client) -> None:
    for name in jiangxi.people:
        client.force_login(jiangxi[name])
        desk = client.get("/home/")
        assert desk.status_code == 302
        assert desk["Location"] not in ("/home/", "/"), name
        assert client.get(desk["Location"], follow=True).status_code == 200, (name, desk["Location"])


REGISTRATION = {
    "uscc": " 91360702MAC1TE5T5N ",
    "name": "赣州翀燚智能装备有限公司",
    "region": "360702",
    "person": "龚翀",
    "username": "chong",
    "password": "three quiet rivers",
}


@override_settings(ENTERPRISE_REGISTRATION=True)
def test_a_stranger_registers_an_enterprise_and_is_signed_in(jiangxi: Province, client: Client) -> None:
    assert client.get("/register/").status_code == 200
    assert client.post("/register/", REGISTRATION)["Location"] == "/home/"
    enterprise = Enterprise.objects.get(uscc="91360702MAC1TE5T5N")
    assert enterprise.region_id == "360702"
    assert client.get("/enterprise/people/").status_code == 200
    assert JournalEntry.objects.get(verb="accounts.register").subject_id == str(enterprise.pk)


@override_settings(ENTERPRISE_REGISTRATION=True)
@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"uscc": "91360702MAC1TE5T5P"}, "校验码不符"),
        ({"uscc": "9136070"}, "现填 7 位"),
        ({"uscc": OTHER_USCC}, "该企业已注册"),
        ({"username": "Owner"}, "该用户名已被使用"),
        ({"password": "short"}, "密码"),
        ({"region": "360700"}, "有效"),
    ],
)
def test_a_wrong_registration_writes_nothing_and_keeps_the_text(
    jiangxi: Province, client: Client, change: dict[str, str], sentence: str
) -> None:
    people, enterprises = User.objects.count(), Enterprise.objects.count()
    response = client.post("/register/", {**REGISTRATION, **change})
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert REGISTRATION["name"] in page
    assert "three quiet rivers" not in page
    assert (User.objects.count(), Enterprise.objects.count()) == (people, enterprises)


def test_registration_is_closed_unless_the_operator_opens_it(jiangxi: Province, client: Client) -> None:
    assert client.get("/register/").status_code == 404
    assert client.post("/register/", REGISTRATION).status_code == 404


def test_boundaries_are_public_compressed_and_sent_once(db: None, client: Client) -> None:
    cache.clear()
    seed_regions()
    packed = client.get("/regions/counties.geojson", headers={"Accept-Encoding": "gzip, br"})
    assert packed["Content-Type"] == "application/geo+json"
    assert len(packed.content) < 60_000
    plain = client.get("/regions/counties.geojson")
    assert gzip.decompress(packed.content) == plain.content
    assert len(json.loads(plain.content)["features"]) == 100
    again = client.get("/regions/counties.geojson", headers={"If-None-Match": plain["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/regions/counties.geojson?code=360702").status_code == 200
    assert client.get("/regions/counties.geojson?code=x").status_code == 404


def test_the_login_page_speaks_chinese(db: None, client: Client) -> None:
    page = client.get("/accounts/login/").content.decode()
    assert "登录" in page
    assert PASSWORD not in page
