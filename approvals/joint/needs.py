"""What a pre-coordination tells beforehand (策划生成清单): items the project will need, zones whose assessments apply.

In Chinese, because the lines go into the document once the lead has checked them.
"""

from core.geo import from_wkb
from projects.facts import catalogue_for
from projects.models import Project
from projects.queries import plan_of
from regional_assessments.models import Zone


def items_and_zones(project: Project) -> dict[str, str]:
    """Lines for the lead to check: items by stage out of the plan, zones the redline lies in; empty where unknown."""
    return {"items": "\n".join(_items(project)), "zones": "\n".join(_zones(project))}


def _items(project: Project) -> list[str]:
    plan = plan_of(project)
    if plan is None:
        return []
    catalogue = catalogue_for(project)
    lines = []
    order = list(catalogue.stages)
    for code in sorted(plan.items, key=lambda code: (order.index(catalogue.items[code].stage), code)):
        item = catalogue.items[code]
        stage = catalogue.stages.get(item.stage)
        lines.append(f"{stage.name.zh + '：' if stage else ''}{code} {item.name.zh}")
    return lines


def _zones(project: Project) -> list[str]:
    redline = project.redlines.filter(current=True).first()
    if redline is None:
        return []
    around = Zone.objects.filter(
        geometry__isnull=False,
        minx__lte=redline.maxx,
        maxx__gte=redline.minx,
        miny__lte=redline.maxy,
        maxy__gte=redline.miny,
    )
    plot = redline.shape if around else None
    return [
        f"{zone.name}（{zone.get_level_display()}）"
        for zone in around
        if plot is not None and zone.geometry is not None and from_wkb(zone.geometry).intersects(plot)
    ]
