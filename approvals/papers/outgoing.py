"""Papers that leave at the end: consolidated opinion, delivery slip; and handing everything out."""

from collections.abc import Iterable

from approvals import timing
from approvals.models import Consolidation, Decision, ItemCase, JointApplication, PreliminaryOpinion
from approvals.papers.shared import cases_of, in_chinese, said, window_letter, window_name
from clocks.models import Clock
from core.commands import Context
from core.time import legal_date
from documents.commands import issue_document, release_document
from documents.letters.preview import TABLE, sections_around_table
from documents.models import Document, DocumentKind
from documents.render.opinion import Consolidated, Opinion


@in_chinese
def consolidated(context: Context, consolidation: Consolidation) -> Document:
    """并联审批综合意见书: what every department answered and the lead's conclusion."""
    application = consolidation.application
    project, on = application.project, legal_date(consolidation.made_at)
    cases = cases_of(application).prefetch_related("opinions__author", "decision")
    issuer = application.lead.name if application.lead else window_name(application)
    accepted_on = application.accepted_on or legal_date(context.effective_at)
    told = said(
        "consolidated",
        application,
        on,
        office=issuer,
        accepted_on=accepted_on,
        count=len(cases),
        opinions=(TABLE,),
        conclusion=tuple(filter(None, consolidation.text.splitlines())),
    )
    before, after = sections_around_table(told.parts)
    facts = Consolidated(
        project_name=project.name,
        project_code=project.code,
        applicant=project.enterprise.name,
        stage=timing.stage_name(application),
        application_number=application.number or "",
        accepted_on=accepted_on,
        opinions=_opinions(cases),
        conclusion=consolidation.text,
        issuer=issuer,
        concluded_on=on,
        title=told.title,
        before=before,
        after=after,
    )
    return issue_document(
        context,
        DocumentKind.CONSOLIDATED,
        facts,
        project=project,
        subject=application,
        issuer=application.lead,
        release=False,
        wording=told.wording,
    )


@in_chinese
def delivery_slip(context: Context, application: JointApplication) -> Document:
    """统一出件单: which papers left together."""
    papers = case_papers(application)
    lines = tuple(
        f"{number}.{paper.title}（{paper.number}），{paper.issuer.name if paper.issuer else ''}"
        for number, paper in enumerate(papers, start=1)
    )
    return window_letter(
        context, application, "outgoing_list", count=len(papers), papers=lines or ["本阶段没有需要出件的文书。"]
    )


def case_papers(application: JointApplication) -> list[Document]:
    """Decisions of the cases and the consolidated opinion, in the order of the items."""
    decided = Decision.objects.filter(case__application=application, document__isnull=False)
    decided = decided.exclude(case__state__in=("RECALLED", "REVOKED"))
    papers = [d.document for d in decided.select_related("document__issuer").order_by("case__item__code") if d.document]
    early = PreliminaryOpinion.objects.filter(
        case__application=application, ended_on__isnull=True, document__isnull=False
    )
    papers += [
        row.document for row in early.select_related("document__issuer").order_by("case__item__code") if row.document
    ]
    consolidation = Consolidation.objects.filter(application=application).select_related("document__issuer").first()
    if consolidation is not None and consolidation.document is not None:
        papers.append(consolidation.document)
    return papers


def release(context: Context, application: JointApplication) -> None:
    """出件: the enterprise sees every paper from now on."""
    for paper in case_papers(application):
        release_document(context, paper)


def _opinions(cases: Iterable[ItemCase]) -> tuple[Opinion, ...]:
    cases = list(cases)
    limits = Clock.objects.filter(
        subject_type=ItemCase._meta.label_lower, subject_id__in=[case.pk for case in cases], kind="PROMISED"
    )
    used = dict(limits.values_list("subject_id", "used"))
    return tuple(_opinion(case, used.get(case.pk)) for case in cases)


def _opinion(case: ItemCase, used: int | None) -> Opinion:
    given = case.opinions.all()[len(case.opinions.all()) - 1] if case.opinions.all() else None
    decision: Decision | None = getattr(case, "decision", None)
    return Opinion(
        department=case.department.name,
        item=case.item.name,
        conclusion=case.get_state_display(),
        text=(decision.reason if decision and decision.reason else "") or (given.text if given else ""),
        reviewer=str(given.author) if given else "",
        decided_on=case.decided_on,
        conditions=tuple(given.conditions) if given else (),
        used=used,
        limit=case.promised_days,
        late_by=case.late_by_days,
    )
