"""Prove the papers (自检): every file is there and unchanged, every row is what the journal says."""

from collections.abc import Iterator

from core import files
from core.models import JournalEntry
from documents.letters import doctor as letters
from documents.models import Document

_STATE_AFTER = {
    "documents.issue": "VALID",
    "documents.supersede": "SUPERSEDED",
    "documents.revoke": "REVOKED",
    "documents.void": "VOID",
}


def check() -> Iterator[str]:
    """A sentence for every paper whose file, digest or state is not as journalled."""
    journalled = _journalled()
    for paper in Document.objects.select_related("file").order_by("pk").iterator(chunk_size=500):
        name = f"document {paper.pk} ({paper.number})"
        if paper.file.sha256 != paper.sha256:
            yield f"{name}: its digest is not that of its file row"
        if not files.is_intact(paper.file):
            yield f"{name}: the stored file is lost or changed"
        digest, state = journalled.pop(str(paper.pk), ("", ""))
        if not digest:
            yield f"{name}: no journal entry says it was issued"
            continue
        if digest != paper.sha256:
            yield f"{name}: the journal recorded another digest"
        if state != paper.state:
            yield f"{name}: state {paper.state}, by the journal {state}"
    for pk in journalled:
        yield f"document {pk}: journalled as issued, but its row is gone"
    yield from letters.check()


def _journalled() -> dict[str, tuple[str, str]]:
    """Key of the paper → digest when issued, state after the last verb."""
    found: dict[str, tuple[str, str]] = {}
    entries = JournalEntry.objects.filter(subject_type="documents.document", verb__in=_STATE_AFTER).order_by("pk")
    for pk, verb, data in entries.values_list("subject_id", "verb", "data").iterator():
        digest = data.get("sha256", "") if verb == "documents.issue" else found.get(pk, ("", ""))[0]
        found[pk] = (digest, _STATE_AFTER[verb])
    return found
