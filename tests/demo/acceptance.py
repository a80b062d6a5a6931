"""What a project lacks whose acceptance stage is concluded."""

from collections.abc import Iterator

from approvals.models import ItemCase, JointApplication
from catalogue.rules import applicable_items
from projects.facts import catalogue_for, facts_of


def lacking() -> Iterator[str]:
    """A sentence for each project whose fourth stage is issued while an item of its matrix was never filed."""
    for application in JointApplication.objects.filter(stage="S4", state="ISSUED").select_related("project"):
        project = application.project
        catalogue = catalogue_for(project)
        matrix = applicable_items(facts_of(project), catalogue.flow_of(project.flow_code), catalogue)
        owed = {code for code, entry in matrix.items() if entry.stage == "S4" and entry.item.promised is not None}
        filed = ItemCase.objects.filter(application__project=project).values_list("item__code", flat=True)
        if missing := sorted(owed - set(filed)):
            yield f"{project.name}: {missing}"
