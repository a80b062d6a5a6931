"""What an installation needs before its first user: the regions of the province."""

from accounts.models import Region
from accounts.seed import seed_regions


def run() -> str:
    """Load regions where they are missing; departments are the operator's to enter."""
    return "" if Region.objects.exists() else f"{seed_regions()} regions"
