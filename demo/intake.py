"""What happens before acceptance in the seeded province: checks of departments, one notice, corrections, returns, the counter."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from approvals.checks import queries
from approvals.commands.filing import window_of
from approvals.commands.system import accept_silent, return_lapsed
from approvals.intake import filing_of
from approvals.models import JointApplication, OneTimeNotice
from demo.dossier_entry import hand_in
from demo.story import FORM, Player, give, officer

DEFECTS: Final = (
    ("末页缺少法定代表人签字，请补签后重新上传。", "《行政许可法》第三十一条第一款"),
    ("填报面积与红线面积不一致，请核对并更正。", "办事指南·申请材料第三项"),
)
AGENT: Final = {
    "agent_name": "𫖯若谷",
    "agent_phone": "0797-8880123",
    "proof": "LETTER",
    "letter": "授权委托书（样例），委托提交本阶段申请",
}


def play(player: Player, application: JointApplication, script: str) -> bool:
    """Play the script of that name for a file just received; whether the stage may go on to its acceptance."""
    return SCRIPTS[script](player, application)


def find(player: Player, application: JointApplication, names: list[tuple[str, str]]) -> None:
    """Two departments find the same paper and one more wanting, one finds nothing; the rest is silent."""
    checks = list(application.checks.filter(state="OPEN").order_by("pk"))
    for check, number in zip(checks, (2, 1, 0), strict=False):
        who = officer(check.department_id, "REVIEWER")
        examples = queries.examples_for(application, [key for key, _name in names])
        lines = [
            {"material_key": key, "material_name": name, "reason": reason, "clause": clause, "example": examples[key]}
            for (key, name), (reason, clause) in zip(names[:number], DEFECTS, strict=False)
        ]
        if lines:
            give("checks.report", who, check, lines=lines)
        else:
            give("checks.complete", who, check)


def papers_of(application: JointApplication) -> list[tuple[str, str]]:
    """Two papers of the file that may be found wanting."""
    rows = application.project.materials.filter(current=True).exclude(key="redline").order_by("pk")
    return list(rows.values_list("key", "name")[:2])


def merged(player: Player, application: JointApplication) -> OneTimeNotice:
    """The lead makes one notice of what was found."""
    lines = [
        {"material_key": key, "material_name": row.name, "reason": row.reason, "clause": row.clause, "example": row.example}
        for key, row in queries.found_in(application).items()
    ]  # fmt: skip
    return give(
        "approvals.send_notice", officer(application.lead_id or application.window_id, "LEAD"), application, lines=lines
    )


def found(player: Player, application: JointApplication) -> bool:
    """核对已反馈: waits for lead or window to make the notice."""
    with player.on(player.day):
        find(player, application, papers_of(application))
    return False


def noticed(player: Player, application: JointApplication) -> bool:
    """已告知, with more time asked for; waits for the applicant."""
    if player.later(1) > player.until:
        return False
    with player.on(player.later(1)):
        find(player, application, papers_of(application))
        merged(player, application)
    if player.later(3) <= player.until:
        with player.on(player.later(3)):
            give(
                "approvals.more_time", player.by.user, application, reason="测绘单位复测界址点，预计十个工作日内完成。"
            )
    return False


def corrected(player: Player, application: JointApplication) -> bool:
    """补正后受理: one line answered with a file, the other with where it was."""
    with player.on(player.later(1)):
        find(player, application, papers_of(application))
        notice = merged(player, application)
    with player.on(player.later(3)):
        first, *others = notice.lines.all()
        hand_in(player.by, player.project, first.material_key, f"{first.material_name}（补正件）")
        answers: dict[int, dict[str, Any]] = {first.pk: {"kind": "FILE", "answer": "已补签后重新上传。"}}
        answers |= {line.pk: {"kind": "THERE", "answer": "见本材料第二页面积说明表。"} for line in others}
        give("approvals.answer_notice", player.by.user, application, answers=answers)
    return True


def returned(player: Player, application: JointApplication) -> bool:
    """逾期未补正退件."""
    with player.on(player.later(1)):
        find(player, application, papers_of(application))
        notice = merged(player, application)
    if notice.answer_due_on < player.until:
        with player.on(notice.answer_due_on + timedelta(days=1)):
            return_lapsed()
    return False


def silent(player: Player, application: JointApplication) -> bool:
    """五日未答复视为受理."""
    with player.on(player.later(6)):
        accept_silent()
    return False


def at_counter(player: Player, stage: str) -> bool:
    """窗口收件 of a later stage: the clerk of the county's window types the file in."""
    project = player.project
    project.refresh_from_db()
    with player.on(player.day):
        clerk = officer(window_of(project.region).pk, "CLERK")
        for paper in filing_of(project, stage).papers:
            if paper.need.uploaded and paper.material is None:
                hand_in(player.by, project, paper.need.key, paper.need.material.name.zh)
        application = give("counter.open", clerk, project, stage=stage)
        originals = {paper.need.key: "SEEN" for paper in filing_of(project, stage).papers if paper.need.uploaded}
        give("approvals.note_at_counter", clerk, application, agent=AGENT, originals=originals)
        give("approvals.submit", clerk, application, form={**FORM, "contact": AGENT["agent_name"]})
    return True


SCRIPTS: Final[dict[str, Callable[[Player, JointApplication], bool]]] = {
    "found": found, "noticed": noticed, "corrected": corrected, "returned": returned, "silent": silent,
}  # fmt: skip
