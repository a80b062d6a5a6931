"""送达回证: printed when a hand-over has effect; who took which papers, how and when."""

from django.utils import timezone

from approvals.models import Decision, Handover
from approvals.papers.shared import in_chinese, said, window_name
from core.commands import Context
from core.display import weekday
from core.time import legal_date
from documents.commands import issue_document
from documents.letters.preview import texts
from documents.models import Document, DocumentKind
from documents.render.imprint import chinese_date
from documents.render.service import ServedPaper, Service


@in_chinese
def proof_of_service(context: Context, row: Handover) -> Document:
    """The proof of service of a hand-over that has just taken effect."""
    application = row.application
    project = application.project
    papers = list(row.papers.select_related("issuer").order_by("pk"))
    decided = Decision.objects.filter(document__in=papers).order_by("decided_on").values_list("decided_on", flat=True)
    on = legal_date(context.effective_at)
    told = said("service", application, on, count=len(papers), first_decided_on=decided.first())
    facts = Service(
        addressee=project.enterprise.name,
        project_name=project.name,
        project_code=project.code,
        application_number=application.number or "",
        papers=tuple(
            ServedPaper(
                title=paper.title,
                number=paper.number,
                issuer=paper.issuer.name if paper.issuer else "",
                copy=paper.copy_number,
            )
            for paper in papers
        ),
        way="窗口领取" if row.way == Handover.Way.WINDOW else "邮寄送达",
        particulars=_by_hand(row) if row.way == Handover.Way.WINDOW else _by_post(row),
        served_at=_when(row),
        served_by=f"{row.handed_by}（{window_name(application)}）",
        issuer=window_name(application),
        issued_on=on,
        title=told.title,
        note=row.note,
        told=texts(told.parts),
    )
    return issue_document(
        context,
        DocumentKind.SERVICE,
        facts,
        project=project,
        subject=row,
        issuer=application.window,
        wording=told.wording,
    )


def _by_hand(row: Handover) -> tuple[tuple[str, str], ...]:
    return (
        ("收件人", f"{row.receiver}（{row.get_receiver_is_display()}）"),
        ("身份证件", f"{row.get_id_kind_display()}，尾号 {row.id_tail}"),
        ("送达地点", window_name(row.application)),
    )


def _by_post(row: Handover) -> tuple[tuple[str, str], ...]:
    return (
        ("寄递企业", row.courier),
        ("邮件号码", row.tracking),
        ("收件地址", row.address),
        ("签收人", row.receiver),
    )


def _when(row: Handover) -> str:
    on = row.served_on
    if row.way == Handover.Way.POST or row.handed_at is None or on is None:
        return f"{chinese_date(on)}（{weekday(on)}）" if on else ""
    at = timezone.localtime(row.handed_at)
    return f"{chinese_date(on)} {at:%H:%M}（{weekday(on)}）"
