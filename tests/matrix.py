"""The machinery of the permission matrix: every URL of the resolver, asked by every role, as words of a table.

`tests/permission_matrix.yaml` says what each role gets from each URL; the head of that file explains its words.
Objects that stand in URLs come from `tests/<room>/matrix_objects.py`: a function `objects(province)` that writes
them and names them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import yaml
from django.conf import settings
from django.core.cache import cache as answers
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.converters import get_converters

from accounts.models import User
from tests.people import Province

TABLE: Final = Path(__file__).with_name("permission_matrix.yaml")
ROOMS: Final = (
    "accounts", "clocks", "catalogue", "projects", "documents", "regional_assessments", "commitments", "approvals",
    "supervision", "exchange", "core",
)  # fmt: skip
ANONYMOUS: Final = "anonymous"
ROLES: Final = (
    ANONYMOUS, "owner", "agent", "clerk", "reviewer", "head", "lead", "supervisor", "zone", "admin", "other_owner",
    "other_reviewer",
)  # fmt: skip
"""Names in `tests.people.province()`; the last two are another enterprise and another department."""
FEW: Final = (ANONYMOUS, "reviewer", "admin")
METHODS: Final = ("get", "post")
WORDS: Final = frozenset({"ok", "go", "login", "forbidden", "missing", "method", "conflict", "any"})
_ABSENT: Final = {"int": 987654321, "str": "absent", "slug": "absent", "uuid": "00000000-0000-4000-8000-000000000000"}


@dataclass(frozen=True, slots=True)
class Url:
    """One pattern of the resolver: its full name (or `path:…` when it has none) and its parameters' converters."""

    name: str
    route: str
    parameters: dict[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """What the table says about one URL."""

    objects: dict[str, str]
    expected: dict[str, dict[str, str]]
    many: bool

    @property
    def roles(self) -> tuple[str, ...]:
        """Whom to ask. A row for many URLs (`*`) is asked by a stranger, an officer and the administrator only."""
        return FEW if self.many else ROLES

    def word(self, method: str, role: str) -> str:
        """The word for a role; methods that are not listed are refused with 405."""
        words = self.expected.get(method)
        if words is None:
            return "method"
        return words.get(role) or words["*"]


def urls() -> list[Url]:
    """Every pattern the resolver knows, in its order."""
    return list(_walk(get_resolver().url_patterns, "", ""))


def table() -> dict[str, Row]:
    """The expected table; raises ValueError for an unknown word, role or method in it."""
    rows = {}
    for name, entry in yaml.safe_load(TABLE.read_text(encoding="utf-8")).items():
        expected = {method: _words(name, entry[method]) for method in METHODS if method in entry}
        unknown = set(entry) - {*METHODS, "with"}
        if unknown or "get" not in expected:
            raise ValueError(f"{name}: needs get; does not know {sorted(unknown)}")
        rows[name] = Row(entry.get("with", {}), expected, "*" in name)
    return rows


def row_of(url: Url, rows: dict[str, Row]) -> Row | None:
    """The row of that very name, or the one whose name with `*` matches."""
    if url.name in rows:
        return rows[url.name]
    return next((row for name, row in rows.items() if "*" in name and fnmatchcase(url.name, name)), None)


@cache
def _handler(enforce_csrf_checks: bool) -> Any:
    """One middleware chain for all questions: building it anew reads the static files each time."""
    handler = Client(enforce_csrf_checks=enforce_csrf_checks).handler
    handler.load_middleware()
    return handler


@dataclass(slots=True)
class World:
    """The province, the rooms' objects, and one open session per role."""

    province: Province
    objects: dict[str, Any]
    sessions: dict[str, str]

    def browser(self, role: str, *, enforce_csrf_checks: bool = False) -> Client:
        """A browser of that role; the person and their posts are read anew from the database."""
        client = Client()
        client.handler = _handler(enforce_csrf_checks)
        if role != ANONYMOUS:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[role]
        return client

    def ask(self, role: str, method: str, path: str, *, csrf: bool = True) -> HttpResponse:
        """The answer `role` gets; whatever it wrote is rolled back. `csrf=False` sends no token and demands one."""
        client = self.browser(role, enforce_csrf_checks=not csrf)
        answers.clear()
        with transaction.atomic():
            response = getattr(client, method)(path)
            if response.streaming:
                response = _read_out(response)
            transaction.set_rollback(True)
        return response

    def path(self, url: Url, row: Row, *, absent: bool = False) -> str:
        """The address with the named objects, or with keys that no row has."""
        keys: dict[str, Any] = {}
        for parameter, converter in url.parameters.items():
            named = row.objects.get(parameter)
            if named is None or (absent and not named.startswith("=")):
                keys[parameter] = _ABSENT.get(converter, "absent")
            else:
                thing = named.removeprefix("=") if named.startswith("=") else self.objects[named]
                keys[parameter] = getattr(thing, "pk", thing)
        if url.name.startswith("path:"):
            return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda m: str(keys[m[1]]), url.route)
        return reverse(url.name, kwargs=keys or None)


def build(province: Province) -> World:
    """The world with everything the rooms want to see in URLs. The same name twice raises ValueError."""
    found: dict[str, Any] = {}
    for room in ROOMS:
        module = f"tests.{room}.matrix_objects"
        if find_spec(f"tests.{room}") is None or find_spec(module) is None:
            continue
        more = import_module(module).objects(province)
        if found.keys() & more.keys():
            raise ValueError(f"{module}: {sorted(found.keys() & more.keys())} named twice")
        found |= more
    return World(province, found, {role: _sign_in(province[role]) for role in ROLES if role != ANONYMOUS})


def _sign_in(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def word_of(response: HttpResponse) -> str:
    """The word of the table for an answer; an unforeseen status is its number."""
    status = response.status_code
    if status in (301, 302, 303, 307, 308):
        return "login" if re.match(r"(/admin|/accounts)/login/", response["Location"]) else "go"
    known = {200: "ok", 204: "ok", 422: "ok", 403: "forbidden", 404: "missing", 405: "method", 409: "conflict"}
    return known.get(status, str(status))


def body(response: HttpResponse, path: str) -> str:
    """The page without what differs on every answer: tokens, nonces and its own address."""
    text = response.content.decode(errors="replace")
    text = re.sub(r'(nonce|value)="[^"]*"|"X-CSRFToken": "[^"]*"', "", text)
    return text.replace(path, "")


def _read_out(response: Any) -> HttpResponse:
    whole = HttpResponse(b"".join(response.streaming_content), status=response.status_code)
    for name, value in response.items():
        whole[name] = value
    return whole


def _walk(patterns: list[Any], namespace: str, route: str) -> Iterator[Url]:
    for pattern in patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, inner, here)
        elif isinstance(pattern, URLPattern):
            parameters = {
                name: type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")
                for name, converter in _converters(here).items()
            }
            yield Url(f"{namespace}{pattern.name}" if pattern.name else f"path:{here}", here, parameters)


def _converters(route: str) -> dict[str, Any]:
    known = get_converters()
    found = re.findall(r"<(?:(\w+):)?(\w+)>", route)
    return {name: known[kind or "str"] for kind, name in found if (kind or "str") in known}


def _words(name: str, entry: Any) -> dict[str, str]:
    words = {"*": entry} if isinstance(entry, str) else {str(role): word for role, word in entry.items()}
    if not set(words.values()) <= WORDS:
        raise ValueError(f"{name}: unknown words {sorted(set(words.values()) - WORDS)}")
    if not set(words) <= {*ROLES, "*"}:
        raise ValueError(f"{name}: unknown roles {sorted(set(words) - {*ROLES, '*'})}")
    if "*" not in words and not set(ROLES) <= set(words):
        raise ValueError(f"{name}: name every role or *")
    return words
