"""What a command may answer instead of acting. Each carries a sentence for the person who asked."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _


class Refusal(Exception):
    """A command was refused; `str()` is a translated sentence that says what to do."""

    status = 400


class NotPermitted(Refusal):
    """The person may not do this to this object."""

    status = 403

    def __init__(self, message: str = "") -> None:
        super().__init__(message or _("You are not authorised to do this. Ask your department's administrator."))


class WrongState(Refusal):
    """The object has moved on: someone else was first, or the step is not open yet.

    `by` and `at` name the last actor, so the loser of a race is told who won and when.
    """

    status = 409

    def __init__(self, message: str = "", *, by: str = "", at: datetime | None = None) -> None:
        self.by, self.at = by, at
        super().__init__(message or _("This step is no longer open. Reload the page to see the present state."))


class Conflict(Refusal):
    """The same idempotency key came with another content."""

    status = 409


class ClocksDisagree(Refusal):
    """The clocks of this host and of the database are so far apart that nobody can say which is right."""

    status = 503

    def __init__(self, seconds: float) -> None:
        super().__init__(
            _(
                "The clocks of the servers differ by %(seconds)s seconds. Nothing is recorded until they agree; what you "
                "typed is still in this page. Tell the operators."
            )
            % {"seconds": round(seconds)}
        )


class Invalid(Refusal):
    """The data does not fit; `fields` maps field name (or "") to a sentence."""

    status = 422

    def __init__(self, fields: Mapping[str, str] | str) -> None:
        self.fields: dict[str, str] = {"": fields} if isinstance(fields, str) else dict(fields)
        super().__init__(" ".join(self.fields.values()))
