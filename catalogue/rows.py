"""The rows of a version, written from its content: what lists, foreign keys and searches need."""

from catalogue import content as c
from catalogue.citations import cite_all
from catalogue.models import CatalogueVersion, FlowType, Item, MaterialSpec, StageBudget
from catalogue.predicates import ALWAYS


def write_rows(version: CatalogueVersion, catalogue: c.Catalogue) -> None:
    """Write every row of a draft anew, inside the caller's transaction.

    Only for drafts: rows of a version that cases pin must keep their identity.
    """
    version.items.all().delete()
    version.flow_types.all().delete()
    items = Item.objects.bulk_create(_item(version, item, catalogue) for item in catalogue.items.values())
    by_code = {row.code: row for row in items}
    MaterialSpec.objects.bulk_create(
        _material(by_code[item.code], position, use, catalogue.materials[use.key])
        for item in catalogue.items.values()
        for position, use in enumerate(item.materials)
    )
    flows = FlowType.objects.bulk_create(
        FlowType(version=version, code=f.code, name=f.name.zh, name_en=f.name.en, splclx=f.splclx, cap=f.cap)
        for f in catalogue.flows.values()
    )
    StageBudget.objects.bulk_create(
        StageBudget(flow_type=row, stage=stage, scope=scope, days=days, lead_function=catalogue.stages[stage].lead)
        for row in flows
        for scope, budgets in catalogue.flows[row.code].budgets.items()
        for stage, days in budgets.items()
    )


def _item(version: CatalogueVersion, item: c.Item, catalogue: c.Catalogue) -> Item:
    return Item(
        version=version,
        code=item.code,
        name=item.name.zh,
        name_en=item.name.en,
        kind=item.kind,
        stage=item.stage,
        department_function=item.department,
        statutory_limit=item.statutory.days,
        statutory_unit=item.statutory.unit,
        promised_days=item.promised,
        counts_in_cap=item.counts_in_cap,
        notice_commitment=item.nc,
        late_filing=item.late_filing,
        regional_kinds=list(item.regional),
        outcome=item.outcome.name.zh,
        outcome_en=item.outcome.name.en,
        legal_basis=cite_all(item.basis, catalogue.laws).zh,
    )


def _material(item: Item, position: int, use: c.MaterialUse, material: c.Material) -> MaterialSpec:
    return MaterialSpec(
        item=item,
        key=material.key,
        name=material.name.zh,
        name_en=material.name.en,
        principal=use.principal,
        source=material.source,
        formats=list(material.formats),
        required=use.when == ALWAYS,
        position=position,
    )
