"""What strikes a case after acceptance, in the home county of the tour: one living example of each, as of today."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from accounts.models import Membership, User
from approvals.intake import filing_of
from approvals.models import ItemCase, JointApplication, Renewal
from approvals.renewals.queries import licences, rule_of
from approvals.supplements.adding import addable
from catalogue.rules import PARALLEL
from core.time import today
from demo.dossier_entry import Owner, hand_in
from demo.people import HOME
from demo.story import FORM, give, officer
from documents.models import Document
from projects.models import Project

REASON = "方案深化时发现，受理时提交的图纸尚未标注。"


def strike(head: User, reviewer: User) -> list[str]:
    """Play every example for which the county has a case; the names of those played."""
    played = []
    for act in (_correction, _held, _withdrawal, _added, _revocation, _recall, _renewals):
        if act(head, reviewer):
            played.append(act.__name__.strip("_"))
    _away(reviewer)
    return played


def _open_cases() -> Iterator[ItemCase]:
    """Cases of the county under review that nothing else has happened to, most urgent last."""
    rows = ItemCase.objects.filter(
        application__region_id=HOME, application__state="ACCEPTED", state="OPEN", application__imported=False,
        special_procedures=None, corrections=None, extensions=None, holder=None, application__withdrawals=None,
    )  # fmt: skip
    yield from rows.select_related("item", "department", "application__project").order_by("-opened_on", "pk")


def _owner(application: JointApplication) -> User:
    post = Membership.objects.filter(enterprise_id=application.project.enterprise_id, role="OWNER").order_by("pk")[0]
    return post.user


def _correction(head: User, reviewer: User) -> bool:
    for case in _open_cases():
        line = case.item.materials.filter(name__contains="图").order_by("position").first()
        if line is None:
            continue
        points = [
            {
                "material_key": line.key,
                "material_name": line.name,
                "reason": "总平面图缺少退界尺寸标注，请补标后重新上传。",
                "clause": "《江西省城市规划管理技术导则》",
            }
        ]
        asker = officer(case.department_id, "REVIEWER")
        give("approvals.request_correction", asker, case, lines=points, days=10, reason=REASON)
        give("approvals.start_correction", head, case)
        return True
    return False


def _held(head: User, reviewer: User) -> bool:
    case = next(_open_cases(), None)
    if case is None:
        return False
    give("approvals.claim_case", reviewer, case)
    return True


def _withdrawal(head: User, reviewer: User) -> bool:
    case = next(_open_cases(), None)
    if case is None:
        return False
    owner = _owner(case.application)
    give("approvals.request_case_withdrawal", owner, case, reason="建设方案调整，该事项拟并入下一阶段重新申报。")
    return True


def _added(head: User, reviewer: User) -> bool:
    """Two items beside the stages: one filed and accepted, the other added while it runs."""
    for project in Project.objects.filter(region_id=HOME, state="ACTIVE").exclude(flow_code="").order_by("pk"):
        everything = filing_of(project, PARALLEL, [])
        codes = [code for code, item in everything.items.items() if item.fileable][:2]
        post = Membership.objects.filter(enterprise_id=project.enterprise_id, role="OWNER").order_by("pk").first()
        running = project.applications.filter(stage=PARALLEL, state__in=JointApplication.OPEN_STATES)
        if len(codes) < 2 or post is None or running.exists():
            continue
        by = Owner(post.user, project.enterprise, "")
        for paper in replace(everything, chosen=tuple(codes)).papers:
            if paper.need.uploaded and paper.material is None:
                hand_in(by, project, paper.need.key, paper.need.material.name.zh)
        draft = give("approvals.create_draft", by.user, project, stage=PARALLEL)
        form = {**FORM, "contact": by.user.name, "items": codes[:1]}
        filed = give("approvals.submit", by.user, draft, form=form)
        give("approvals.accept", officer(filed.window_id, "CLERK"), filed)
        filed.refresh_from_db()
        if filed.state == "ACCEPTED" and addable(filed).get(codes[1]):
            give("approvals.add_item", by.user, filed, item=codes[1], reason="施工图深化后新增，需同步办理。")
            return True
    return False


def _passed(skip: int) -> ItemCase | None:
    rows = ItemCase.objects.filter(
        application__region_id=HOME, application__state="ISSUED", application__imported=False, state="PASSED",
        decision__document__isnull=False, annulments=None,
    )  # fmt: skip
    return (
        rows.select_related("item", "department", "application__project").order_by("-decided_on", "pk")[skip:].first()
    )


def _revocation(head: User, reviewer: User) -> bool:
    case = _passed(3)
    if case is None:
        return False
    give(
        "approvals.propose_annulment", officer(case.department_id, "HEAD"), case, kind="REVOCATION", ground="FRAUD",
        reason="核查发现申请材料中的承诺函签章与备案印模不符，涉嫌以不正当手段取得许可。",
    )  # fmt: skip
    return True


def _recall(head: User, reviewer: User) -> bool:
    case = _passed(6)
    if case is None:
        return False
    give(
        "approvals.propose_annulment", officer(case.department_id, "HEAD"), case, kind="RECALL", ground="FACTS_CHANGED",
        reason="轨道交通近期建设规划调整，线位穿越本地块西北角。", compensation="按已发生的勘察设计费用据实补偿。",
    )  # fmt: skip
    give("approvals.answer_annulment", _owner(case.application), case, statement="理解规划调整，请据实补偿前期投入。")
    give("approvals.confirm_annulment", head, case, seen=True, reason="被许可人无异议，补偿方案已报财政部门。")
    return True


def _renewals(head: User, reviewer: User) -> bool:
    """Temporary permits near their end: one renewal asked for in time, one too late, one decided against."""
    ending = licences(Document.objects.released().filter(region_id=HOME, valid_to__gte=today()))
    asked: dict[bool, list[Renewal]] = {True: [], False: []}
    for paper in ending.select_related("project").order_by("valid_to", "pk"):
        rule = rule_of(paper)
        if rule is None or paper.valid_to is None or (paper.valid_to - today()).days > 60:
            continue
        in_time = today() <= rule[2]
        if len(asked[in_time]) < (2 if in_time else 1):
            row = give(
                "renewals.file", _owner(rule[0].application), paper, until=paper.valid_to + timedelta(days=180),
                reason="主体工程工期顺延，施工期间仍需向市政管网排水。",
            )  # fmt: skip
            asked[in_time].append(row)
    if len(asked[True]) > 1:
        against = asked[True][1]
        reason = "现场核查发现沉淀池未按方案建设，出水不符合纳管标准。"
        give("renewals.refuse", officer(against.case.department_id, "HEAD"), against, reason=reason)
    return bool(asked[True])


def _away(reviewer: User) -> None:
    """An officer of one department is on training; the reviewer of the tour stands in."""
    post = (
        Membership.objects.filter(department__region_id=HOME, role="REVIEWER", department__function="WATER")
        .exclude(user=reviewer)
        .select_related("user", "department")
        .first()
    )
    if post is not None:
        give(
            "approvals.mark_absence", post.user, None, absent=post.user, department=post.department,
            substitute=reviewer, valid_from=today(), valid_to=today() + timedelta(days=6), reason="参加业务培训",
        )  # fmt: skip
