"""Form controls that Django's own are too slow for."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.forms import Select
from django.forms.renderers import BaseRenderer
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


class LongSelect(Select):
    """A list of a hundred choices, such as the regions of a province, written without a template for each.

    Choices are flat: (value, label), no groups.
    """

    def render(
        self, name: str, value: Any, attrs: Mapping[str, Any] | None = None, renderer: BaseRenderer | None = None
    ) -> SafeString:
        """The `<select>` with its options."""
        choices = tuple((str(code), str(label)) for code, label in self.choices)
        options = _options(choices, frozenset(self.format_value(value)))
        return format_html(
            "<select{}>{}</select>", flatatt(self.build_attrs(self.attrs, {"name": name, **(attrs or {})})), options
        )


@lru_cache(maxsize=256)
def _options(choices: tuple[tuple[str, str], ...], chosen: frozenset[str]) -> SafeString:
    """The same choices are asked for on every page that filters by them."""
    return format_html_join(
        "\n",
        '<option value="{}"{}>{}</option>',
        ((code, SafeString(" selected") if code in chosen else "", label) for code, label in choices),
    )
