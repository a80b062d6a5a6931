"""出具计时说明书: whoever may open a clock may have it stated on paper."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import Department
from clocks.models import Clock
from core.commands import ANY_STATE, Command, Context
from core.time import legal_date
from documents.commands import issue_document
from documents.models import Document, DocumentKind
from documents.papers import as_json
from projects.models import Project
from supervision.explain import explained
from supervision.queries import visible_clocks
from supervision.statement.facts import statement_facts


def _may_open(user: Any, clock: Clock) -> bool:
    return visible_clocks(user).filter(pk=clock.pk).exists()


def _state(context: Context, clock: Clock) -> Document:
    """Issue the statement as of today; if one of today says exactly this, that one, so that a second press adds none."""
    project = Project.objects.select_related("enterprise").get(pk=clock.project_id)
    on = legal_date(context.effective_at)
    issuer = _issuer(clock)
    signed = issuer.name if issuer else clock.region.name
    # The row was locked bare; what it is explained by comes with one more read.
    clock = Clock.objects.select_related("department", "calendar").get(pk=clock.pk)
    facts, wording = statement_facts(explained(clock, on), project, signed, on)
    issued = Document.objects.of_subject(clock).filter(
        kind=DocumentKind.CLOCK_STATEMENT, issued_on=on, state=Document.State.VALID
    )
    said = as_json(facts)
    same = next((paper for paper in issued if paper.facts == said), None)
    if same is not None:
        return same
    return issue_document(
        context,
        DocumentKind.CLOCK_STATEMENT,
        facts,
        project=project,
        subject=clock,
        issuer=issuer,
        wording=wording,
    )


def _issuer(clock: Clock) -> Department | None:
    """The department whose limit it is; of a project or stage the window that accepted it, the region's."""
    if clock.department_id:
        return clock.department
    return Department.objects.filter(region_id=clock.region_id, is_window=True).order_by("code").first()


state_clock = Command(
    name="supervision.state_clock",
    label=_("Issue statement of the limit"),
    subject=Clock,
    may=_may_open,
    states=ANY_STATE,
    validators=[],
    run=_state,
).register()
