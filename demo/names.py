"""Fictional names. Rare characters are on purpose: paper, search and QR must carry them all."""

from random import Random
from typing import Final

from core.codes import uscc

SURNAMES: Final = "䶮㛃垚燚翀頔骉彧昶晟湉璟甯皛祎禤窦笪粟綦缪羿臧舒芈苻荀荆莘菅蔺蕲虢裘覃訾谌谯贲逄郄郏郗郜鄢酆阚"
GIVEN: Final = [
    "文骉",
    "若湉",
    "予昶",
    "子彧",
    "景祎",
    "云翀",
    "知頔",
    "清垚",
    "明燚",
    "书璟",
    "一㛃",
    "思皛",
    "嘉䶮",
    "怀甯",
    "亦晟",
    "卓珩",
    "令仪",
    "望舒",
    "南絮",
    "北辰",
    "扶苏",
    "采薇",
    "既明",
    "行简",
    "听澜",
    "观复",
    "守拙",
    "若谷",
    "怀瑾",
    "握瑜",
]
STEMS: Final = [
    "垚鑫",
    "云翀",
    "䶮泽",
    "彧川",
    "昶远",
    "璟润",
    "祎禾",
    "湉湖",
    "皛然",
    "燚能",
    "頔音",
    "骉行",
    "㛃月",
    "晟林",
    "甯安",
    "芈丰",
    "蔺石",
    "虢铭",
    "覃溪",
    "谌实",
    "鄢城",
    "酆源",
    "阚蓝",
    "綦峰",
    "缪章",
    "羿阳",
    "臧锦",
    "舒桐",
    "荀墨",
    "莘田",
]
TRADES: Final = (
    "新材料有限公司",
    "智能装备有限公司",
    "置业有限公司",
    "生物医药有限公司",
    "现代农业有限公司",
    "物流有限公司",
    "电子科技有限公司",
    "文旅发展有限公司",
)
PUBLIC_OWNERS: Final = ("城市建设投资集团有限公司", "教育事业发展中心", "市政工程建设中心", "卫生健康服务中心")


def person(random: Random) -> str:
    """A person's name nobody bears."""
    return random.choice(SURNAMES) + random.choice(GIVEN)


def credit_code(region: str, serial: int, *, public: bool = False) -> str:
    """A well-formed unified social credit code of the series 99ZZ, which no register gives out.

    `serial` is 0 to 9999; equal arguments give equal codes.
    """
    organisation = f"99ZZ{serial:04d}".replace("Z", "Y")
    first17 = ("12" if public else "91") + region + organisation + uscc.organisation_check(organisation)
    return first17 + uscc.check_character(first17)


def enterprise(index: int, place: str) -> str:
    """The name of the `index`-th enterprise of a place, without repetition."""
    stem = STEMS[index % len(STEMS)]
    trade = TRADES[(index // len(STEMS) + index) % len(TRADES)]
    return f"{place}{stem}{trade}"


def public_owner(index: int, place: str) -> str:
    """A public body that builds."""
    return f"{place}{STEMS[(index * 7) % len(STEMS)]}{PUBLIC_OWNERS[index % len(PUBLIC_OWNERS)]}"
