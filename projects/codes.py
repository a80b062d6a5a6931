"""The project code of a dossier 项目代码: taken from the investment platform, or assigned here until it is known."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from core.codes import project_code
from core.codes.faults import CodeError
from core.codes.validators import SENTENCES
from core.errors import Invalid
from core.numbers import next_number
from core.time import today
from projects.models import Project

#: 发展改革 department and 基本建设 project (发改投资〔2020〕1439号), printed YYMM-RRRRRR-DD-TT-NNNNNN.
_GUIDE, _KIND = "04", "01"


def assigned(region_code: str) -> str:
    """A new code for a project in ``region_code``, inside the caller's transaction; never one that is taken."""
    month = today().strftime("%y%m")
    while True:
        number = next_number(f"project:{month}:{region_code}")
        code = f"{month}-{region_code}-{_GUIDE}-{_KIND}-{number:06d}"
        if not Project.objects.filter(code=code).exists():
            return code


def checked(typed: str, besides: Any = None) -> str:
    """The 24 characters of a typed code. Raises ``Invalid`` when it is malformed or belongs to another project."""
    try:
        code = project_code.validate(typed, today=today())
    except CodeError as error:
        raise Invalid({"code": str(SENTENCES[error.code]) % error.params}) from None
    taken = Project.objects.filter(code=code)
    if besides is not None:
        taken = taken.exclude(pk=besides)
    if taken.exists():
        raise Invalid(
            {"code": _("A project with this code is already entered. Open it from the list, or correct the code.")}
        )
    return code
