"""填报内容: statements of the form and the dossier that a notice may name beside the materials."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from approvals.checks.rules import DATA
from approvals.models import JointApplication
from catalogue.speech import stored
from core.display import by_language


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement; `dossier` says that it is changed on the page of the project, not in the form."""

    zh: str
    en: str
    read: Callable[[JointApplication], Any]
    dossier: bool = True

    @property
    def label(self) -> str:
        """In the reader's language."""
        return by_language(self.zh, self.en)


STATEMENTS: Final[dict[str, Statement]] = {
    f"{DATA}name": Statement("项目名称", "Project name", lambda a: a.project.name),
    f"{DATA}address": Statement("建设地点", "Place of the works", lambda a: a.project.address),
    f"{DATA}description": Statement("建设规模及内容", "Scale and contents", lambda a: a.project.description),
    f"{DATA}investment": Statement("总投资（元）", "Total investment (yuan)", lambda a: f"{a.project.investment:,.2f}"),
    f"{DATA}land_area": Statement("用地面积（平方米）", "Land area (m²)", lambda a: f"{a.project.land_area:,.2f}"),
    f"{DATA}floor_area": Statement("建筑面积（平方米）", "Floor area (m²)", lambda a: f"{a.project.floor_area:,.2f}"),
    f"{DATA}industry": Statement("行业代码", "Industry code", lambda a: a.project.industry),
    f"{DATA}contact": Statement("联系人", "Contact person", lambda a: a.form.get("contact", ""), dossier=False),
    f"{DATA}phone": Statement("联系电话", "Contact phone", lambda a: a.form.get("phone", ""), dossier=False),
    f"{DATA}note": Statement("情况说明", "Note to the departments", lambda a: a.form.get("note", ""), dossier=False),
}


def value_of(application: JointApplication, key: str) -> str:
    """How the statement reads now; empty for a material or a key nobody knows."""
    known = STATEMENTS.get(key)
    return str(known.read(application)) if known else ""


def name_of(key: str) -> str:
    """What the statement is called, in Chinese, as it is stored in a notice."""
    return STATEMENTS[key].zh


def shown_as(key: str, name: str) -> str:
    """What the page calls the statement or paper `name` of that key, in the reader's language where it is known."""
    known = STATEMENTS.get(key)
    return known.label if known else stored(name)
