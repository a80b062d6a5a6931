"""A notice that waits for a second administrator."""

from typing import Any

from clocks import stopping
from clocks.proposals import propose_calendar, understood
from tests.people import Province

TEXT = "关于2027年部分节假日安排的通知（测试用，虚构）\n一、元旦：1月1日（周五）至3日（周日）放假，共3天。"


def objects(province: Province) -> dict[str, Any]:
    """Entered by the province's administrator, beside the shipped rules of stops."""
    stopping.write_defaults()
    return {"proposal": propose_calendar.perform(province["admin"], text=TEXT, **understood(TEXT))}
