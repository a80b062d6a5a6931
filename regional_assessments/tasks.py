"""Celery entry points of this room: thin nudges; the rows are the truth and the sweeps find them."""

from celery import shared_task


@shared_task(name="regional_assessments.reevaluate")
def reevaluate(pk: int) -> int:
    """Finish one re-evaluation."""
    from regional_assessments.models import Reevaluation
    from regional_assessments.units.reevaluation import finish

    job = Reevaluation.objects.select_related("unit").filter(pk=pk, state="OPEN").first()
    return finish(job) if job is not None else 0
