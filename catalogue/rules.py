"""The pure decisions of the catalogue, in one place to import from. Nothing here reads or writes rows."""

from catalogue.classification import Classification, Verdict, classify
from catalogue.content import PARALLEL, SCOPES, STAGES, Catalogue, Flow, Item, Material
from catalogue.facts import FactError, InvestmentKind, LandMode, ProjectFacts, Regime, read_facts
from catalogue.fit import auto_fit, promise_for, promised_days
from catalogue.flow_items import FlowItem, applicable_items, is_ready, possible_items, within
from catalogue.graph import CycleError, Path, StageGraph, longest_path, stage_graph
from catalogue.lint import is_catch_all
from catalogue.materials import NeededMaterial, materials_for, materials_of
from catalogue.planning import Plan, PlannedItem, PlannedStage, department_for, plan
from catalogue.validation import Problem, validate

__all__ = [
    "PARALLEL",
    "SCOPES",
    "STAGES",
    "Catalogue",
    "Classification",
    "CycleError",
    "FactError",
    "Flow",
    "FlowItem",
    "InvestmentKind",
    "Item",
    "LandMode",
    "Material",
    "NeededMaterial",
    "Path",
    "Plan",
    "PlannedItem",
    "PlannedStage",
    "Problem",
    "ProjectFacts",
    "Regime",
    "StageGraph",
    "Verdict",
    "applicable_items",
    "auto_fit",
    "classify",
    "department_for",
    "is_catch_all",
    "is_ready",
    "longest_path",
    "materials_for",
    "materials_of",
    "plan",
    "possible_items",
    "promise_for",
    "promised_days",
    "read_facts",
    "stage_graph",
    "validate",
    "within",
]
