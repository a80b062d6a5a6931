"""What is built in the seeded province: one pattern per category, with the facts the catalogue reads."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Dossier:
    """One kind of project. Areas in m², investment in yuan; `name` takes the place and the owner's stem."""

    name: str
    kind: str
    regime: str
    industry: str
    land_mode: str
    investment: Decimal
    land_area: int
    floor_area: int
    description: str
    facts: dict[str, Any] = field(default_factory=dict)


BUILDING: Final = {
    "spoil": True,
    "construction_drainage": True,
    "water_supply": True,
    "drainage": True,
    "telecom": True,
}


def _wan(amount: int) -> Decimal:
    return Decimal(amount) * 10000


DOSSIERS: Final[tuple[Dossier, ...]] = (
    Dossier(
        "{place}第九实验小学改扩建工程", "GOV", "EXAM", "P8321", "ALLOCATED", _wan(9800), 33500, 28600,
        "新建教学楼、风雨操场及附属用房，三十六个班。",
        {**BUILDING, "sector": "PUBLIC", "direct_share": 1, "tender_required": True, "special_fire_works": True,
         "civil_defence_basement": True, "height": 23, "eia_class": "REGISTER", "power": "HIGH"},
    ),
    Dossier(
        "{stem}年产三万吨特种釉料项目", "ENT", "FILING", "C3072", "GRANTED", _wan(18600), 46800, 52300,
        "建设生产车间四栋、研发楼一栋及配套设施。",
        {**BUILDING, "sector": "INDUSTRIAL", "height": 21, "eia_class": "FORM", "energy": 2600, "electricity": 6200000,
         "power": "HIGH", "gas": True},
    ),
    Dossier(
        "{place}湉湖大道市政道路工程", "GOV", "EXAM", "E4813", "ALLOCATED", _wan(14200), 62000, 0,
        "城市主干路，全长三点六公里，含雨污水管网与照明。",
        {"sector": "MUNICIPAL", "linear": True, "direct_share": 1, "tender_required": True, "occupies_road": True,
         "blocks_traffic": True, "spoil": True, "eia_class": "FORM", "earthwork": 86000, "power": "LOW"},
    ),
    Dossier(
        "{stem}云栖里住宅小区", "ENT", "FILING", "K7010", "GRANTED", _wan(68000), 71200, 196000,
        "高层住宅十四栋，配建幼儿园与社区用房。",
        {**BUILDING, "sector": "RESIDENTIAL", "height": 79, "civil_defence_basement": True, "special_fire_works": True,
         "eia_class": "REGISTER", "power": "HIGH", "gas": True},
    ),
    Dossier(
        "{place}䶮泉乡镇卫生院门诊楼", "GOV", "EXAM", "Q8423", "ALLOCATED", _wan(1600), 5200, 4300,
        "三层门诊楼一栋，建设内容单一。",
        {**BUILDING, "sector": "PUBLIC", "direct_share": 1, "single_content": True, "simple_technique": True,
         "height": 13, "eia_class": "REGISTER", "power": "LOW"},
    ),
    Dossier(
        "{stem}锂电池材料标准厂房", "ENT", "FILING", "C3985", "GRANTED", _wan(26500), 58600, 64000,
        "标准地上建设四栋标准厂房，承诺制办理。",
        {**BUILDING, "sector": "INDUSTRIAL", "standard_land": True, "commitment": True, "height": 18,
         "eia_class": "FORM", "energy": 900, "electricity": 3900000, "power": "HIGH"},
    ),
    Dossier(
        "{stem}社区便民服务综合楼", "ENT", "FILING", "H6110", "LEASED", _wan(620), 1900, 1450,
        "两层综合楼，小型低风险社会投资项目。",
        {**BUILDING, "sector": "COMMERCIAL", "single_content": True, "simple_technique": True, "height": 9, "eia_class": "REGISTER", "power": "LOW"},
    ),
    Dossier(
        "{stem}带方案出让商务中心", "ENT", "FILING", "L7221", "GRANTED_WITH_SCHEME", _wan(32000), 21400, 68900,
        "带建筑设计方案出让地块上的商务办公楼。",
        {**BUILDING, "sector": "COMMERCIAL", "height": 96, "special_fire_works": True, "civil_defence_basement": True,
         "eia_class": "REGISTER", "power": "HIGH"},
    ),
    Dossier(
        "{stem}天然气分布式能源站", "ENT", "CONFIRM", "D4417", "GRANTED", _wan(21800), 18400, 7600,
        "区域分布式能源站，属核准目录内项目。",
        {**BUILDING, "sector": "INDUSTRIAL", "height": 26, "eia_class": "FORM", "energy": 5400, "power": "HIGH",
         "gas": True, "lightning_special": True, "special_fire_works": True},
    ),
    Dossier(
        "{place}骉山冷链物流园一期", "ENT", "FILING", "G5990", "GRANTED", _wan(15400), 83000, 61000,
        "冷库两栋、分拣中心一栋。",
        {**BUILDING, "sector": "LOGISTICS", "height": 19, "eia_class": "FORM", "energy": 1800,
         "electricity": 5600000, "power": "HIGH"},
    ),
    Dossier(
        "{place}妇幼保健院住院部大楼", "GOV", "EXAM", "Q8433", "ALLOCATED", _wan(42300), 26800, 73600,
        "地上十七层、地下两层，床位六百张。",
        {**BUILDING, "sector": "PUBLIC", "direct_share": 1, "tender_required": True, "special_fire_works": True,
         "civil_defence_basement": True, "height": 71, "eia_class": "FORM", "power": "HIGH"},
    ),
    Dossier(
        "{place}瓜洲防洪堤应急抢险工程", "GOV", "EXAM", "E4822", "NONE", _wan(2100), 8200, 0,
        "汛期险情应急抢险加固。",
        {"sector": "WATER", "special": "EMERGENCY", "direct_share": 1, "eia_class": "REGISTER"},
    ),
)  # fmt: skip
