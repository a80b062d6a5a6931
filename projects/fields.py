"""Form fields made from the catalogue's facts 项目事实填报: what the catalogue reads is what the form asks."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from catalogue.content import Catalogue, FactSpec
from catalogue.speech import local
from projects.facts import default_of

#: Facts the form asks in its own words, or that no applicant sets.
ASKED_OTHERWISE: Final = frozenset(("kind", "investment", "major_confirmed"))
SHARES: Final = ("direct_share", "capital_share", "subsidy_share")
#: Choices without which nothing can be classified.
REQUIRED: Final = frozenset(("regime", "sector", "land_mode", "land_area"))
#: Choices with few answers are shown all at once.
RADIO: Final = frozenset(("regime", "eia_class", "power"))


def check_name(name: str) -> str:
    """A project name 项目名称 as it may stand on certificates: one line, no markup, no hidden characters.

    Raises ``ValidationError`` naming the character that does not belong there.
    """
    for letter in name:
        if letter in "<>":
            raise ValidationError(
                _("The name contains “%(letter)s”, as in a web tag. Remove it; a project name is plain text."),
                params={"letter": letter},
            )
        if unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp"):
            raise ValidationError(_("The name contains an invisible character. Type it again instead of pasting it."))
    return " ".join(name.split())


class NameField(forms.CharField):
    """项目名称: plain text on one line."""

    def clean(self, value: Any) -> str:
        return check_name(super().clean(value))


class WanField(forms.DecimalField):
    """万元 at the edge, yuan inside: gives a ``Decimal`` in yuan with two decimals."""

    unit = _("10,000 yuan")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_digits=14, decimal_places=6, **kwargs)

    def clean(self, value: Any) -> Decimal | None:
        wan = super().clean(value)
        return None if wan is None else (wan * 10_000).quantize(Decimal("0.01"))

    def prepare_value(self, value: Any) -> Any:
        return plain_number(value / 10_000) if isinstance(value, Decimal) else value


class PercentField(forms.DecimalField):
    """Percent at the edge, a share from 0 to 1 inside."""

    unit = "%"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=100, max_digits=5, decimal_places=2, **kwargs)

    def clean(self, value: Any) -> Decimal | None:
        percent = super().clean(value)
        return None if percent is None else percent / 100

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Decimal):
            return plain_number(value * 100)
        return value


class QuantityField(forms.DecimalField):
    """A size with its unit written after it; thousands separators are forgiven."""

    def __init__(self, unit: str = "", **kwargs: Any) -> None:
        super().__init__(min_value=0, max_digits=14, decimal_places=2, **kwargs)
        self.unit = unit

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace(",", "").replace("，", "") if isinstance(value, str) else value)

    def prepare_value(self, value: Any) -> Any:
        return plain_number(value) if isinstance(value, Decimal) else value


def plain_number(value: Decimal) -> str:
    """A decimal without exponent and trailing zeros, as a person would type it."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def fact_field(spec: FactSpec) -> forms.Field:
    """The field of one fact, labelled by the catalogue in the active language."""
    required = spec.name in REQUIRED
    options: dict[str, Any] = {
        "label": local(spec.label),
        "required": required,
        "initial": default_of(spec.name) or None,
    }
    if spec.name in SHARES:
        return PercentField(**options)
    if spec.type == "number":
        return QuantityField(unit=local(spec.unit) if spec.unit else "", **options)
    if spec.choices:
        choices = [(code, local(text)) for code, text in spec.choices.items()]
        if spec.name in RADIO:
            return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **options)
        return forms.ChoiceField(choices=[("", _("Please choose") if required else _("no")), *choices], **options)
    if spec.type == "text":
        return forms.CharField(max_length=200, **options)
    return forms.BooleanField(label=options["label"], required=False, initial=options["initial"])


def fact_fields(catalogue: Catalogue, groups: Iterable[str]) -> dict[str, forms.Field]:
    """Fields of all facts of these groups, in the catalogue's order."""
    wanted = set(groups)
    return {
        name: fact_field(spec)
        for name, spec in catalogue.facts.items()
        if spec.group in wanted and name not in ASKED_OTHERWISE
    }


class IndustryField(forms.CharField):
    """国民经济行业代码 by code or from the list of suggestions (`C39 …`); gives the stored form, e.g. ``C3921``."""

    def clean(self, value: Any) -> str:
        from core.codes import industry
        from core.codes.faults import CodeError
        from core.codes.validators import as_validation_error

        typed = super().clean(value)
        if not typed:
            return ""
        try:
            found = industry.parse(typed.split()[0])
        except CodeError as error:
            raise as_validation_error(error) from None
        if found.division is None:
            raise ValidationError(_("A section alone is too coarse. Choose the division, group or class."))
        return found.value
