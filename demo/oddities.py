"""Patterns that electronic supervision ought to find, planted by the commands that officers give (监察线索样例).

That items of one stage are opened one after another cannot be planted: acceptance opens all of them at once.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from approvals.models import ItemCase, JointApplication
from clocks.current import current_calendar
from core.time import now, travel
from demo.dossier_entry import hand_in
from demo.story import Player, give, officer
from projects.commands import REDLINE_KEY


def returned_again(player: Player, application: JointApplication) -> None:
    """反复退件: what was replaced after the first notice is found wanting in a second."""
    clerk = officer(application.window_id, "CLERK")
    papers = application.project.materials.filter(current=True).exclude(key=REDLINE_KEY).order_by("pk")
    key, name = papers.values_list("key", "name")[0]
    for reason in ("缺少法定代表人签字页，请补签后重新上传。", "重新上传的文件缺少第三页，请补齐。"):
        line = {"material_key": key, "material_name": name, "reason": reason, "clause": "办事指南·申请材料"}
        with player.on(player.later(1)):
            application.refresh_from_db()
            notice = give("approvals.send_notice", clerk, application, lines=[line])
        with player.on(player.later(1)):
            application.refresh_from_db()
            paper = hand_in(player.by, player.project, key, name, f"（{player.day:%m%d}修改）")
            answers = {row.pk: {"answer": "已补正，请核对。", "replacement": paper} for row in notice.lines.all()}
            give("approvals.answer_notice", player.by.user, application, answers=answers)


def decided_at_once(player: Player, application: JointApplication) -> None:
    """秒批补录: opinion and signature within eight minutes of the acceptance."""
    case, accepted = _longest(application), application.accepted_at
    assert accepted is not None
    with travel(accepted + timedelta(minutes=3)):
        player.opine(case)
    case.refresh_from_db()
    with travel(accepted + timedelta(minutes=8)):
        player.sign(case)


def stopped_at_the_end(player: Player, application: JointApplication) -> None:
    """临期暂停: a review by experts begins on the last day of the limit."""
    case = _longest(application)
    player.day = current_calendar().add(case.opened_on or player.day, case.promised_days)
    player.expert_review(case)


def entered_afterwards(player: Player, application: JointApplication) -> None:
    """事后补录: signed on paper, entered four working days later."""
    case = _longest(application)
    with player.on(player.later(1)):
        player.opine(case)
        signed_at = now()
    case.refresh_from_db()
    with player.on(player.later(4)):
        player.sign(case, effective_at=signed_at)


SCRIPTS: Final[dict[str, tuple[str, Callable[[Player, JointApplication], None]]]] = {
    "returns": ("RECEIVED", returned_again),
    "minutes": ("ACCEPTED", decided_at_once),
    "late_stop": ("ACCEPTED", stopped_at_the_end),
    "afterwards": ("ACCEPTED", entered_afterwards),
}
"""Script → the state of the application in which it is played."""


def play(player: Player, application: JointApplication, script: str) -> None:
    """Play the script if its time has come. Raises KeyError for one that does not exist."""
    state, act = SCRIPTS[script]
    if application.state == state:
        act(player, application)


def _longest(application: JointApplication) -> ItemCase:
    """The open case with the longest limit. Raises IndexError where every case waits or is decided at once."""
    cases = application.cases.filter(state="OPEN", promised_days__gte=1).select_related("item")
    return cases.order_by("-promised_days", "pk")[0]
