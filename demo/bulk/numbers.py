"""Official numbers by the batch (编号): the series of `core.numbers`, read once and written back together."""

from core.models import NumberSequence


class Numbers:
    """Numbers of a batch, inside its transaction."""

    def __init__(self) -> None:
        self._last: dict[str, int] = dict(NumberSequence.objects.values_list("series", "last"))
        self._drawn: set[str] = set()

    def next(self, series: str) -> int:
        """The next number (1, 2, …) of `series`."""
        number = self._last.get(series, 0) + 1
        self._last[series] = number
        self._drawn.add(series)
        return number

    def save(self) -> None:
        """Write how far the series have come."""
        NumberSequence.objects.bulk_create(
            [NumberSequence(series=series, last=self._last[series]) for series in sorted(self._drawn)],
            update_conflicts=True,
            unique_fields=["series"],
            update_fields=["last"],
        )
