"""What every answer and every page must carry (OWASP ASVS 5.0.0: 3.4.1–3.4.8, 14.3.2), as a list of problems."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urlsplit

from django.http import HttpResponse

_HEADERS: Final = {
    "X-Content-Type-Options": {"nosniff"},
    "Referrer-Policy": {"same-origin"},
    "Cross-Origin-Opener-Policy": {"same-origin"},
    "X-Frame-Options": {"DENY"},
}
_POLICY: Final = {
    "default-src": [{"'self'"}, {"'none'"}],
    "object-src": [{"'none'"}],
    "base-uri": [{"'none'"}],
    "frame-ancestors": [{"'none'"}],
    "form-action": [{"'self'"}, {"'none'"}],
}
_SHOWN_IN_OUR_PAGES: Final = {"X-Frame-Options": {"DENY", "SAMEORIGIN"}}
"""A stored file may stand in a frame of our own pages; it is no page and its policy lets it do nothing."""
_WEAK: Final = {"missing", "*", "'unsafe-inline'", "'unsafe-eval'", "https:", "http:"}
_LOADS: Final = {"src", "href", "srcset", "action", "formaction", "poster", "data", "hx-get", "hx-post"}


def header_problems(response: HttpResponse) -> Iterator[str]:
    """Missing or weak headers."""
    policy = policy_of(response)
    is_file = "Content-Disposition" in response and policy.get("default-src") == {"'none'"}
    for name, values in {**_HEADERS, **(_SHOWN_IN_OUR_PAGES if is_file else {})}.items():
        if response.get(name) not in values:
            yield f"{name}: {response.get(name)!r} is not in {values}"
    for directive, allowed in _POLICY.items():
        if is_file and directive == "frame-ancestors":
            allowed = [*allowed, {"'self'"}]
        if policy.get(directive, policy.get("default-src") if directive == "object-src" else None) not in allowed:
            yield f"policy {directive}: {policy.get(directive)}"
    for directive in ("script-src", "style-src"):
        weak = policy.get(directive, {"missing"}) & _WEAK
        if weak:
            yield f"policy {directive} is weak: {weak}"
    for directive, sources in policy.items():
        foreign = {s for s in sources if not s.startswith("'") and s not in ("data:", "blob:")}
        if foreign:
            yield f"policy {directive} lets in {foreign}"


def policy_of(response: HttpResponse) -> dict[str, set[str]]:
    """The Content-Security-Policy as directive → sources."""
    parts = (part.split() for part in response.get("Content-Security-Policy", "").split(";") if part.strip())
    return {part[0]: set(part[1:]) for part in parts}


class Page(HTMLParser):
    """Collects what the policy would block or what reaches other hosts."""

    def __init__(self, nonce: str | None) -> None:
        super().__init__()
        self.nonce = nonce
        self.blocked: list[str] = []
        self.foreign: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        is_data = tag == "script" and held.get("type") in ("application/json", "application/ld+json")
        needs_nonce = tag in ("script", "style") and "src" not in held and not is_data
        if needs_nonce and (not self.nonce or held.get("nonce") != self.nonce):
            self.blocked.append(f"<{tag}> without the nonce of this answer")
        for name, value in held.items():
            if name == "style" or (name.startswith("on") and len(name) > 3):
                self.blocked.append(f"<{tag} {name}=…> is blocked by the policy")
            if name in _LOADS and value and _is_foreign(tag, name, value):
                self.foreign.append(f"<{tag} {name}={value!r}>")


def page_problems(response: HttpResponse, *, strict: bool) -> list[str]:
    """Inline code the policy blocks (only when `strict`), and anything loaded from another host."""
    nonce = re.search(r"'nonce-([^']+)'", response.get("Content-Security-Policy", ""))
    page = Page(nonce[1] if nonce else None)
    page.feed(response.content.decode(errors="replace"))
    return page.foreign + (page.blocked if strict else [])


def _is_foreign(tag: str, name: str, value: str) -> bool:
    if tag == "a" and name == "href":
        return False  # a link is followed by a person, not loaded by the page
    address = urlsplit(value.strip())
    if address.scheme == "javascript":
        return True
    return bool(address.netloc) and address.hostname not in ("testserver", "localhost")
