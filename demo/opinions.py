"""征求意见 in the seeded province: answered, not concerned, silent with a late answer, and asked again."""

from approvals.models import JointApplication, OpinionRequest
from approvals.opinions.matters import matters_of
from approvals.opinions.silence import deem_silent
from demo.story import Player, give, officer

QUESTION = "请就本项目选址及总平面布置是否符合本部门管理要求提出意见，特别说明退让距离与配套设施。"


def ask(player: Player, application: JointApplication) -> None:
    """One case asks four departments; the acts begin on the next working day."""
    case = application.cases.filter(state="OPEN", promised_days__gte=3).order_by("-promised_days", "pk").first()
    if case is None or player.later(11) > player.until:
        return
    wanted = [code for code in ("WATER", "FORESTRY", "TRANSPORT", "FIRE") if code in matters_of(case)]
    reviewer = officer(case.department_id, "REVIEWER")
    with player.on(player.later(1)):
        give("approvals.ask_opinion", reviewer, case, matters=wanted, question=QUESTION)
    rows = {row.code: row for row in case.opinion_requests.select_related("department")}
    with player.on(player.later(2)):
        _say(rows.get("WATER"), "NO_OBJECTION", "地块距河道管理范围线86米，无不同意见；请同步落实水土保持措施。")
        _say(rows.get("FIRE"), "NO_OBJECTION", "消防车道净宽、回车场地满足要求，无不同意见。")
        _say(rows.get("FORESTRY"), "NOT_CONCERNED", "")
    with player.on(player.later(4)):
        deem_silent()
    with player.on(player.later(1)):
        late = rows.get("TRANSPORT")
        if late is not None:
            give(
                "opinions.answer_late", officer(late.department_id, "REVIEWER"), late, position="OBJECTION",
                text="厂区出入口距省道交叉口不足50米，建议调整至南侧支路。",
            )  # fmt: skip
    with player.on(player.later(3)):
        again = [code for code in ("TRANSPORT", "TRAFFIC") if code in matters_of(case)]
        give("approvals.ask_opinion", reviewer, case, matters=again, question="出入口已调整至南侧支路，请复核。")


def _say(row: OpinionRequest | None, position: str, text: str) -> None:
    if row is not None:
        give("opinions.answer", officer(row.department_id, "REVIEWER"), row, position=position, text=text)
