"""What this room needs before its first user: a published catalogue."""

from catalogue.models import CatalogueVersion
from catalogue.publish import load_catalogue, publish


def run() -> str:
    """Publish the catalogue of the repository if none is in force; says what was done."""
    if CatalogueVersion.objects.filter(state=CatalogueVersion.State.PUBLISHED).exists():
        return ""
    version = publish(load_catalogue())
    return f"catalogue {version}: {version.items.count()} items, {version.flow_types.count()} flow types"
