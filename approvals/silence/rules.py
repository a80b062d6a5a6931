"""沉默的含义 (domain §3.6): which situations law has fixed and which a region may switch; the safety list. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from approvals.opinions.rules import SAFETY_FUNCTIONS, on_safety_list

__all__ = ["SAFETY_ITEMS", "SITUATIONS", "Situation", "Standing", "Who", "item_on_safety_list", "on_safety_list"]


class Situation(StrEnum):
    """Who is silent about what."""

    ACCEPTANCE = "ACCEPTANCE"
    OPINION = "OPINION"
    JOINT = "JOINT"
    PERMIT = "PERMIT"
    PILOT = "PILOT"
    RENEWAL = "RENEWAL"
    PUBLICITY = "PUBLICITY"


class Who(StrEnum):
    """Who decides whether a rule is on."""

    LAW = "LAW"
    """Fixed by law; nobody switches it."""
    REGION = "REGION"
    """A region, by a document of its own and two administrators."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A rule as it ships: on or off, decided by whom, on which basis."""

    on: bool
    who: Who
    basis: str


_LOCAL: Final = "宜府办发〔2009〕66号（缺席默认和超时默许）"
SITUATIONS: Final[Mapping[Situation, Standing]] = {
    Situation.ACCEPTANCE: Standing(True, Who.LAW, "《中华人民共和国行政许可法》第三十二条第一款第四项"),
    Situation.OPINION: Standing(True, Who.REGION, _LOCAL),
    Situation.JOINT: Standing(True, Who.REGION, _LOCAL),
    Situation.PERMIT: Standing(False, Who.LAW, "法律没有规定逾期即视为许可"),
    Situation.PILOT: Standing(False, Who.REGION, ""),
    Situation.RENEWAL: Standing(True, Who.LAW, "《中华人民共和国行政许可法》第五十条第二款"),
    Situation.PUBLICITY: Standing(True, Who.LAW, "公示文件载明的期限"),
}

SAFETY_ITEMS: Final = frozenset({"110", "301", "302", "403", "404"})
"""Items on the safety list (地灾、消防) whose department has other matters too; the rest follows from the department."""


def item_on_safety_list(code: str, function: str) -> bool:
    """Whether silence about this item never counts, whatever a region has written."""
    return code in SAFETY_ITEMS or function in SAFETY_FUNCTIONS


def may_be_assumed(code: str, function: str, *, late: bool, switched_on: bool, basis: str) -> bool:
    """超时默认制试点: whether the next item may begin as if this late one had passed. The late permit itself stays open."""
    return switched_on and bool(basis.strip()) and late and not item_on_safety_list(code, function)
