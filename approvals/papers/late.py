"""初审意见: the result of a file whose late papers are awaited."""

from collections.abc import Sequence

from approvals.models import PreliminaryOpinion
from approvals.papers.shared import in_chinese
from commitments.models import Obligation
from core.commands import Context
from core.time import legal_date
from documents.commands import issue_document
from documents.models import Document, DocumentKind
from documents.render.imprint import chinese_date
from documents.render.letter import Letter, Section


@in_chinese
def preliminary_opinion(context: Context, opinion: PreliminaryOpinion, duties: Sequence[Obligation]) -> Document:
    """What was found, which papers are awaited by when, and what the opinion is good for."""
    case = opinion.case
    project = case.application.project
    facts = Letter(
        title=f"{case.item.name}初审意见",
        addressee=project.enterprise.name,
        sections=(
            Section(
                paragraphs=(
                    f"你单位申请的“{project.name}”（项目代码：{project.code}）{case.item.name}（办件编号：{case.number}），"
                    "主审材料齐全，经审查提出初审意见如下：",
                    opinion.text,
                    "尚缺容缺材料："
                    + "；".join(f"{duty.name}（{chinese_date(duty.due_on)}前）" for duty in duties)
                    + "。办理时限自本意见出具之日起暂停，材料补齐后恢复；无实质性变化的，两个工作日内转为正式文件。",
                    "本意见可以作为办理后续事项的主审材料，不得作为开工依据。材料发生实质性变化的，本意见作废。",
                )
            ),
        ),
        issuer=case.department.name,
        issued_on=legal_date(context.effective_at),
    )
    return issue_document(
        context, DocumentKind.PRELIMINARY, facts, project=project, subject=case, issuer=case.department,
        number=opinion.official_number,
    )  # fmt: skip
