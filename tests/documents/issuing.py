"""A project of the small province and papers issued for it, through the product's own commands."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from accounts.models import Department, User
from core import commands as registry
from core.commands import SYSTEM_USER, Context, describe_actor
from core.journal import SYSTEM
from core.time import now
from documents.commands import issue_document
from documents.models import Document, DocumentKind
from projects.models import Project
from tests.documents import papers
from tests.people import CODE, Province


def project(jiangxi: Province) -> Project:
    """An enterprise-invested project of the province's own enterprise."""
    return Project.objects.create(
        code=CODE,
        name="𬱖燚厂房（虚构）<b>一期",
        enterprise=jiangxi.enterprise,
        region=jiangxi.regions["360702"],
        state="ACTIVE",
        investment_kind="ENT",
        regime="FILING",
        industry="C3099",
        investment=Decimal("12000000"),
        land_mode="GRANTED",
        land_area=Decimal("20000"),
        floor_area=Decimal("8000"),
        created_by=jiangxi.people["owner"],
        created_at=now(),
    )


def context(user: User | Any = SYSTEM_USER, subject: Any = None) -> Context:
    """What a running command hands to its body."""
    actor = SYSTEM if user is SYSTEM_USER else describe_actor(user, subject)
    return Context(user=user, actor=actor, command=registry.get("documents.revoke"), effective_at=now())


def licence(jiangxi: Province, of: Project | None = None, **more: Any) -> Document:
    """A licence of the housing department, handed out unless told otherwise."""
    of = of or Project.objects.filter(code=CODE).first() or project(jiangxi)
    issuer: Department = more.pop("issuer", jiangxi.housing)
    facts = replace(
        papers.LICENCE, holder=of.enterprise.name, project_name=of.name, project_code=of.code, issuer=issuer.name
    )
    more.setdefault("valid_from", date(2026, 1, 5))
    more.setdefault("valid_to", date(2027, 1, 4))
    head = jiangxi["head"]
    return issue_document(context(head, of), DocumentKind.LICENCE, facts, project=of, subject=of, issuer=issuer, **more)


def main_of(page: str) -> str:
    """The page without the shell around it."""
    return page.partition("<main")[2].partition("</main>")[0]
