"""Papers of a promise (承诺文书): the letter, the decision, the notice of intended revocation, the revocation."""

from datetime import date
from typing import Any, Final

from django.utils import translation

from commitments.models import Breach, Commitment, CreditRecord
from core.commands import Context
from core.display import plain_number
from core.time import legal_date
from documents.commands import issue_document
from documents.letters.preview import sections
from documents.letters.queries import Written, written
from documents.models import Document
from documents.render.imprint import chinese_date
from documents.render.letter import Letter

in_chinese = translation.override("zh-hans")
LETTERS: Final = {"NC": "promise_nc", "RQ": "promise_rq", "CBV": "promise_cbv"}
GRANTED: Final = {"NC": "promise_granted_nc", "CBV": "promise_granted_cbv"}
MILESTONES: Final = {"START": "开工前", "ACCEPTANCE": "竣工验收前", "PRODUCTION": "达产时"}
RELATIONS: Final = {"min": "不低于", "max": "不高于"}


@in_chinese
def letter(context: Context, commitment: Commitment) -> Document:
    """承诺书 as it is to be signed: project, promiser, what was told, what is promised by when, statements, liability."""
    project, enterprise, terms = commitment.project, commitment.enterprise, commitment.terms
    duties = tuple(
        f"{number}.{duty.name}"
        + (f"（{RELATIONS[duty.relation]}{plain_number(duty.target)}{duty.unit}）" if duty.target is not None else "")
        + f"，{MILESTONES[duty.milestone]}，最迟{chinese_date(duty.promised_on)}。"
        for number, duty in enumerate(commitment.obligations.order_by("position"), start=1)
    )
    on = legal_date(context.effective_at)
    told = _said(
        LETTERS[commitment.track],
        commitment,
        on,
        applicant_code=enterprise.uscc,
        representative=enterprise.legal_representative or "　　　　",
        works=terms.get("works"),
        told=tuple(str(line) for line in terms.get("told", ())),
        duties=duties,
        clauses=tuple(f"（{number}）{clause}" for number, clause in enumerate(terms.get("clauses", ()), start=1)),
        basis=terms.get("basis"),
        terms=terms.get("version"),
        publicity_days=terms.get("publicity_days") or None,
    )
    facts = Letter(
        title=told.title,
        addressee=commitment.department.name,
        sections=sections(told.parts),
        issuer=enterprise.name,
        issued_on=on,
        about=f"{told.title}：{project.name}",
        official=False,
    )
    return issue_document(
        context,
        told.wording.letter.document,
        facts,
        project=project,
        subject=commitment,
        number=commitment.number,
        wording=told.wording,
    )


@in_chinese
def decision(context: Context, commitment: Commitment) -> Document:
    """准予决定 on the strength of the promise."""
    terms = commitment.terms
    return _of_department(
        context,
        commitment,
        GRANTED[commitment.track],
        basis=terms.get("basis") or "国家有关规定",
        works=terms.get("works") or "本项目",
        verify_months=terms.get("verify_months") or 2,
        opinion=commitment.decision_text,
    )


@in_chinese
def hearing_notice(context: Context, breach: Breach) -> Document:
    """拟撤销告知书: facts, reasons, basis, and the right to be heard (行政许可法第七条)."""
    return _of_department(
        context,
        breach.commitment,
        "promise_hearing",
        breach=breach.get_kind_display(),
        found=breach.facts,
        reason=breach.reasons,
        heard_until=breach.heard_until or legal_date(context.effective_at),
    )


@in_chinese
def revocation(context: Context, breach: Breach, record: CreditRecord, affected: list[str]) -> Document:
    """撤销决定书, with what it takes away and the remedies (行政许可法第三十八条、第六十九条)."""
    statement = f"你单位的陈述和申辩：{breach.statement}" if breach.statement else "你单位在期限内未提出陈述和申辩。"
    grade = record.get_record_class_display()
    return _of_department(
        context,
        breach.commitment,
        "promise_revoked",
        found=breach.facts,
        statement=statement,
        fallen="、".join(affected),
        record=record.number,
        grade=grade,
        publish_from=record.publish_from if record.published else None,
        publish_to=record.publish_to if record.published else None,
        unpublished="" if record.published else grade,
        objection_until=record.objection_until,
    )


def _said(letter: str, commitment: Commitment, on: date, **values: Any) -> Written:
    """A letter about a promise in the wording of its region, with the facts every one of them knows."""
    project = commitment.project
    known = {
        "applicant": commitment.enterprise.name,
        "project": project.name,
        "code": project.code,
        "number": commitment.number,
        "item": commitment.item_name,
        "office": commitment.department.name,
    }
    return written(letter, project.region_id, on, {**known, **values})


def _of_department(context: Context, commitment: Commitment, letter: str, **values: Any) -> Document:
    on = legal_date(context.effective_at)
    told = _said(letter, commitment, on, **values)
    facts = Letter(
        title=told.title,
        addressee=commitment.enterprise.name,
        sections=sections(told.parts),
        issuer=commitment.department.name,
        issued_on=on,
    )
    return issue_document(
        context,
        told.wording.letter.document,
        facts,
        project=commitment.project,
        subject=commitment,
        issuer=commitment.department,
        wording=told.wording,
    )
