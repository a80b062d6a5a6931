"""What is built in the large province: the patterns of the small one, and the flow types that it leaves out."""

from decimal import Decimal
from typing import Final

from demo.dossiers import BUILDING, DOSSIERS, Dossier

CONFIRMED: Final = {"major_confirmed": True, "major_reference": "样例重大项目清单第0917号"}
"""重大工程: named in a list and confirmed by a second person, so exempt from the project limit."""

MORE: Final[tuple[Dossier, ...]] = (
    Dossier(
        "{stem}租赁地块综合物流中心", "ENT", "FILING", "G5990", "LEASED", Decimal(93_000_000), 31500, 24800,
        "租赁用地上建设分拨中心一栋、配套用房一栋。",
        {**BUILDING, "sector": "LOGISTICS", "height": 22, "eia_class": "FORM", "energy": 1300, "power": "HIGH"},
    ),
    Dossier(
        "{place}彧川高速连接线工程", "GOV", "EXAM", "E4812", "ALLOCATED", Decimal(1_860_000_000), 386_000, 0,
        "一级公路，全长十七点二公里，含互通一处。",
        {"sector": "TRANSPORT", "linear": True, "direct_share": 1, "tender_required": True, "eia_class": "REPORT",
         "earthwork": 920_000, "major": "TRANSPORT", **CONFIRMED},
    ),
    Dossier(
        "{place}骉山水库除险扩建工程", "GOV", "EXAM", "E4822", "ALLOCATED", Decimal(742_000_000), 214_000, 3200,
        "大坝加高、溢洪道改建与灌区配套。",
        {"sector": "WATER", "direct_share": 1, "tender_required": True, "eia_class": "REPORT", "earthwork": 640_000,
         "major": "WATER", **CONFIRMED},
    ),
    Dossier(
        "{stem}抽水蓄能电站", "ENT", "CONFIRM", "D4413", "GRANTED", Decimal(4_950_000_000), 463_000, 18_600,
        "装机一百二十万千瓦，上下水库与地下厂房。",
        {**BUILDING, "sector": "ENERGY", "height": 31, "eia_class": "REPORT", "earthwork": 2_400_000, "power": "HIGH",
         "major": "ENERGY", **CONFIRMED},
    ),
)  # fmt: skip
ALL: Final = (*DOSSIERS, *MORE)
OFTEN: Final = (0, 1, 1, 3, 3, 4, 5, 6, 6, 9, 9, 10)
"""Kinds that come more often than once in a round: schools, plants, housing, small works."""
