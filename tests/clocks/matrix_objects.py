"""A notice and a local closure that wait for a second administrator."""

from datetime import date
from typing import Any

from clocks import stopping
from clocks.closing import propose_closure
from clocks.proposals import propose_calendar, understood
from tests.people import Province

TEXT = "关于2027年部分节假日安排的通知（测试用，虚构）\n一、元旦：1月1日（周五）至3日（周日）放假，共3天。"


def objects(province: Province) -> dict[str, Any]:
    """Entered by the province's administrator, beside the shipped rules of stops."""
    stopping.write_defaults()
    closure = propose_closure.perform(
        province["admin"], region=province.regions["360702"], first_day=date(2026, 6, 22), last_day=date(2026, 6, 23),
        document="关于防汛应急期间暂停办公的通知（章府办字〔2026〕9号）", reason="防汛应急",
    )  # fmt: skip
    return {
        "proposal": propose_calendar.perform(province["admin"], text=TEXT, **understood(TEXT)),
        "closure": closure,
    }
