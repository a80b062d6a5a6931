"""The second template engine: Jinja2, for the inside of tables that are long and asked for all day.

Pages are Django templates. A table of hundreds of cells takes Django tens of milliseconds and Jinja2, which compiles
to Python, a few; such a table is a file of `templates/jinja2/`, rendered by its view and placed in the page whole.
Messages are written `{{ _("…") }}`, which the catalogues read.
"""

from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext
from jinja2 import Environment

from core import display
from core.templatetags import bingshen


def address(name: str, *arguments: Any) -> str:
    """The address of a view. Raises NoReverseMatch."""
    return reverse(name, args=arguments)


def environment(**options: Any) -> Environment:
    """Jinja2 with our words for lights, chips and days; undefined names and missing keys are errors where they print."""
    built = Environment(**options, trim_blocks=True, lstrip_blocks=True)  # noqa: S701 - Django's backend escapes
    built.globals |= {
        "_": gettext,
        "icon": bingshen.icon,
        "light": bingshen.light,
        "state_chip": bingshen.state_chip,
        "static": static,
        "url": address,
    }
    built.filters |= {"zh_weekday": display.weekday}
    return built
