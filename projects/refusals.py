"""Why an uploaded file was refused 退回原因: a code and facts, as processes pass them on. The words are elsewhere."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, ClassVar, Self


class FileRefused(Exception):
    """A file was refused: ``code`` plus JSON-ready ``params`` for the sentence (see ``projects.words``)."""

    codes: ClassVar[type[StrEnum]]

    def __init__(self, code: StrEnum, **params: Any) -> None:
        super().__init__(f"{code.value} {params}" if params else code.value)
        self.code = code
        self.params = params

    def to_json(self) -> dict[str, Any]:
        """``{"code": …, "params": {…}}``, as a child process hands it to its parent."""
        return {"code": self.code.value, "params": self.params}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Inverse of :meth:`to_json`; raises ``ValueError`` for a code this version does not know."""
        return cls(cls.codes(data["code"]), **data.get("params", {}))
