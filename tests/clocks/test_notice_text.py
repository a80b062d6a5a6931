"""The notices of real years, as printed, give the calendar that is in force; a slip of the hand is refused."""

from datetime import date

import pytest

from clocks.builtin import builtin_calendar
from clocks.calendar import DayKind, WorkCalendar, days_between
from clocks.notice_text import read_notice
from core.errors import Invalid

TEXTS = {
    2023: """国务院办公厅关于2023年部分节假日安排的通知 国办发明电〔2022〕16号
一、元旦：2022年12月31日至2023年1月2日放假调休，共3天。
二、春节：1月21日至27日放假调休，共7天。1月28日（星期六）、1月29日（星期日）上班。
三、清明节：4月5日放假，共1天。
四、劳动节：4月29日至5月3日放假调休，共5天。4月23日（星期日）、5月6日（星期六）上班。
五、端午节：6月22日至24日放假调休，共3天。6月25日（星期日）上班。
六、中秋节、国庆节：9月29日至10月6日放假调休，共8天。10月7日（星期六）、10月8日（星期日）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫、疫情防控等工作。""",
    2024: """国务院办公厅关于2024年部分节假日安排的通知 国办发明电〔2023〕7号
一、元旦：1月1日放假，与周末连休。
二、春节：2月10日至17日放假调休，共8天。2月4日（星期日）、2月18日（星期日）上班。鼓励各单位结合带薪年休假等制度落实，安排职工在除夕（2月9日）休息。
三、清明节：4月4日至6日放假调休，共3天。4月7日（星期日）上班。
四、劳动节：5月1日至5日放假调休，共5天。4月28日（星期日）、5月11日（星期六）上班。
五、端午节：6月10日放假，与周末连休。
六、中秋节：9月15日至17日放假调休，共3天。9月14日（星期六）上班。
七、国庆节：10月1日至7日放假调休，共7天。9月29日（星期日）、10月12日（星期六）上班。""",
    2025: """国务院办公厅关于2025年部分节假日安排的通知 国办发明电〔2024〕12号
一、元旦：1月1日（周三）放假1天，不调休。
二、春节：1月28日（农历除夕、周二）至2月4日（农历正月初七、周二）放假调休，共8天。1月26日（周日）、2月8日（周六）上班。
三、清明节：4月4日（周五）至6日（周日）放假，共3天。
四、劳动节：5月1日（周四）至5日（周一）放假调休，共5天。4月27日（周日）上班。
五、端午节：5月31日（周六）至6月2日（周一）放假，共3天。
六、国庆节、中秋节：10月1日（周三）至8日（周三）放假调休，共8天。9月28日（周日）、10月11日（周六）上班。""",
    2026: """国务院办公厅关于2026年部分节假日安排的通知 国办发明电〔2025〕7号
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。""",
}


@pytest.mark.parametrize("year", TEXTS)
def test_the_printed_notice_gives_the_calendar_in_force(year: int) -> None:
    notice = read_notice(TEXTS[year])
    assert (notice.year, notice.official_until) == (year, date(year, 12, 31))
    first, last = date(year, 1, 1), date(year, 12, 31)
    days = {row.day: row.kind for row in notice.days("号") if first <= row.day}
    mine = WorkCalendar.from_exceptions(first, last, days, last, "pasted")
    shipped = builtin_calendar()
    differing = [x for x in days_between(first, last) if mine.is_working_day(x) != shipped.is_working_day(x)]
    assert differing == []


def test_number_festivals_and_kinds_are_read() -> None:
    notice = read_notice(TEXTS[2026])
    assert notice.number == "国办发明电〔2025〕7号"
    assert [festival.name for festival in notice.festivals] == [
        "元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节",
    ]  # fmt: skip
    rows = notice.days(notice.number)
    assert len([row for row in rows if row.kind is DayKind.HOLIDAY]) == 33
    assert [row.day for row in rows if row.kind is DayKind.MAKEUP] == [
        date(2026, 1, 4), date(2026, 2, 14), date(2026, 2, 28), date(2026, 5, 9), date(2026, 9, 20), date(2026, 10, 10),
    ]  # fmt: skip
    assert [row.day for row in rows] == sorted(row.day for row in rows)


def test_a_text_on_one_line_is_read_too() -> None:
    assert read_notice(TEXTS[2026].replace("\n", "")).festivals == read_notice(TEXTS[2026]).festivals


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("1月1日（周五）至3日", "1月1日（周四）至3日"),  # weekday
        ("共10天", "共9天"),  # number of days
        ("2月30日（周六）上班", "2月28日（周六）上班"),  # no such day
        ("5月8日上班", "5月9日（周六）上班"),  # a Friday
        ("5月9日（周六）、5月9日（周六）上班", "5月9日（周六）上班"),  # twice
        ("关于二〇二六年部分", "关于2026年部分"),  # no year
        ("4月4日（周六）至6日（周一）休息", "4月4日（周六）至6日（周一）放假"),  # no day off
    ],
)
def test_a_slip_of_the_hand_is_refused(wrong: str, right: str) -> None:
    assert right in TEXTS[2026]
    with pytest.raises(Invalid) as refused:
        read_notice(TEXTS[2026].replace(right, wrong))
    assert list(refused.value.fields) == ["text"]


def test_something_else_than_a_notice_is_refused() -> None:
    with pytest.raises(Invalid):
        read_notice("关于2026年部分节假日安排的通知，内容见附件。")
