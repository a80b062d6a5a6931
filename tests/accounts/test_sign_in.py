"""登录: lock-out, no tell-tale answers, fresh session, limits of time, second factor."""

import re
import statistics
import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth import authenticate
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import reverse

from accounts.models import Membership, User
from core.time import now, travel, wall_now
from tests.people import PASSWORD, Province, person

LOGIN = "/accounts/login/"


@pytest.fixture(autouse=True)
def _fresh_counters() -> None:
    cache.clear()


def sign_in(client: Client, username: str, password: str = PASSWORD, **extra: str) -> HttpResponse:
    return client.post(LOGIN, {"login": username, "password": password}, **extra)


def text(response: HttpResponse) -> str:
    """The page without what differs on every answer: token, nonce, and the typed name."""
    page = response.content.decode()
    return re.sub(r'(nonce|value)="[^"]*"|"X-CSRFToken": "[^"]*"', "", page)


def test_the_right_password_opens_the_desk(jiangxi: Province, client: Client) -> None:
    response = sign_in(client, "reviewer")
    assert response.status_code == 302
    assert response["Location"] == settings.LOGIN_REDIRECT_URL
    assert client.get(settings.LOGIN_REDIRECT_URL).status_code == 302


def test_there_is_no_public_sign_up_and_no_reset_by_mail(db: None, client: Client) -> None:
    for path in ("/accounts/signup/", "/accounts/password/reset/", "/accounts/email/", "/accounts/3rdparty/"):
        assert client.get(path).status_code == 404


def test_the_sixth_try_is_refused_even_with_the_right_password(jiangxi: Province, client: Client) -> None:
    for _ in range(4):
        assert sign_in(client, "reviewer", "wrong").status_code == 200
    assert sign_in(client, "reviewer", "wrong").status_code == 429
    assert sign_in(client, "reviewer").status_code == 429
    assert sign_in(client, "REVIEWER").status_code == 429, "letters of the other case are the same account"
    assert sign_in(client, "head").status_code == 302, "a colleague behind the same address is not locked out"


def test_the_lock_opens_after_a_quarter_of_an_hour(jiangxi: Province, client: Client) -> None:
    for _ in range(5):
        sign_in(client, "reviewer", "wrong")
    AccessAttempt.objects.update(attempt_time=now() - timedelta(minutes=14, seconds=30))
    assert sign_in(client, "reviewer").status_code == 429
    AccessAttempt.objects.update(attempt_time=now() - timedelta(minutes=15, seconds=1))
    assert sign_in(client, "reviewer").status_code == 302


def test_tries_before_a_success_are_forgotten(jiangxi: Province, client: Client) -> None:
    for _ in range(2):
        for _ in range(4):
            sign_in(client, "reviewer", "wrong")
        assert sign_in(client, "reviewer").status_code == 302
        client.logout()


def test_unknown_names_get_the_same_words_and_the_same_lock(jiangxi: Province) -> None:
    known, unknown = Client(), Client()
    for attempt in range(7):
        first, second = sign_in(known, "reviewer", "wrong"), sign_in(unknown, "nosuchperson", "wrong")
        assert first.status_code == second.status_code, attempt
        assert text(first).replace("reviewer", "") == text(second).replace("nosuchperson", "")


@override_settings(
    PASSWORD_HASHERS=["django.contrib.auth.hashers.Argon2PasswordHasher"],
    AXES_FAILURE_LIMIT=1000,
    ACCOUNT_RATE_LIMITS=False,
)
def test_unknown_names_take_as_long_as_known_ones(db: None, client: Client) -> None:
    person("known")

    def seconds(name: str) -> float:
        begun = time.perf_counter()
        sign_in(client, name, "wrong")
        return time.perf_counter() - begun

    seconds("known"), seconds("unknown")
    pairs = [(seconds("known"), seconds("unknown")) for _ in range(9)]
    known, unknown = (statistics.median(side) for side in zip(*pairs, strict=True))
    assert 0.6 < known / unknown < 1.67, (known, unknown)


def test_one_address_may_try_thirty_times_a_minute(jiangxi: Province, client: Client) -> None:
    statuses = [sign_in(client, f"guess{n}", "wrong").status_code for n in range(31)]
    assert statuses[:30] == [200] * 30
    assert statuses[30] == 429
    assert sign_in(client, "reviewer", REMOTE_ADDR="192.0.2.7").status_code == 302


def test_the_session_key_changes_at_sign_in_and_dies_at_sign_out(jiangxi: Province, client: Client) -> None:
    session = client.session
    session["planted"] = "by an attacker"
    session.save()
    planted = session.session_key
    client.cookies[settings.SESSION_COOKIE_NAME] = planted
    sign_in(client, "reviewer")
    issued = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert issued != planted
    attacker = Client()
    attacker.cookies[settings.SESSION_COOKIE_NAME] = planted
    assert attacker.get("/account/").status_code == 302
    client.post("/accounts/logout/")
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = issued
    assert thief.get("/account/").status_code == 302


def test_looking_at_sign_out_does_not_sign_out(jiangxi: Province, client: Client) -> None:
    sign_in(client, "reviewer")
    assert client.get("/accounts/logout/").status_code == 200
    assert client.get("/account/").status_code == 200


@pytest.mark.parametrize(
    ("name", "minutes", "alive"),
    [("reviewer", 29, True), ("reviewer", 31, False), ("owner", 31, True), ("owner", 12 * 60 + 1, False)],
)
def test_officers_are_signed_out_after_half_an_hour_of_silence(
    jiangxi: Province, client: Client, name: str, minutes: int, alive: bool
) -> None:
    start = wall_now()
    with travel(start):
        client.force_login(jiangxi[name])
        assert client.get("/account/").status_code == 200
    with travel(start + timedelta(minutes=minutes)):
        response = client.get("/account/")
    assert (response.status_code == 200) is alive
    if not alive:
        assert response["Location"] == f"{LOGIN}?next=/account/"


def test_working_officers_stay_signed_in_but_never_longer_than_twelve_hours(jiangxi: Province, client: Client) -> None:
    start = wall_now()
    with travel(start):
        client.force_login(jiangxi["reviewer"])
    for quarter in range(1, 60):
        with travel(start + timedelta(minutes=15 * quarter)):
            alive = client.get("/account/").status_code == 200
        assert alive is (quarter < 48), quarter


def test_an_htmx_request_after_the_end_of_the_session_moves_the_whole_page(jiangxi: Province, client: Client) -> None:
    start = wall_now()
    with travel(start):
        client.force_login(jiangxi["reviewer"])
    with travel(start + timedelta(hours=1)):
        response = client.get("/account/", headers={"HX-Request": "true"})
    assert response.status_code == 204
    assert response["HX-Redirect"].startswith(LOGIN)


def test_a_closed_account_is_out_at_once(jiangxi: Province, client: Client) -> None:
    sign_in(client, "reviewer")
    User.objects.filter(username="reviewer").update(is_active=False)
    assert client.get("/account/").status_code == 302


def test_a_role_taken_away_counts_at_the_next_request(jiangxi: Province, client: Client) -> None:
    sign_in(client, "owner")
    assert client.get("/enterprise/people/").status_code == 200
    Membership.objects.filter(user__username="owner").update(revoked_at=now())
    assert client.get("/enterprise/people/").status_code == 404


@override_settings(AUTH_PASSWORD_VALIDATORS=settings.AUTH_PASSWORD_VALIDATORS)
@pytest.mark.parametrize(
    ("password", "accepted"),
    [
        (PASSWORD, True),
        ("short-pass1", False),
        ("password1234", False),
        ("123456789012", False),
        ("reviewer-1234", False),
        ("correct horse battery staple" * 4, True),
    ],
)
def test_passwords_are_long_and_not_common(jiangxi: Province, client: Client, password: str, accepted: bool) -> None:
    client.force_login(jiangxi["reviewer"])
    data = {"oldpassword": PASSWORD, "password1": password, "password2": password}
    response = client.post("/accounts/password/change/", data)
    changed = User.objects.get(username="reviewer").check_password(password)
    assert (response.status_code == 302) is accepted
    assert changed is accepted


def code_for(secret: str) -> str:
    """The six digits an authenticator shows now (RFC 6238, 30 seconds)."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def test_totp_is_turned_on_asked_for_and_each_code_works_once(jiangxi: Province, client: Client) -> None:
    sign_in(client, "reviewer")
    activate = reverse("mfa_activate_totp")
    assert client.get(activate)["Location"].startswith("/accounts/reauthenticate/"), "a change of security asks again"
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert client.get(activate).status_code == 200
    secret = client.session["mfa.totp.secret"]
    assert client.post(activate, {"code": "000000"}).status_code == 200
    code = code_for(secret)
    assert client.post(activate, {"code": code}).status_code == 302
    assert Authenticator.objects.filter(user__username="reviewer", type="totp").exists()

    cache.clear()
    fresh = Client()
    assert sign_in(fresh, "reviewer")["Location"] == reverse("mfa_authenticate")
    assert fresh.get("/account/").status_code == 302, "the password alone opens nothing"
    before = fresh.session.session_key
    assert fresh.post(reverse("mfa_authenticate"), {"code": code_for(secret)}).status_code == 302
    assert fresh.session.session_key != before, "step-up gives a new session key"
    assert fresh.get("/account/").status_code == 200

    replay = Client()
    sign_in(replay, "reviewer")
    replay.post(reverse("mfa_authenticate"), {"code": code_for(secret)})
    assert replay.get("/account/").status_code == 302, "the same six digits do not work twice"


def test_the_back_office_uses_the_same_door(jiangxi: Province, client: Client) -> None:
    assert client.get("/admin/login/")["Location"].startswith(LOGIN)
    assert client.post("/admin/login/", {"username": "admin", "password": PASSWORD})["Location"].startswith(LOGIN)
    sign_in(client, "admin")
    assert client.get("/admin/accounts/user/").status_code == 200


def test_a_thousand_passwords_get_nowhere(jiangxi: Province, monkeypatch: pytest.MonkeyPatch) -> None:
    """From as many addresses and in as many spellings of the name as one likes: five are looked at."""
    looked_at = []
    check = User.check_password

    def counted(self: User, raw: str) -> bool:
        looked_at.append(raw)
        return check(self, raw)

    monkeypatch.setattr(User, "check_password", counted)
    for n in range(1000):
        request = RequestFactory().post(LOGIN, REMOTE_ADDR=f"198.51.100.{n % 250}")
        request.session = {}  # type: ignore[assignment]
        name = ("reviewer", "Reviewer", "REVIEWER", " reviewer")[n % 4]
        password = PASSWORD if n == 999 else f"guess number {n}"
        assert authenticate(request, username=name.strip(), password=password) is None
    assert len(looked_at) == 5
