"""The verbs of the dossier 项目档案: the only places of this room that write."""

from projects.commands.access import may_confirm_major, may_edit, may_enter
from projects.commands.dossier import REDLINE_KEY, set_redline, upload_material
from projects.commands.entry import confirm_major, create_project, enter_approval, update_project

__all__ = [
    "REDLINE_KEY",
    "confirm_major",
    "create_project",
    "enter_approval",
    "may_confirm_major",
    "may_edit",
    "may_enter",
    "set_redline",
    "update_project",
    "upload_material",
]
