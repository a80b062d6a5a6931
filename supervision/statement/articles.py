"""计算规则及依据: by which article each step of a limit is counted, in the words of the law."""

from collections.abc import Iterator
from typing import Final

from clocks.models import Clock
from clocks.settling import WHOLES
from clocks.stop_rules import STOPPABLE
from documents.render.imprint import chinese_date

_START: Final = (
    "《中华人民共和国民法典》第二百零一条第一款规定：按照年、月、日计算期间的，开始的当日不计入，自下一日开始计算。"
)
_WORKING_DAYS: Final = (
    "期间单位。《中华人民共和国行政许可法》第八十二条规定：本法规定的行政机关实施行政许可的期限以工作日计算，"
    "不含法定节假日。周六、周日和法定节假日不计入；国务院办公厅通知调整为上班的周六、周日为工作日，计入。"
)
_SHIFT: Final = (
    "最后一日是法定休假日的，以法定休假日结束的次日为最后一日（《中华人民共和国民法典》第二百零三条第一款）。"
)
_CALENDAR_DAYS: Final = "期间单位。本时限按自然日计算，休息日、法定节假日一并计入；" + _SHIFT
_EXACT_DAYS: Final = "期间单位。本时限至证照载明的有效期届满之日止，按自然日计算；届满日为法定休假日的，不顺延。"
_MONTHS: Final = (
    "期间单位。本时限按月计算，到期月的对应日为期间的最后一日；没有对应日的，月末日为期间的最后一日"
    "（《中华人民共和国民法典》第二百零二条）；" + _SHIFT
)
_END: Final = (
    "届满。期间最后一日的截止时间为二十四时（《中华人民共和国民法典》第二百零三条第二款）："
    "在到期日当日办结的，为按期办结；自到期日次日起，为逾期。"
)
_STOP_BOTH: Final = (
    "暂停计时。《中华人民共和国行政许可法》第四十五条规定：依法需要听证、招标、拍卖、检验、检测、检疫、鉴定和专家评审的，"
    "所需时间不计算在期限内，行政机关应当将所需时间书面告知申请人。"
)
_STOP_PROMISED: Final = "本时限为承诺时限，公示、受理后补正等期间依办理承诺时限规则亦暂停计时，法定时限照常计算。"
_STOP_DAYS: Final = (
    "暂停开始的当日计入，次日起不计入；恢复的当日不计入，次日起继续计算。数次暂停期间重叠的，重叠日只扣除一次。"
)
_CLOSED: Final = (
    "办理地经文件决定暂停办公的日期，当地行政机关不办公，不作为工作日，不计入；逐日明细载明文件名称和文号。"
)
_UNION: Final = (
    "{whole}用时。{whole}用时为计入{limit}的各事项计时日的并集：同一日有一个以上事项在办的，只计一日；各事项均未受理、"
    "均已办结或者均暂停计时的日，不计入。各事项用时不相加。"
)


def articles(clock: Clock) -> tuple[str, ...]:
    """The rules `clock` is counted by, in the order they apply."""
    return tuple(_articles(clock))


def _articles(clock: Clock) -> Iterator[str]:
    day_0 = "土地出让合同约定的起算日" if clock.origin_fixed else "起算日"
    yield f"起算。{chinese_date(clock.origin_on)}为{day_0}（第0日），不计入。{_START}"
    yield {
        "WORKING_DAY": _WORKING_DAYS,
        "CALENDAR_DAY": _CALENDAR_DAYS,
        "EXACT_DAY": _EXACT_DAYS,
        "MONTH": _MONTHS,
    }[clock.unit]
    if clock.kind in WHOLES:
        yield _UNION.format(**_WHOLE_WORDS[clock.kind])
    if clock.kind in WHOLES or clock.kind in STOPPABLE:
        yield _STOP_BOTH + (_STOP_PROMISED if clock.kind == "PROMISED" else "") + _STOP_DAYS
    if clock.extended_by:
        yield _extension(clock)
    yield _END
    yield _calendar(clock)


_WHOLE_WORDS: Final = {
    "CAP": {"whole": "项目", "limit": "总时限"},
    "STAGE": {"whole": "阶段", "limit": "阶段时限"},
}


def _extension(clock: Clock) -> str:
    return (
        f"延期。原时限{clock.limit - clock.extended_by}{_UNITS[clock.unit]}，经批准延长{clock.extended_by}"
        f"{_UNITS[clock.unit]}，起算日不变（《中华人民共和国行政许可法》第四十二条）。"
    )


_UNITS: Final = {"WORKING_DAY": "个工作日", "CALENDAR_DAY": "日", "EXACT_DAY": "日", "MONTH": "个月"}


def _calendar(clock: Clock) -> str:
    version = clock.calendar
    return (
        f"日历。采用工作日历{version}（{version.source}），节假日安排通知发布至{chinese_date(version.official_until)}；"
        "此后的日期按周末和法定节假日推算，到期日为暂定，通知发布后重新计算。" + (_CLOSED if version.region_id else "")
    )


def limit_words(clock: Clock) -> str:
    """时限 with its unit: `20个工作日`."""
    return f"{clock.limit}{_UNITS[clock.unit]}"


def days_words(days: int, clock: Clock) -> str:
    """Days as the clock counts them; months are counted in calendar days."""
    return f"{days}个工作日" if clock.unit == "WORKING_DAY" else f"{days}日"
