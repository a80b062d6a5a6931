"""Who may reach what: every URL × every role against the expected table; foreign objects look absent."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction

from tests import matrix
from tests.matrix_headers import header_problems, page_problems
from tests.people import PASSWORD, province

pytestmark = pytest.mark.django_db
URLS = matrix.urls()
ROWS = matrix.table()
KNOWN = [(url, row) for url in URLS if (row := matrix.row_of(url, ROWS)) is not None]
WITH_OBJECTS = [(url, row) for url, row in KNOWN if row.objects]
_OWN_WRITES = ("django_session", "axes_", "account_emailaddress")
"""Tables a GET may write: the session itself, and the record of sign-ins that the test's own log-in makes."""

each_url = pytest.mark.parametrize(("url", "row"), KNOWN, ids=[url.name for url, _ in KNOWN])
OURS = [(url, row) for url, row in KNOWN if not row.many or url.name == "admin:index"]
each_of_ours = pytest.mark.parametrize(("url", "row"), OURS, ids=[url.name for url, _ in OURS])
"""Pages of the framework's back office stand for each other in what they send; who reaches them is asked for all."""


class _Writes:
    """Collects statements that write, except those of the session itself."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        verb = sql.lstrip().split(" ", 1)[0].upper()
        if verb in ("INSERT", "UPDATE", "DELETE") and not any(table in sql for table in _OWN_WRITES):
            self.seen.append(sql)
        return execute(sql, params, many, context)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[matrix.World]:
    """The province and the rooms' objects, written once for all URLs; every question is rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield matrix.build(province())
        transaction.set_rollback(True)


def test_every_url_is_in_the_table() -> None:
    missing = [f"{url.name}  ({url.route})" for url in URLS if matrix.row_of(url, ROWS) is None]
    assert not missing, "say in tests/permission_matrix.yaml who gets what from:\n" + "\n".join(missing)


def test_the_table_has_no_rows_without_a_url() -> None:
    used = {id(matrix.row_of(url, ROWS)) for url in URLS}
    assert not [name for name, row in ROWS.items() if id(row) not in used]


@each_url
def test_each_role_gets_what_the_table_says(world: matrix.World, url: matrix.Url, row: matrix.Row) -> None:
    path = world.path(url, row)
    wrong = []
    for role in row.roles:
        for method in matrix.METHODS:
            expected = row.word(method, role)
            if expected == "any" and method == "post":
                continue
            got = matrix.word_of(world.ask(role, method, path))
            ok = not got.startswith("5") if expected == "any" else got == expected
            if not ok:
                wrong.append(f"{role} {method} {path}: expected {expected}, got {got}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(("url", "row"), WITH_OBJECTS, ids=[url.name for url, _ in WITH_OBJECTS])
def test_a_foreign_object_answers_like_one_that_does_not_exist(
    world: matrix.World, url: matrix.Url, row: matrix.Row
) -> None:
    there, nowhere = world.path(url, row), world.path(url, row, absent=True)
    for role in row.roles:
        for method in matrix.METHODS:
            if row.word(method, role) not in ("missing", "login"):
                continue
            foreign, absent = (world.ask(role, method, path) for path in (there, nowhere))
            assert foreign.status_code == absent.status_code, (role, method)
            assert matrix.body(foreign, there) == matrix.body(absent, nowhere), (role, method)


@each_of_ours
def test_looking_changes_nothing(world: matrix.World, url: matrix.Url, row: matrix.Row) -> None:
    """GET and HEAD write no row except the session's own."""
    path = world.path(url, row)
    for role in _readers(row):
        with transaction.atomic():
            client = world.browser(role)
            writes = _Writes()
            with connection.execute_wrapper(writes):
                client.get(path)
                client.head(path)
            transaction.set_rollback(True)
        assert not writes.seen, (role, path)


@each_of_ours
def test_a_form_without_its_token_is_refused(world: matrix.World, url: matrix.Url, row: matrix.Row) -> None:
    path = world.path(url, row)
    for role in row.roles:
        if row.word("post", role) in ("ok", "go", "conflict"):
            assert world.ask(role, "post", path, csrf=False).status_code == 403, role


@each_of_ours
def test_every_answer_carries_the_security_headers(world: matrix.World, url: matrix.Url, row: matrix.Row) -> None:
    path = world.path(url, row)
    for role in [matrix.ANONYMOUS, *_readers(row)]:
        response = world.ask(role, "get", path)
        problems = list(header_problems(response))
        if response.get("Content-Type", "").startswith("text/html"):
            ours = not url.name.startswith(("admin:", "path:admin/"))
            problems += page_problems(response, strict=ours)
        if role != matrix.ANONYMOUS and url.name not in ("accounts:counties", "regional_assessments:map_tile"):
            stored = response.get("Cache-Control", "")
            if "no-store" not in stored and "public" not in stored:
                problems.append(f"pages of signed-in people must not be stored: {stored!r}")
        assert not problems, (role, path, problems)


def test_cookies_are_kept_from_scripts_and_other_sites(world: matrix.World) -> None:
    with transaction.atomic():
        client = world.browser(matrix.ANONYMOUS)
        client.post("/accounts/login/", {"login": "reviewer", "password": PASSWORD})
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        transaction.set_rollback(True)
    assert cookie["samesite"] in ("Lax", "Strict")
    assert cookie["httponly"]
    assert settings.CSRF_COOKIE_SAMESITE in ("Lax", "Strict")


def _readers(row: matrix.Row) -> list[str]:
    """The signed-in roles that get a page, at most two: enough to see it."""
    return [role for role in row.roles[1:] if row.word("get", role) in ("ok", "any")][:2]
