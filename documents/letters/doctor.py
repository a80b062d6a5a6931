"""Prove the templates (自检): published by two, still printable, and noted by the papers that came from them."""

from collections.abc import Iterator

from django.db.models import F

from core.models import JournalEntry
from documents.letters.shipped import letters
from documents.letters.wording import faults
from documents.models import Document, LetterTemplate


def check() -> Iterator[str]:
    """A sentence for every template that cannot be what its row says."""
    told = {
        pk: data.get("state")
        for pk, data in JournalEntry.objects.filter(subject_type="documents.lettertemplate")
        .order_by("pk")
        .values_list("subject_id", "data")
    }
    for row in LetterTemplate.objects.order_by("pk").iterator(chunk_size=500):
        if told.get(str(row.pk)) != row.state:
            yield f"letter template {row.pk} ({row}): state {row.state}, by the journal {told.get(str(row.pk))}"
        if row.letter not in letters():
            yield f"letter template {row.pk}: no letter is called {row.letter}"
        elif row.state == LetterTemplate.State.PUBLISHED and faults(
            row.title, row.body, letters()[row.letter].placeholders
        ):
            yield f"letter template {row.pk} ({row}): it names facts its letter does not have any more"
    early = Document.objects.filter(template__isnull=False, issued_on__lt=F("template__valid_from"))
    for pk, source in early.values_list("pk", "wording"):
        yield f"document {pk}: issued before its template {source} was in force"
