"""What must hold in joint procedures (自查): rows equal the journal, one paper per conclusion, nothing is stuck."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q
from viewflow.workflow import PROCESS, STATUS
from viewflow.workflow.models import Task

from approvals.joint import rules
from approvals.joint.commands.conditions import unsettled
from approvals.models import Condition, JointApplication, JointPart, JointProcess, JointReview, PartProcess
from core.models import JournalEntry

TABLES = {"approvals.jointreview": rules.REVIEW, "approvals.jointpart": rules.PART}
CHUNK = 2000


def check() -> Iterator[str]:
    """A sentence for every row that is not as it should be."""
    yield from _rows_equal_the_journal()
    yield from _conclusions()
    yield from _nothing_left_in_contradiction()
    yield from _no_process_is_stuck()


def _rows_equal_the_journal() -> Iterator[str]:
    replayed: dict[tuple[str, int], str] = {}
    entries = JournalEntry.objects.filter(subject_type__in=TABLES).order_by("chain", "seq")
    for entry in entries.only("verb", "subject_type", "subject_id", "chain", "seq").iterator(chunk_size=CHUNK):
        step = TABLES[entry.subject_type].get(entry.verb)
        if step is None:
            continue
        key = (entry.subject_type, int(entry.subject_id))
        before = replayed.get(key, "")
        if before not in (step.sources or {""}):
            yield f"{key[0]} {key[1]}: {entry.verb} in state {before or 'none'}"
        replayed[key] = step.target
    for model in (JointReview, JointPart):
        name = model._meta.label_lower
        for pk, state in model._default_manager.values_list("pk", "state"):
            if replayed.get((name, pk)) != state:
                yield f"{name} {pk}: row says {state}, journal says {replayed.get((name, pk), 'nothing')}"


def _conclusions() -> Iterator[str]:
    ended = JointReview.objects.filter(state="CONCLUDED")
    for pk in ended.filter(document__isnull=True).values_list("pk", flat=True):
        yield f"joint procedure {pk}: concluded without a paper"
    for review in ended.filter(outcome="PASS").prefetch_related("parts__round"):
        left = rules.failed((part.code, part.round.number, part.state) for part in review.parts.all())
        if left:
            yield f"joint procedure {review.pk}: passed although {', '.join(left)} did not"
    open_ = JointPart.objects.filter(state="OPEN").exclude(review__state="OPEN")
    for pk in open_.values_list("pk", flat=True):
        yield f"joint part {pk}: open in a procedure that is not"


def _nothing_left_in_contradiction() -> Iterator[str]:
    stated = Condition.objects.filter(application=OuterRef("pk"), state="STANDING")
    left = JointApplication.objects.filter(Exists(stated), state__in=("CONSOLIDATED", "ISSUED"), lead__isnull=False)
    for application in left:
        if unsettled(application=application):
            yield f"application {application.pk}: consolidated although conditions contradict each other"


def _no_process_is_stuck() -> Iterator[str]:
    active = Task._default_manager.filter(process=OuterRef("pk")).exclude(
        status__in=[STATUS.DONE, STATUS.CANCELED, STATUS.REVIVED, STATUS.ERROR]
    )
    for process_class in (JointProcess, PartProcess):
        stuck = process_class._default_manager.filter(~Exists(active), status=PROCESS.NEW)
        for pk in stuck.values_list("pk", flat=True):
            yield f"process {pk}: runs without an active step"
    ghosts = JointProcess._default_manager.filter(Q(status=PROCESS.NEW), review__state__in=rules.ENDED)
    for pk in ghosts.values_list("review_id", flat=True):
        yield f"joint procedure {pk}: ended, but its process still runs"
    ghosts = PartProcess._default_manager.filter(Q(status=PROCESS.NEW), part__state__in=rules.PART_DONE)
    for pk in ghosts.values_list("part_id", flat=True):
        yield f"joint part {pk}: answered, but its process still runs"
