"""How values, lights and components are written for people."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.template import Context, Template, TemplateSyntaxError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from clocks.lights import Light
from core import display
from core.icons import NAMES
from core.lanes import Span, chart
from core.lights import FACES
from core.script_strings import strings
from core.templatetags.bingshen import days_phrase

HIDDEN = "*"


@dataclass
class Face:
    light: str
    limit: int = 20
    left: int | None = 5
    due_on: date | None = date(2026, 3, 5)
    unit: str = "WORKING_DAY"
    provisional: bool = False


def render(text: str, **context: object) -> str:
    return Template(text).render(Context(context))


@pytest.fixture(params=["zh-hans", "en"])
def language(request):
    with translation.override(request.param):
        yield request.param


def test_a_date_is_written_as_the_reader_writes_it():
    with translation.override("zh-hans"):
        assert (
            render("{{ d|zh_date }} {{ d|zh_weekday }} {{ d|zh_date_short }}", d=date(2026, 3, 5))
            == "2026年3月5日 周四 3月5日"
        )
    with translation.override("en"):
        assert (
            render("{{ d|zh_date }} {{ d|zh_weekday }} {{ d|zh_date_short }}", d=date(2026, 3, 5))
            == "5 Mar 2026 Thu 5 Mar"
        )


def test_an_instant_is_written_on_the_legal_day():
    late_in_utc = datetime(2026, 3, 5, 16, 30, tzinfo=UTC)
    with translation.override("zh-hans"):
        assert render("{{ i|zh_datetime }} {{ i|zh_date }}", i=late_in_utc) == "2026年3月6日 00:30 2026年3月6日"


def test_a_naive_instant_is_refused():
    with pytest.raises(ValueError, match="naive"):
        display.written_instant(datetime(2026, 3, 5, 9))


@pytest.mark.parametrize("name", ["zh_date", "zh_date_short", "zh_weekday", "zh_datetime", "area", "wan", "mask_id"])
def test_what_is_missing_is_a_dash(name):
    assert render("{{ x|" + name + " }}", x=None) == "—"


@pytest.mark.parametrize(
    ("metres", "zh", "en"),
    [
        (Decimal("860.50"), "860.5 平方米", "860.5 m²"),
        (Decimal("12345.6"), "12,345.6 平方米（1.2346 公顷）", "12,345.6 m² (1.2346 ha)"),
        (10_000, "10,000 平方米（1 公顷）", "10,000 m² (1 ha)"),
    ],
)
def test_an_area_is_in_square_metres_and_from_one_hectare_up_in_hectares_too(metres, zh, en):
    catalogue = {"%(n)s m²": "%(n)s 平方米", "%(n)s ha": "%(n)s 公顷"}
    with translation.override("en"):
        assert display.written_area(metres) == en
    with translation.override("zh-hans"), pytest.MonkeyPatch.context() as patch:
        patch.setattr(display, "_", catalogue.__getitem__)
        assert display.written_area(metres) == zh


def test_money_is_in_wan_for_chinese_readers():
    with translation.override("zh-hans"):
        assert render("{{ y|wan }}", y=Decimal("123456789.00")) == "12,345.6789 万元"
        assert render("{{ y|wan }}", y=Decimal(5_000_000)) == "500 万元"
    with translation.override("en"):
        assert render("{{ y|wan }}", y=Decimal("5000000.50")) == "CNY 5,000,000.5"


def test_personal_data_are_masked():
    assert render('{{ "燚垚翀"|mask_name }}') == "燚**"
    assert render('{{ "13800001234"|mask_phone }}') == "138****1234"
    assert render('{{ "360101199003078515"|mask_id }}') == "360*************15"


@given(st.text(alphabet="0123456789X䶮翀", min_size=1, max_size=30), st.integers(0, 5), st.integers(0, 5))
def test_a_mask_always_hides_something_and_keeps_the_length(text, head, tail):
    masked = display.masked(text, head, tail)
    assert HIDDEN in masked
    assert len(masked) == len(text)


def test_every_light_of_the_clock_has_a_word_a_shape_and_a_colour():
    # Beside the lights one level of alerts that no date gives.
    assert set(FACES) == {light.value for light in Light} | {"FORECAST"}
    assert len({str(face.word) for face in FACES.values()}) == len(FACES)
    assert len({face.shape for face in FACES.values()}) == len(FACES)
    assert len({face.tone for face in FACES.values()}) == len(FACES)


def test_an_unknown_light_raises():
    with pytest.raises(KeyError):
        render("{% light level %}", level="PURPLE")


@pytest.mark.parametrize(
    ("level", "left", "words"),
    [
        ("GREEN", 5, "5 working days left"),
        ("WARN", 1, "1 working day left"),
        ("WARN", 0, "Last day today"),
        ("YELLOW", -2, "2 working days over"),
        ("YELLOW", 0, "Overdue"),
        ("RED", -1, "1 working day over"),
        ("STOPPED", 0, "0 working days left"),
        ("ENDED", 3, ""),
        ("GREEN", None, "Not started"),
    ],
)
def test_days_left_are_said_in_words(level, left, words):
    with translation.override("en"):
        assert days_phrase(level, left, "WORKING_DAY") == words


def test_calendar_days_are_never_called_working_days():
    with translation.override("en"):
        assert days_phrase("GREEN", 3, "CALENDAR_DAY") == "3 calendar days left"
        assert days_phrase("RED", -3, "MONTH") == "3 calendar days over"


@pytest.mark.parametrize(("left", "width"), [(20, "0%"), (15, "25%"), (0, "100%"), (-4, "100%"), (None, "0%")])
def test_the_bar_shows_the_share_of_the_limit_that_is_used_up(left, width):
    html = render("{% days_left clock %}", clock=Face("RED" if left and left < 0 else "GREEN", left=left))
    assert f'class="bs-bar-fill" width="{width}"' in html


def test_a_provisional_due_date_says_so_and_a_stopped_clock_shows_none():
    with translation.override("en"):
        assert "(provisional)" in render("{% days_left c %}", c=Face("GREEN", provisional=True))
        assert "Due" not in render("{% days_left c %}", c=Face("STOPPED"))


def test_components_carry_no_inline_style_or_handler(language):
    html = render(
        '{% light "RED" %}{% days_left c %}{% days_left c "compact" %}{% icon "clock" %}{% crumbs "a" "/a" "b" %}'
        '{% state_chip "PASSED" "x" %}',
        c=Face("WARN"),
    )
    assert not re.search(r"\sstyle=|\son\w+=", html)


def test_a_chip_takes_the_word_of_the_row_and_escapes_it():
    class Row:
        state = "FAILED"

        def get_state_display(self) -> str:
            return "<b>no</b>"

    html = render("{% state_chip row %}", row=Row())
    assert "bs-chip--bad" in html
    assert "&lt;b&gt;no" in html


def test_the_last_crumb_is_this_page_and_names_are_escaped():
    html = render("{% crumbs 'Projects' '/p/' name %}", name="<i>垚</i>")
    assert '<a href="/p/">Projects</a>' in html
    assert '<li aria-current="page">&lt;i&gt;垚' in html


def test_an_unknown_icon_raises():
    with pytest.raises(TemplateSyntaxError):
        render('{% icon "unicorn" %}')


def test_every_icon_name_is_drawn():
    sprite = (Path(settings.BASE_DIR) / "static/img/icons.svg").read_text()
    assert set(re.findall(r'<symbol id="([^"]+)"', sprite)) == NAMES


def test_every_sentence_a_script_asks_for_exists():
    folder = Path(settings.BASE_DIR) / "static/js"
    source = "".join(path.read_text() for path in folder.glob("*.js"))
    asked = set(re.findall(r'\btext\(\s*"(\w+)"', source)) | {"keys_on", "keys_off"}
    assert asked - set(strings()) == set()
    assert set(strings()) - asked == set()


class Contact(forms.Form):
    name = forms.CharField(label="Name", help_text="As on the licence.")
    way = forms.ChoiceField(label="Way", widget=forms.RadioSelect, choices=[("a", "A"), ("b", "B")])
    note = forms.CharField(label="Note", required=False)


def test_a_form_shows_its_errors_at_the_field_and_in_a_summary_that_links_there():
    form = Contact({"note": "<typed>"}, auto_id="id_%s")
    html = str(form)
    assert 'href="#id_name"' in html
    assert 'href="#id_way_0"' in html
    assert 'id="id_name_error"' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert "&lt;typed&gt;" in html
    assert html.count("bs-field__optional") == 1


def test_lanes_place_days_in_percent_of_the_whole():
    day = date(2026, 3, 2)
    made = chart(
        "x",
        [
            ("a", "A", [Span(day, date(2026, 3, 6), "done", "a")]),
            ("b", "B", [Span(date(2026, 3, 7), date(2026, 3, 11), "plan", "b")]),
        ],
        today=date(2026, 3, 7),
    )
    assert [(bar.x, bar.width) for lane in made.lanes for bar in lane.bars] == [(0, 50), (50, 50)]
    assert made.today_x == 50
    assert made.ticks[0].x == 0


def test_a_lane_that_ends_before_it_starts_is_refused():
    with pytest.raises(ValueError, match="ends 2026-03-01 before it starts 2026-03-02"):
        chart("x", [("a", "A", [Span(date(2026, 3, 2), date(2026, 3, 1), "done", "a")])], date(2026, 3, 2))


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 400)), min_size=1, max_size=8))
def test_no_bar_leaves_the_drawing(pairs):
    rows = [
        ("a", "", [Span(date.fromordinal(739_000 + a), date.fromordinal(739_000 + a + length), "now", "a")])
        for a, length in pairs
    ]
    made = chart("x", rows, date(2026, 3, 2))
    assert all(bar.x >= 0 and bar.x + bar.width <= 100.02 for lane in made.lanes for bar in lane.bars)
    assert len(made.ticks) <= 8


def test_no_lane_planned_yet_is_an_empty_axis():
    made = chart("x", [("a", "A", [])], date(2026, 3, 2))
    assert made.ticks == ()
    assert made.lanes[0].bars == ()
