"""Reads of this room (查询). The public ones answer by code or by file, never by number alone."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from core import files
from core.time import now, today
from documents import rules
from documents.models import Document, VerificationAttempt
from documents.rules import Standing
from projects.models import Project


class Damaged(RuntimeError):
    """The stored bytes of a paper are lost or no longer have their digest."""


def document(user: Any, pk: int) -> Document:
    """The paper with that key. Raises Http404 alike for a foreign and for an absent one."""
    found = Document.objects.visible_to(user).select_related("file").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def of_subject(user: Any, subject: Any) -> QuerySet[Document]:
    """The papers `user` may see about one application, case or notice, newest first."""
    return Document.objects.visible_to(user).of_subject(subject).select_related("issuer")


def of_project(user: Any, project: Project) -> QuerySet[Document]:
    """The papers `user` may see of one project, newest first."""
    return Document.objects.visible_to(user).filter(project=project).select_related("issuer")


def content(paper: Document) -> bytes:
    """The file exactly as it left. Raises Damaged instead of giving out anything else."""
    if paper.file.sha256 != paper.sha256 or not files.is_intact(paper.file):
        raise Damaged(f"the file of document {paper.pk} ({paper.number}) is lost or changed")
    return files.read(paper.file)


def by_code(code: str) -> Document | None:
    """The handed-out paper with this verification code; public."""
    if not rules.is_code(code):
        return None
    return Document.objects.released().select_related("holder", "issuer", "project").filter(token=code).first()


def by_digest(sha256: str) -> Document | None:
    """The handed-out paper whose file has this SHA-256; public, for whoever holds the file."""
    return Document.objects.released().filter(sha256=sha256.lower()).first()


def standing(paper: Document | None) -> Standing:
    """What the verification answers today about `paper`."""
    if paper is None:
        return Standing.UNKNOWN
    return rules.standing(paper.state, paper.valid_from, paper.valid_to, today())


def guesses_are_used_up(address_hash: str) -> bool:
    """Whether this address looked up too many papers that do not exist, this minute."""
    minute = now().replace(second=0, microsecond=0)
    return VerificationAttempt.objects.filter(
        address_hash=address_hash, minute=minute, count__gte=rules.GUESSES_PER_MINUTE
    ).exists()
