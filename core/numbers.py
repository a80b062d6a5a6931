"""Series of official numbers: unique, ascending, never reused."""

from django.db.models import F

from core.models import NumberSequence


def next_number(series: str) -> int:
    """The next number (1, 2, …) of `series`, inside the caller's transaction."""
    NumberSequence.objects.get_or_create(series=series)
    NumberSequence.objects.filter(series=series).update(last=F("last") + 1)
    return NumberSequence.objects.values_list("last", flat=True).get(series=series)
