"""What is handled jointly in the seeded province: one procedure of every kind, each in several states."""

from collections.abc import Callable
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any, Final

from PIL import Image, ImageDraw

from accounts.models import User
from approvals.joint.timing import last_day
from approvals.joint.uploads import Photo
from approvals.models import ItemCase, JointApplication, JointPart, JointReview
from core.time import travel
from demo import opinions, papers
from demo.drawings import drawing_set
from demo.overtime import explain_if_late
from demo.story import SHANGHAI, Player, give, officer
from projects.upload_checks import Checked

CONCLUDED: Final = "经各专业（部门）联合审查，均已合格，同意办结。"
STAIR: Final = {
    "text": "疏散楼梯LT-1净宽1200毫米，不满足疏散要求，应不小于1400毫米。", "clause": "GB 50016-2014（2018年版）5.5.18",
    "severity": "MUST", "mandatory": True, "page": 2, "x": 0.36, "y": 0.57, "place": "一层，3轴至4轴",
}  # fmt: skip
SIGN: Final = {
    "text": "消防水泵房门未标注防火等级。", "clause": "GB 50974-2014 5.5.12", "severity": "SHOULD", "page": 5, "x": 0.62, "y": 0.35,
}  # fmt: skip


def play(player: Player, application: JointApplication, script: str) -> None:
    """Play the script of that name for an accepted application; its acts begin on the next working day."""
    SCRIPTS[script](player, application)


def answer(part: JointPart, verb: str = "pass", text: str = "经审查，符合要求。") -> None:
    """A department answers its part."""
    give(f"joint.{verb}_part", officer(part.department_id, "REVIEWER"), part, text=text)


def open_parts(review: JointReview, *but: str) -> list[JointPart]:
    """Parts nobody has answered, except these codes."""
    return list(review.parts.filter(state="OPEN").exclude(code__in=but).order_by("pk"))


def lead(review: JointReview) -> User:
    """Who leads it."""
    return officer(review.lead_id, "LEAD")


# ---- drawings ------------------------------------------------------------------------------------------------


def _handed_in(player: Player, application: JointApplication) -> JointReview | None:
    case = application.cases.filter(item__code="301", state="OPEN").first()
    if case is None or player.later(1) > player.until:
        return None
    with player.on(player.later(1)):
        return give("joint.open_drawing_review", player.by.user, case, drawing=drawing_set(player.project.name))


def _fire_objects(review: JointReview, *but: str) -> None:
    """Fire protection points at a stair and a door; everybody else except `but` passes."""
    fire = review.parts.get(code="FIRE", state="OPEN")
    for remark in (STAIR, SIGN):
        give("joint.add_remark", officer(fire.department_id, "REVIEWER"), fire, **remark)
    for part in open_parts(review, "FIRE", *but):
        answer(part)


def drawings_open(player: Player, application: JointApplication) -> None:
    """联合审图, first round: two disciplines have not answered, one has pinned its remarks."""
    review = _handed_in(player, application)
    if review is not None and player.later(2) <= player.until:
        with player.on(player.later(2)):
            _fire_objects(review, "STRUCTURE")


def drawings_sent(player: Player, application: JointApplication) -> bool:
    """联合审图: the merged list is with the applicant."""
    review = _handed_in(player, application)
    if review is None or player.later(4) > player.until:
        return False
    with player.on(player.later(3)):
        _fire_objects(review)
        fire = review.parts.get(code="FIRE", state="OPEN")
        answer(fire, "fail", "疏散宽度不足，退回修改。")
    with player.on(player.later(1)):
        review.refresh_from_db()
        give("joint.send_list", lead(review), review, until=last_day(player.day, 10))
    return True


def drawings_twice(player: Player, application: JointApplication) -> None:
    """联合审图: two rounds, one certificate."""
    if not drawings_sent(player, application) or player.later(4) > player.until:
        return
    review = application.joint_reviews.get(kind="DRAWING")
    with player.on(player.later(3)):
        answers = {remark.pk: "已修改，详见图纸修改云线。" for remark in _remarks(review)}
        give(
            "joint.answer_list", player.by.user, review, answers=answers, note="仅修改一层平面图与消防给水系统图。",
            drawing=drawing_set(player.project.name, frozenset({"一层平面图", "消防给水系统图"})),
        )  # fmt: skip
    with player.on(player.later(2)):
        for part in open_parts(review):
            for remark in _remarks(review):
                give("joint.settle_remark", officer(part.department_id, "REVIEWER"), remark)
            answer(part, text="复审合格。")
        review.refresh_from_db()
        give("joint.conclude", lead(review), review, outcome="PASS", text=CONCLUDED)


def _remarks(review: JointReview) -> list[Any]:
    from approvals.models import Remark

    return list(Remark.objects.filter(part__review=review, state="OPEN").order_by("number"))


# ---- acceptance ----------------------------------------------------------------------------------------------


def _survey(player: Player) -> None:
    content = papers.sample("竣工联合测绘成果报告", player.project.name)
    floor = player.project.floor_area or Decimal(1000)
    give(
        "joint.file_survey", player.by.user, player.project, stage="S4", number=f"CH-{player.day.year}-{player.project.pk:03d}",
        surveyor="江西䶮测勘测设计（虚构）有限公司", surveyor_uscc=player.by.enterprise.uscc, surveyed_on=player.day,
        areas={
            "LAND": (player.project.land_area, player.project.land_area),
            "FLOOR": (floor + Decimal("36.42"), floor), "GREEN": (player.project.land_area * Decimal("0.31"), None),
        },
        upload=BytesIO(content), original_name="竣工联合测绘成果报告.pdf", checked=Checked("pdf", "application/pdf", 1, True),
    )  # fmt: skip


def _applied(player: Player, application: JointApplication) -> JointReview | None:
    case = application.cases.filter(item__code="401", state="OPEN").first()
    if case is None or player.later(1) > player.until:
        return None
    with player.on(player.later(1)):
        _survey(player)
        return give("joint.open_acceptance", player.by.user, case, declared=True, note="现场随时可以查看。")


def acceptance_failed_part(player: Player, application: JointApplication) -> None:
    """联合验收: one part has failed, the applicant rectifies, the clock stands still; the site was visited."""
    review = _applied(player, application)
    if review is None:
        return
    _visited(player, application)
    if player.later(2) > player.until:
        return
    with player.on(player.later(2)):
        archive = review.parts.get(code="406", state="OPEN")
        give(
            "joint.add_remark", officer(archive.department_id, "REVIEWER"), archive, severity="MUST", place="地下室竣工图",
            text="竣工图缺少人防地下室通风专业图纸，请补齐并完成签章。", clause="GB/T 50328-2014 5.2",
        )  # fmt: skip
        for part in open_parts(review, "406"):
            answer(part, text="现场与资料一致，同意通过。")
        answer(archive, "fail", "档案不齐全。")
        review.refresh_from_db()
        give("joint.send_list", lead(review), review, until=last_day(player.day, 10))


def acceptance(player: Player, application: JointApplication) -> None:
    """联合验收: every part has passed, one opinion."""
    review = _applied(player, application)
    if review is None or player.later(3) > player.until:
        return
    with player.on(player.later(3)):
        for part in open_parts(review):
            answer(part, text="现场与资料一致，同意通过。")
        review.refresh_from_db()
        give("joint.conclude", lead(review), review, outcome="PASS", text="各部分均已通过，同意通过竣工联合验收。")
        for case in application.cases.filter(state="REVIEWED").select_related("item"):
            explain_if_late(case, officer(case.department_id, "HEAD"), player.day)
            give(
                "approvals.sign", officer(case.department_id, "HEAD"), case, outcome="PASS",
                official_number=f"样验〔{player.day.year}〕{case.pk:04d}号", title=case.item.outcome or case.item.name,
            )  # fmt: skip


# ---- visit and meeting ---------------------------------------------------------------------------------------


def _convened(
    player: Player, application: JointApplication, verb: str, kind: str, cases: list[ItemCase], **more: Any
) -> JointReview:
    at = datetime.combine(last_day(player.day, 1), datetime.min.time(), SHANGHAI) + timedelta(hours=9, minutes=30)
    return give(
        verb, officer(application.lead_id, "LEAD"), application, kind=kind, cases=[case.pk for case in cases],
        scheduled_at=at, place=more.pop("place", player.project.address), **more,
    )  # fmt: skip


@contextmanager
def _afternoon(player: Player, day: date) -> Any:
    """After the appointment: the player's mornings begin before it."""
    player.day, player.minute = day, 400
    with travel(datetime.combine(day, datetime.min.time(), SHANGHAI) + timedelta(hours=15)):
        yield


def _visited(player: Player, application: JointApplication) -> None:
    """联合踏勘: booked and done, with a record and photos."""
    cases = list(application.cases.filter(state="OPEN"))
    if not cases or player.later(2) > player.until:
        return
    with player.on(player.later(0)):
        review = _convened(player, application, "joint.book_visit", "VISIT", cases)
    day = last_day(player.day, 1)
    if day > player.until:
        return
    with _afternoon(player, day):
        for number, (caption, place) in enumerate(
            (("南立面与消防车道", "1#楼南侧"), ("人防出入口", "地下室2号口")), start=1
        ):
            give("joint.add_photo", lead(review), review, photo=_photo(number, caption), caption=caption, place=place)
        for part in open_parts(review)[1:]:
            answer(part, text="已到现场，与图纸一致。")
        give("joint.close_attendance", lead(review), review)
        for part in open_parts(review):
            answer(part, text="已到现场，与图纸一致。")
        review.refresh_from_db()
        give("joint.conclude", lead(review), review, outcome="DONE", text="现场踏勘完毕，各部门意见见上。")


def visit_booked(player: Player, application: JointApplication) -> None:
    """联合踏勘: booked, nobody has been there yet."""
    cases = list(application.cases.filter(state="OPEN"))
    if cases and player.later(1) <= player.until:
        with player.on(player.until):
            _convened(player, application, "joint.book_visit", "VISIT", cases)


def _contradict(player: Player, application: JointApplication) -> list[ItemCase]:
    cases: dict[int, ItemCase] = {}
    for case in application.cases.filter(state="OPEN").order_by("pk"):
        cases.setdefault(case.department_id, case)
    if len(cases) < 2 or player.later(1) > player.until:
        return []
    one, other, *_rest = cases.values()
    with player.on(player.later(1)):
        height = {"about": "BUILDING_HEIGHT", "unit": "m"}
        give(
            "joint.state_condition", officer(one.department_id, "REVIEWER"), one, **height, operator="BETWEEN", low=Decimal(30),
            high=Decimal(36), text="按规划条件控制",
        )  # fmt: skip
        give(
            "joint.state_condition", officer(other.department_id, "REVIEWER"), other, **height, operator="AT_MOST",
            high=Decimal(24), text="邻近保护范围",
        )  # fmt: skip
    return [one, other]


def conflict_called(player: Player, application: JointApplication) -> None:
    """条件冲突: found, a joint meeting is called."""
    cases = _contradict(player, application)
    if cases:
        with player.on(player.until):
            _convened(
                player,
                application,
                "joint.call_meeting",
                "MEETING",
                cases,
                agenda="协调建筑高度控制要求",
                place="政务服务中心三楼会议室",
            )


def conflict_settled(player: Player, application: JointApplication) -> None:
    """联审会: held, minuted, resolved."""
    cases = _contradict(player, application)
    if not cases or player.later(1) > player.until:
        return
    with player.on(player.later(0)):
        review = _convened(
            player,
            application,
            "joint.call_meeting",
            "MEETING",
            cases,
            agenda="协调建筑高度控制要求",
            place="政务服务中心三楼会议室",
        )
    day = last_day(player.day, 1)
    if day > player.until:
        return
    with _afternoon(player, day):
        for part in open_parts(review):
            answer(part, text="同意建筑高度按不大于24米控制，设计方案相应调整。")
        review.refresh_from_db()
        give(
            "joint.conclude",
            lead(review),
            review,
            outcome="RESOLVED",
            text="建筑高度按不大于24米控制，由建设单位调整设计方案。",
        )


# ---- pre-coordination ----------------------------------------------------------------------------------------


def precoordinate(player: Player, script: str) -> None:
    """项目策划生成 before anything is filed: `open` or `done`."""
    with player.on(player.day):
        review = give(
            "joint.open_precoordination", player.by.user, player.project,
            intention=f"拟建设{player.project.description.rstrip('。')}。请告知管控要求、需办理的事项和可用的区域评估。",
        )  # fmt: skip
    if player.later(1) > player.until:
        return
    with player.on(player.later(1)):
        parts = open_parts(review)
        water = next(part for part in parts if part.code == "WATER")
        give(
            "joint.state_part_condition", officer(water.department_id, "REVIEWER"), water, about="SETBACK_RIVER",
            operator="AT_LEAST", low=Decimal(50), unit="m", text="河道管理范围线以外",
        )  # fmt: skip
        for part in parts if script == "done" else parts[:4]:
            answer(part, text="原则同意，请在设计阶段落实相关要求。")
    if script != "done" or player.later(1) > player.until:
        return
    with player.on(player.later(1)):
        from approvals.joint.needs import items_and_zones

        lines = {key: text.splitlines() for key, text in items_and_zones(player.project).items()}
        review.refresh_from_db()
        give(
            "joint.conclude",
            lead(review),
            review,
            outcome="DONE",
            text="原则可行，请按条件清单深化方案后申报。",
            **lines,
        )


def _photo(number: int, caption: str) -> Photo:
    picture = Image.new("RGB", (1280, 960), (206, 220, 236))
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 620, 1280, 960), fill=(150, 158, 150))
    for column in range(6):
        for row in range(4):
            x, y = 160 + column * 170, 150 + row * 115
            pen.rectangle((x, y, x + 110, y + 75), fill=(90 + number * 30, 110, 135), outline=(60, 70, 85), width=4)
    out = BytesIO()
    picture.save(out, "JPEG", quality=80)
    return Photo(out.getvalue() + caption.encode()[:0], 1280, 960)


SCRIPTS: Final[dict[str, Callable[[Player, JointApplication], Any]]] = {
    "drawings_open": drawings_open,
    "drawings_sent": drawings_sent,
    "drawings_twice": drawings_twice,
    "acceptance": acceptance,
    "acceptance_failed_part": acceptance_failed_part,
    "visit_booked": visit_booked,
    "conflict_called": conflict_called,
    "conflict_settled": conflict_settled,
    "opinions": opinions.ask,
}
