"""The projects the journeys enter: a school for public money, a kiln works for private money, a factory on standard land."""

from dataclasses import dataclass

from shapely.geometry import Polygon

PLACE = "赣州市章贡区翀云大道"


@dataclass(frozen=True, slots=True)
class Dossier:
    """What is typed, and what must come of it. `plot` in CGCS2000, 3-degree zone 38 (EPSG:4526), metres."""

    enterprise: str
    typed: dict[str, str]
    plot: Polygon
    flow: str
    cap: int
    items: tuple[str, ...]
    """Names of the items of the first stage, in the order in which they can open."""

    @property
    def name(self) -> str:
        return self.typed["name"]


def _plot(east: float, north: float, *corners: tuple[float, float]) -> Polygon:
    return Polygon([(east + x, north + y) for x, y in corners])


SCHOOL_PLOT = _plot(38_593_820, 2_858_310, (0, 0), (208, 14), (203, 149), (118, 176), (6, 163))
KILN_PLOT = _plot(38_594_260, 2_858_520, (0, 0), (242, -18), (256, 161), (131, 188), (9, 176))

SCHOOL = Dossier(
    enterprise="章贡湉湖教育事业发展中心",
    typed={
        "name": "章贡区䶮泉小学新建工程",
        "region": "360702",
        "address": f"{PLACE}九号",
        "description": "新建教学楼两栋、风雨操场一座及附属用房,二十四个班。",
        "planned_start": "2027-06-01",
        "planned_completion": "2028-08-15",
        "investment_kind": "GOV",
        "regime": "EXAM",
        "investment": "8650",
        "direct_share": "100",
        "tender_required": "on",
        "industry": "P8321",
        "sector": "PUBLIC",
        "floor_area": "21800",
        "height": "22",
        "civil_defence_basement": "on",
        "land_mode": "ALLOCATED",
        "land_area": f"{SCHOOL_PLOT.area:.2f}",
        "eia_class": "REGISTER",
        "power": "HIGH",
    },
    plot=SCHOOL_PLOT,
    flow="政府投资房屋建筑",
    cap=79,
    items=(
        "政府投资项目建议书审批",
        "建设项目用地预审与选址意见书",
        "政府投资项目可行性研究报告审批",
        "建设用地规划许可证核发",
    ),
)
KILN = Dossier(
    enterprise="章贡垚鑫新材料有限公司",
    typed={
        "name": "垚鑫㛃釉特种釉料二期厂房",
        "region": "360702",
        "address": f"{PLACE}二十六号",
        "description": "建设生产车间三栋、研发楼一栋及配套设施。",
        "planned_start": "2027-04-01",
        "planned_completion": "2028-03-31",
        "investment_kind": "ENT",
        "regime": "FILING",
        "investment": "16800",
        "industry": "C3072",
        "sector": "INDUSTRIAL",
        "floor_area": "47600",
        "height": "19.5",
        "land_mode": "GRANTED",
        "land_area": f"{KILN_PLOT.area:.2f}",
        "eia_class": "FORM",
        "energy": "2300",
        "power": "HIGH",
        "gas": "on",
    },
    plot=KILN_PLOT,
    flow="企业投资",
    cap=37,
    items=("企业投资项目备案", "建设用地规划许可证核发"),
)
FACTORY = Dossier(
    enterprise=KILN.enterprise,
    typed={
        "name": "垚鑫㛃芯正极材料标准厂房",
        "region": "360702",
        "address": f"{PLACE}六十八号",
        "description": "标准地上建设标准厂房两栋,按承诺制办理。",
        "investment_kind": "ENT",
        "regime": "FILING",
        "investment": "26500",
        "industry": "C3985",
        "sector": "INDUSTRIAL",
        "floor_area": "64000",
        "height": "18",
        "land_mode": "GRANTED",
        "standard_land": "on",
        "commitment": "on",
        "eia_class": "FORM",
        "energy": "900",
        "power": "HIGH",
        "traffic_impact": "on",
    },
    plot=KILN_PLOT,
    flow="工业标准地承诺制",
    cap=60,
    items=("企业投资项目备案", "建设用地规划许可证核发"),
)
"""Its days, its plot and the area of that are those of the parcel it is built on: see `land_steps.parcel_for_sale`."""
