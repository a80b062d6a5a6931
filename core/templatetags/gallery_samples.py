"""Invented content for the gallery of components (demo mode only); nothing here is a record."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django import forms, template
from django.urls import NoReverseMatch, reverse
from django.utils.timezone import get_default_timezone

from core.lanes import Chart, Span, chart

register = template.Library()
TODAY = date(2026, 3, 5)


@dataclass(frozen=True, slots=True)
class SampleClock:
    """A clock as `{% days_left %}` reads it."""

    light: str
    limit: int
    left: int | None
    due_on: date | None = None
    unit: str = "WORKING_DAY"
    provisional: bool = False


class SampleForm(forms.Form):
    """One field of every kind; bound with mistakes so that the error state shows."""

    name = forms.CharField(label="项目名称", help_text="与立项批复或备案文件一致。")
    code = forms.CharField(label="项目代码")
    area = forms.DecimalField(label="用地面积", required=False)
    land = forms.ChoiceField(label="供地方式", choices=[("A", "划拨"), ("G", "出让")])
    parts = forms.MultipleChoiceField(
        label="项目情形",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        choices=[("B", "含地下室"), ("C", "含人防工程"), ("W", "跨越河道")],
    )
    regime = forms.ChoiceField(label="管理方式", widget=forms.RadioSelect, choices=[("E", "审批"), ("F", "备案")])
    start = forms.DateField(label="计划开工日期", widget=forms.DateInput(attrs={"type": "date"}), required=False)
    text = forms.CharField(label="建设规模和内容", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    drawing = forms.FileField(label="设计图纸", required=False, help_text="PDF，不超过 50 MB。")
    true = forms.BooleanField(label="我承诺所填内容真实、完整。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].unit = "平方米"  # type: ignore[attr-defined]
        self.fields["drawing"].widget.attrs["data-max-mb"] = "50"


@register.simple_tag
def gallery() -> dict[str, Any]:
    """Everything the gallery page shows."""
    return {
        "today": TODAY,
        "instant": datetime(2026, 3, 5, 14, 30, tzinfo=get_default_timezone()),
        "levels": ["GREEN", "WARN", "YELLOW", "RED", "STOPPED", "ENDED"],
        "clocks": [
            SampleClock("GREEN", 20, 12, date(2026, 3, 23)),
            SampleClock("WARN", 10, 2, date(2026, 3, 9)),
            SampleClock("WARN", 5, 0, date(2026, 3, 5)),
            SampleClock("YELLOW", 10, -2, date(2026, 3, 3)),
            SampleClock("RED", 15, -6, date(2026, 2, 25)),
            SampleClock("STOPPED", 20, 8),
            SampleClock("ENDED", 7, 3, date(2026, 3, 2)),
            SampleClock("GREEN", 79, 61, date(2027, 1, 8), provisional=True),
        ],
        "states": [
            ("RECEIVED", "已收件"),
            ("OPEN", "审查中"),
            ("SPECIAL", "特别程序"),
            ("PASSED", "通过"),
            ("FAILED", "不通过"),
            ("WAITING", "尚不能开始"),
        ],
        "form": SampleForm(
            {
                "name": "垚翀新城<b>社区服务中心",
                "code": "2603-360",
                "area": "9860.5",
                "land": "G",
                "parts": ["B"],
                "text": "地上 6 层",
            }
        ),
        "steps": [
            {"label": "立项用地规划许可", "note": "26 / 26", "state": "done"},
            {"label": "工程建设许可", "note": "11 / 24", "state": "now"},
            {"label": "施工许可", "note": "15", "state": "todo"},
            {"label": "竣工验收", "note": "14", "state": "todo"},
        ],
        "events": _events(),
        "facts": [
            ("项目代码", "2603-369900-04-01-888888"),
            ("建设单位", "䶮㛃建设投资有限公司"),
            ("用地面积", "9,860.5 m²"),
            ("联系人", ""),
        ],
        "rows": _rows(),
        "chart": _chart(),
        "next_clock": SampleClock("WARN", 15, 3, date(2026, 3, 10)),
        "map_view": {"base": _counties(), "features": _plots(), "fit": "features"},
        "map_edit": {"features": _plots(), "edit": "#id_redline", "zone": 39},
        "redline": '{"type":"Polygon","coordinates":[[[115.858,28.683],[115.8612,28.6834],[115.861,28.681],[115.858,28.6808],[115.858,28.683]]]}',
    }


def _counties() -> str:
    """Address of the county boundaries, empty where no room serves them."""
    try:
        return reverse("accounts:counties")
    except NoReverseMatch:
        return ""


def _events() -> list[dict[str, Any]]:
    at = datetime(2026, 3, 2, 9, 12, tzinfo=get_default_timezone())
    return [
        {
            "at": at,
            "title": "企业提交申请",
            "who": "䶮㛃建设投资有限公司",
            "text": "收件编号 JX-SAMPLE-0001，材料 18 份",
            "tone": "good",
        },
        {
            "at": at + timedelta(hours=5),
            "title": "综合窗口受理",
            "who": "窗口 翀同志",
            "text": "受理当日为第 0 日，次一工作日起算",
            "tone": "good",
        },
        {
            "at": at + timedelta(days=1),
            "title": "开始专家评审，计时暂停",
            "who": "垚阳市住房和城乡建设局",
            "text": "预计 3月12日 恢复",
            "tone": "care",
        },
        {"at": TODAY, "title": "五个部门并联审查中", "who": "牵头：垚阳市自然资源局", "text": "", "tone": "now"},
    ]


def _rows() -> list[dict[str, Any]]:
    return [
        {
            "number": "BJ-SAMPLE-0107",
            "name": "建设工程规划许可证核发",
            "project": "垚翀新城社区服务中心",
            "clock": SampleClock("RED", 7, -4),
            "state": "REVIEWED",
            "word": "待签发",
        },
        {
            "number": "BJ-SAMPLE-0093",
            "name": "防空地下室建设方案审查",
            "project": "燚阳产业园标准厂房二期",
            "clock": SampleClock("WARN", 5, 1),
            "state": "OPEN",
            "word": "审查中",
        },
        {
            "number": "BJ-SAMPLE-0112",
            "name": "生产建设项目水土保持方案审批",
            "project": "㛃江大道北延工程",
            "clock": SampleClock("STOPPED", 10, 6),
            "state": "SPECIAL",
            "word": "特别程序",
        },
        {
            "number": "BJ-SAMPLE-0120",
            "name": "建设项目用地预审与选址意见书核发",
            "project": "䶮山水厂扩建",
            "clock": SampleClock("GREEN", 12, 9),
            "state": "OPEN",
            "word": "审查中",
        },
    ]


def _chart() -> Chart:
    def day(n: int) -> date:
        return date(2026, 2, 24) + timedelta(days=n)

    return chart(
        "工程建设许可阶段",
        [
            ("建设工程设计方案审查", "自然资源局", [Span(day(0), day(7), "done", "设计方案审查")]),
            (
                "防空地下室审查",
                "国动办",
                [
                    Span(day(0), day(3), "done", "审查"),
                    Span(day(4), day(8), "stop", "专家评审"),
                    Span(day(9), day(13), "plan", "审查"),
                ],
            ),
            (
                "水土保持方案审批",
                "水利局",
                [Span(day(0), day(9), "now", "审批"), Span(day(10), day(15), "plan", "审批")],
            ),
            (
                "规划许可证核发",
                "自然资源局",
                [Span(day(8), day(9), "now", "核发"), Span(day(10), day(17), "plan", "核发")],
            ),
            ("初步设计审批", "住建局", [Span(day(0), day(5), "done", "审批"), Span(day(6), day(9), "late", "超期")]),
        ],
        TODAY,
    )


def _plots() -> dict[str, Any]:
    def plot(name: str, tone: str, west: float, south: float, east: float, north: float) -> dict[str, Any]:
        ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
        return {
            "type": "Feature",
            "properties": {"name": name, "tone": tone},
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        }

    return {
        "type": "FeatureCollection",
        "features": [
            plot("区域评估 地质灾害", "zone", 115.853, 28.678, 115.868, 28.687),
            plot("临近 样地甲", "warn", 115.8625, 28.681, 115.8655, 28.6835),
            plot("红牌 样地乙", "red", 115.8625, 28.6842, 115.866, 28.6862),
            plot("正常 样地丙", "green", 115.8545, 28.6842, 115.860, 28.6862),
        ],
    }
