"""Forms of late filing and of the start of construction (表单)."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from approvals.forms import ReasonForm
from core.display import by_language
from core.forms import CommandForm

__all__ = ["ConvertForm", "LatePapersForm", "PreliminaryForm", "ReasonForm", "StartForm"]
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class PreliminaryForm(CommandForm):
    """初审意见."""

    demanded = ("official_number", "text")

    official_number = forms.CharField(label=lazy("Official number"), required=False, max_length=80)
    text = forms.CharField(
        label=lazy("Preliminary opinion"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )


class ConvertForm(CommandForm):
    """转正式文件."""

    demanded = ("official_number", "title")

    official_number = forms.CharField(label=lazy("Official number"), required=False, max_length=80)
    title = forms.CharField(label=lazy("Title of the document"), required=False, max_length=200)


class StartForm(CommandForm):
    """报告开工."""

    demanded = ("started_on",)

    started_on = forms.DateField(label=lazy("Construction started on"), required=False, widget=DAY)
    note = forms.CharField(
        label=lazy("Note"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )


class LatePapersForm(CommandForm):
    """容缺材料: the promised day of every missing paper."""

    def __init__(
        self, *args: Any, papers: Iterable[Any], proposed: date, days: Mapping[str, date], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.papers = list(papers)
        for paper in self.papers:
            self.fields[f"day_{paper.key}"] = forms.DateField(
                label=_("“%(name)s” follows by") % {"name": by_language(paper.name, paper.name_en)},
                required=False,
                widget=DAY,
                initial=days.get(paper.key, proposed),
            )
            self._demand(f"day_{paper.key}")

    @property
    def values(self) -> dict[str, Any]:
        """As `approvals.promise_papers` takes them."""
        return {"days": {paper.key: self.cleaned_data.get(f"day_{paper.key}") for paper in self.papers}}
