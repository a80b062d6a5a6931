"""What every process of ours has in common (流程实例)."""

from typing import Any

from viewflow.workflow.models import Process

from core.flow_locks import hold


class TiedProcess:
    """A process tied to its record when it begins: later only its own state is written, not the tie again.

    Put it before `Process` among the bases. The engine saves a process whole; the tie is a table of its own.
    """

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; an update leaves the table of the tie alone.

        A new process is its beginner's alone until the commit, and whoever begins it holds its record: nothing to lock.
        """
        new: bool = self._state.adding  # type: ignore[attr-defined]
        if not args and not kwargs and not new:
            kwargs["update_fields"] = _OWN
        super().save(*args, **kwargs)  # type: ignore[misc]
        if new:
            hold(self)


_OWN = [field.name for field in Process._meta.concrete_fields if not field.primary_key]
