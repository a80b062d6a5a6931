"""Queries that every request asks: their SQL is written once, and asked again with other values.

The ORM needs five milliseconds to write a join of ten tables that the database answers in one. A `Prepared` lets it
write once per process and database, and PostgreSQL plan it once per connection; what is asked, and how values and objects are read, stays the ORM's.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, Generic, TypeVar

from django.db import connections, models
from django.db.models import QuerySet
from django.db.models.query import get_related_populators

M = TypeVar("M", bound=models.Model)
_STAND_INS: Final[dict[type, Callable[[int], Any]]] = {
    int: lambda place: 1_963_000_000 + place,
    str: lambda place: f"stand-in \ue000{place}",
    date: lambda place: date(1753, 1, 1) + timedelta(days=place),
}


@dataclass(frozen=True, slots=True)
class _Written:
    sql: str
    values: tuple[Any, ...]
    places: dict[int, str]
    """Which of `values` are given anew at every question, by name."""
    readers: tuple[tuple[int, Any, Any], ...]
    """(column, converters, expression) of the columns that the database does not give as they are."""
    compiler: Any


class _Query:
    def __init__(self, write: "Callable[..., QuerySet[Any, Any]]", **kinds: type) -> None:
        self._write = write
        self._stand_ins = {name: _STAND_INS[kind](place) for place, (name, kind) in enumerate(kinds.items())}
        self._known: dict[str, _Written] = {}

    def _written(self, using: str) -> _Written:
        if using not in self._known:
            self._known[using] = self._compiled(using)
        return self._known[using]

    def _asked(self, using: str, given: dict[str, Any]) -> list[Any]:
        """The answers as rows of values."""
        if given.keys() != self._stand_ins.keys():
            raise TypeError(f"expected {sorted(self._stand_ins)}, got {sorted(given)}")
        written = self._written(using)
        link = connections[using]
        asked = {name: _adapted(link, value) for name, value in given.items()}
        values = [
            asked[name] if (name := written.places.get(place)) else value for place, value in enumerate(written.values)
        ]
        with cursor_of(link) as cursor:
            cursor.execute(written.sql, values)
            found = cursor.fetchall()
        return [_read(row, written.readers, link) for row in found] if written.readers else [tuple(r) for r in found]

    def _compiled(self, using: str) -> _Written:
        link = connections[using]
        compiler = self._write(**self._stand_ins).query.get_compiler(using)
        sql, values = compiler.as_sql()
        wanted = {_adapted(link, stand_in): name for name, stand_in in self._stand_ins.items()}
        places = {place: wanted[value] for place, value in enumerate(values) if _hashable(value) and value in wanted}
        if missing := set(wanted.values()) - set(places.values()):
            raise ValueError(f"not in the SQL: {sorted(missing)}")
        converters = compiler.get_converters([column[0] for column in compiler.select])
        readers = tuple((place, tuple(convert), column) for place, (convert, column) in converters.items())
        return _Written(sql, tuple(values), places, readers, compiler)


class Prepared(_Query):
    """A `values_list` query with named values (预备查询).

    Example: `Prepared(lambda user: Post.objects.filter(user_id=user).values_list("pk", "name"), user=int)`.

    Args:
        write: makes the queryset from the named values; it must only pass them on as values of conditions.
        kinds: the type of each value: int, str or date.
    """

    def rows(self, using: str = "default", **given: Any) -> list[tuple[Any, ...]]:
        """The rows for these values; one query.

        Raises:
            ValueError: at the first use, when a value does not arrive in the SQL.
            TypeError: when other values are given than were named.
        """
        return self._asked(using, given)


class PreparedObjects(_Query, Generic[M]):
    """A query of whole rows, with what it names in `select_related`; a lock is kept (预备取数).

    Example: `PreparedObjects[Post](lambda pk: Post.objects.select_for_update().filter(pk=pk), pk=int)`.
    """

    def of(self, using: str = "default", **given: Any) -> list[M]:
        """The rows for these values; one query. Raises as `Prepared.rows` does."""
        rows = self._asked(using, given)
        if not rows:
            return []
        compiler = self._written(using).compiler
        info, select = compiler.klass_info, compiler.select
        start, stop = info["select_fields"][0], info["select_fields"][-1] + 1
        names = [column[0].target.attname for column in select[start:stop]]
        beside = get_related_populators(info, select, using)  # type: ignore[call-arg]  # stubs of a later version
        found: list[M] = []
        for row in rows:
            one = info["model"].from_db(using, names, row[start:stop])
            for related in beside:
                related.populate(row, one)
            found.append(one)
        return found


def cursor_of(link: Any) -> Any:
    """A cursor whose statements PostgreSQL plans once per connection: of a join of ten tables the plan is most of the work.

    The ORM's own binds values on this side, which leaves the server a new text every time; where statements are logged,
    it is used, to log the values too.
    """
    if link.vendor != "postgresql" or link.queries_logged:
        return link.cursor()
    from django.db.backends.postgresql.base import ServerBindingCursor

    link.ensure_connection()
    return link._prepare_cursor(ServerBindingCursor(link.connection))  # type: ignore[call-arg]


def _adapted(link: Any, value: Any) -> Any:
    return link.ops.adapt_datefield_value(value) if isinstance(value, date) else value


def _hashable(value: Any) -> bool:
    return isinstance(value, int | str | date)


def _read(row: Any, readers: tuple[tuple[int, Any, Any], ...], link: Any) -> tuple[Any, ...]:
    read = list(row)
    for place, converters, column in readers:
        for convert in converters:
            read[place] = convert(read[place], column, link)
    return tuple(read)
