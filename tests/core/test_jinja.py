"""The second engine escapes like the first, speaks the reader's language and knows our words."""

import pytest
from django.template import engines
from django.utils import translation

from core.widgets import LongSelect


def rendered(text: str, **context: object) -> str:
    return engines["jinja2"].from_string(text).render(context)


def test_values_are_escaped_and_markup_of_ours_is_not() -> None:
    assert rendered("{{ name }}", name="<b>䶮") == "&lt;b&gt;䶮"
    assert rendered('{{ light("RED") }}').startswith('<span class="bs-light bs-light--red">')


def test_messages_come_in_the_language_of_the_reader() -> None:
    with translation.override("zh-hans"):
        assert rendered('{{ _("Due date") }}') == "到期日"
    with translation.override("en"):
        assert rendered('{{ _("Due date") }}') == "Due date"


def test_an_address_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(Exception, match="nowhere"):
        rendered('{{ url("nowhere") }}')
    assert rendered('{{ url("supervision:clock", 7) }}').endswith("/7/")


def test_a_long_select_marks_the_choice_and_escapes_labels() -> None:
    widget = LongSelect(choices=[("", "All"), ("36", "江西<省>")], attrs={"class": "x"})
    assert widget.render("region", "36", {"id": "id_region"}) == (
        '<select class="x" id="id_region" name="region"><option value="">All</option>\n'
        '<option value="36" selected>江西&lt;省&gt;</option></select>'
    )
    assert '<option value="" selected>' in widget.render("region", None)
