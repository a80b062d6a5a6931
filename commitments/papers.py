"""Papers of a promise (承诺文书): the letter, the decision, the notice of intended revocation, the revocation."""

from typing import Final

from django.utils import translation

from commitments.models import Breach, Commitment, CreditRecord
from core.commands import Context
from core.display import plain_number
from core.time import legal_date
from documents.commands import issue_document
from documents.models import Document, DocumentKind
from documents.render.imprint import chinese_date
from documents.render.letter import Letter, Section

in_chinese = translation.override("zh-hans")
TITLES: Final = {"NC": "告知承诺书", "RQ": "容缺后补承诺书", "CBV": "企业承诺、先建后验承诺书"}
MILESTONES: Final = {"START": "开工前", "ACCEPTANCE": "竣工验收前", "PRODUCTION": "达产时"}
RELATIONS: Final = {"min": "不低于", "max": "不高于"}
REMEDIES: Final = "如不服本决定，可以自收到本决定书之日起六十日内依法申请行政复议，或者自收到本决定书之日起六个月内依法向人民法院提起行政诉讼。"
"""行政复议法第二十条、行政诉讼法第四十六条."""


@in_chinese
def letter(context: Context, commitment: Commitment) -> Document:
    """承诺书 as it is to be signed: project, promiser, what was told, what is promised by when, statements, liability."""
    project, enterprise = commitment.project, commitment.enterprise
    told = [str(line) for line in commitment.terms.get("told", ())]
    owed = [
        f"{number}.{duty.name}"
        + (f"（{RELATIONS[duty.relation]}{plain_number(duty.target)}{duty.unit}）" if duty.target is not None else "")
        + f"，{MILESTONES[duty.milestone]}，最迟{chinese_date(duty.promised_on)}。"
        for number, duty in enumerate(commitment.obligations.order_by("position"), start=1)
    ]
    who = (
        f"承诺人：{enterprise.name}（统一社会信用代码：{enterprise.uscc}），法定代表人：{enterprise.legal_representative or '　　　　'}。",
        f"项目：{project.name}（项目代码：{project.code}）。",
        f"承诺事项：{commitment.item_name}。",
        *((f"承诺先行开工的工程：{commitment.terms['works']}。",) if commitment.terms.get("works") else ()),
    )
    heading = "三、容缺材料清单及补齐期限" if commitment.track == "RQ" else "三、履约内容和期限"
    facts = Letter(
        title=TITLES[commitment.track],
        addressee=commitment.department.name,
        sections=(
            Section(heading="一、承诺人和项目", paragraphs=who),
            Section(heading="二、行政机关告知的内容", paragraphs=tuple(told)),
            Section(heading=heading, paragraphs=tuple(owed)),
            Section(
                heading="四、承诺人声明",
                paragraphs=tuple(
                    f"（{number}）{clause}" for number, clause in enumerate(commitment.terms.get("clauses", ()), start=1)
                ),
            ),
            Section(
                heading="五、其他",
                paragraphs=(
                    f"依据：{commitment.terms.get('basis', '')}。条款版本：{commitment.terms.get('version', '')}。",
                    "行政机关作出决定前，承诺人可以撤回承诺。本承诺书自签署之日起生效，依法公示"
                    + (f"{commitment.terms['publicity_days']}个工作日。" if commitment.terms.get("publicity_days") else "。"),
                ),
            ),
        ),
        issuer=enterprise.name,
        issued_on=legal_date(context.effective_at),
        about=f"{TITLES[commitment.track]}：{project.name}",
    )  # fmt: skip
    return issue_document(
        context, DocumentKind.COMMITMENT, facts, project=project, subject=commitment, number=commitment.number
    )


@in_chinese
def decision(context: Context, commitment: Commitment) -> Document:
    """准予决定 on the strength of the promise."""
    project = commitment.project
    track = TITLES[commitment.track].removesuffix("承诺书")
    saying = (
        f"你单位就“{project.name}”（项目代码：{project.code}）{commitment.item_name}提交的{TITLES[commitment.track]}"
        f"（编号：{commitment.number}）收悉。依据{commitment.terms.get('basis', '')}，决定如下："
    )
    if commitment.track == "CBV":
        result = f"准许你单位先行组织{commitment.terms.get('works', '本项目')}建设，{commitment.item_name}于竣工验收前完成并通过核验。"
    else:
        result = f"准予以告知承诺方式办理{commitment.item_name}。本机关将在{commitment.terms.get('verify_months', 2)}个月内对承诺内容进行核查。"
    facts = Letter(
        title=f"{track or commitment.item_name}决定书",
        addressee=project.enterprise.name,
        sections=(
            Section(paragraphs=(saying, result, *([commitment.decision_text] if commitment.decision_text else []),
                                "承诺不实或者逾期未履行的，本机关将责令限期整改；整改不到位的，依法撤销本决定，并记入信用记录。")),
        ),
        issuer=commitment.department.name,
        issued_on=legal_date(context.effective_at),
    )  # fmt: skip
    return issue_document(
        context, DocumentKind.COMMIT_DECISION, facts, project=project, subject=commitment, issuer=commitment.department
    )


@in_chinese
def hearing_notice(context: Context, breach: Breach) -> Document:
    """拟撤销告知书: facts, reasons, basis, and the right to be heard (行政许可法第七条)."""
    commitment = breach.commitment
    paragraphs = (
        f"经查，你单位在“{commitment.project.name}”{commitment.item_name}中的承诺（编号：{commitment.number}）存在"
        f"{breach.get_kind_display()}的情形：{breach.facts}",
        f"理由：{breach.reasons}",
        "依据国办发〔2020〕42号和《中华人民共和国行政许可法》第六十九条，本机关拟撤销依据该承诺作出的决定，并记入信用记录。",
        f"你单位有权陈述和申辩，请于{chinese_date(breach.heard_until or legal_date(context.effective_at))}前提出；逾期视为放弃。",
    )
    return _of_department(context, commitment, DocumentKind.REVOCATION, "拟撤销决定告知书", paragraphs)


@in_chinese
def revocation(context: Context, breach: Breach, record: CreditRecord, affected: list[str]) -> Document:
    """撤销决定书, with what it takes away and the remedies (行政许可法第三十八条、第六十九条)."""
    commitment = breach.commitment
    paragraphs = (
        f"你单位在“{commitment.project.name}”（项目代码：{commitment.project.code}）{commitment.item_name}中的承诺"
        f"（编号：{commitment.number}）未能兑现：{breach.facts}",
        f"你单位的陈述和申辩：{breach.statement}" if breach.statement else "你单位在期限内未提出陈述和申辩。",
        "决定撤销依据该承诺作出的决定。" + (f"随之失去效力：{'、'.join(affected)}。" if affected else ""),
        f"同时记入信用记录（编号：{record.number}），等级：{record.get_record_class_display()}失信；"
        + (
            f"公示期自{chinese_date(record.publish_from)}至{chinese_date(record.publish_to)}。"
            if record.published
            else "依法一般不予公示。"
        )
        + f"对记录有异议的，请于{chinese_date(record.objection_until)}前提出。未修复前，不再适用告知承诺、容缺后补和先建后验。",
        REMEDIES,
    )
    return _of_department(context, commitment, DocumentKind.REVOCATION, "撤销决定书", paragraphs)


def _of_department(
    context: Context, commitment: Commitment, kind: str, title: str, paragraphs: tuple[str, ...]
) -> Document:
    facts = Letter(
        title=title,
        addressee=commitment.enterprise.name,
        sections=(Section(paragraphs=paragraphs),),
        issuer=commitment.department.name,
        issued_on=legal_date(context.effective_at),
    )
    return issue_document(
        context, kind, facts, project=commitment.project, subject=commitment, issuer=commitment.department
    )
