"""What must hold in this room (自查): rows equal the journal, letters are unchanged, what is owed has its clock."""

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q
from viewflow.workflow import PROCESS

from clocks.models import Clock
from commitments import rules
from commitments.commands.inspecting import replayed
from commitments.models import Commitment, CommitmentProcess, CreditRecord, Inspection, Obligation, Verification
from core.errors import Invalid
from core.files import is_intact
from core.models import JournalEntry
from projects.facts import catalogue_for

COMMITMENT = "commitments.commitment"
CHUNK = 2000


def check() -> Iterator[str]:
    """A sentence for every row that is not as it should be."""
    yield from _rows_equal_the_journal()
    yield from _letters()
    yield from _clocks()
    yield from _ends()
    yield from _records()
    yield from _processes()
    yield from _draws()


def _rows_equal_the_journal() -> Iterator[str]:
    tracks = dict(Commitment.objects.values_list("pk", "track"))
    replayed_: dict[int, str] = {}
    entries = JournalEntry.objects.filter(subject_type=COMMITMENT, verb__in=rules.COMMITMENT).order_by("chain", "seq")
    for entry in entries.only("verb", "subject_id", "chain", "seq").iterator(chunk_size=CHUNK):
        pk = int(entry.subject_id)
        if pk not in tracks:  # a draft that was discarded
            continue
        try:
            replayed_[pk] = rules.after(entry.verb, replayed_.get(pk, ""), tracks[pk])
        except rules.NotAllowed as error:
            yield f"commitment {pk}: {error}"
            replayed_[pk] = rules.COMMITMENT[entry.verb].target
    for pk, state in Commitment.objects.values_list("pk", "state"):
        if replayed_.get(pk) != state:
            yield f"commitment {pk}: row says {state}, journal says {replayed_.get(pk, 'nothing')}"


def _letters() -> Iterator[str]:
    for commitment in Commitment.objects.filter(signed_file__isnull=False).select_related("signed_file").iterator():
        if commitment.signed_file is not None and not is_intact(commitment.signed_file):
            yield f"commitment {commitment.pk}: the signed letter is lost or was altered"


def _clocks() -> Iterator[str]:
    name = Obligation._meta.label_lower
    clock = Clock.objects.filter(subject_type=name, subject_id=OuterRef("pk"), kind="COMMITMENT")
    owed = Obligation.objects.filter(
        state__in=("OPEN", "SUBMITTED"), commitment__state__in=("DECIDED", "BUILDING", "VERIFYING")
    )
    for pk in owed.filter(~Exists(clock.filter(state="RUNNING"))).values_list("pk", flat=True):
        yield f"obligation {pk}: owed without a running clock"
    settled = Obligation.objects.exclude(state__in=("OPEN", "SUBMITTED"))
    for pk in settled.filter(Exists(clock.exclude(state="ENDED"))).values_list("pk", flat=True):
        yield f"obligation {pk}: settled, but its clock still runs"
    check_clock = Clock.objects.filter(
        subject_type=Verification._meta.label_lower, subject_id=OuterRef("pk"), kind="VERIFICATION"
    )
    for pk in Verification.objects.filter(~Exists(check_clock.filter(state="RUNNING")), state="OPEN").values_list(
        "pk", flat=True
    ):
        yield f"verification {pk}: open without a running clock"
    full = Verification.objects.filter(commitment=OuterRef("pk"), reason="FULL")
    for pk in Commitment.objects.filter(~Exists(full), track="NC", state__in=rules.STANDING).values_list(
        "pk", flat=True
    ):
        yield f"commitment {pk}: granted on notice without its full check"


def _ends() -> Iterator[str]:
    owed = Obligation.objects.filter(commitment=OuterRef("pk"), state__in=("OPEN", "SUBMITTED"))
    ended = Commitment.objects.exclude(state__in=(*rules.OPEN, "DRAFT"))
    for pk in ended.filter(Exists(owed)).values_list("pk", flat=True):
        yield f"commitment {pk}: ended, but something is still owed"
    for pk in (
        Commitment.objects.filter(state="REVOKED").exclude(breaches__record__isnull=False).values_list("pk", flat=True)
    ):
        yield f"commitment {pk}: revoked without an entry in the credit record"
    kept = Commitment.objects.filter(state="REVOKED", decision__state="VALID")
    for pk in kept.values_list("pk", flat=True):
        yield f"commitment {pk}: revoked, but its decision is still valid"


def _records() -> Iterator[str]:
    standing = CreditRecord.objects.filter(withdrawn_on__isnull=True).select_related("breach__commitment__project")
    for record in standing.iterator():
        practice = catalogue_for(record.breach.commitment.project).practice
        if record.published != practice.publication[record.record_class].published:
            yield f"credit record {record.number}: published or not against its class {record.record_class}"
    for number in CreditRecord.objects.filter(publish_from__lte=F("objection_until"), published=True).values_list(
        "number", flat=True
    ):
        yield f"credit record {number}: published before the days to object have passed"


def _processes() -> Iterator[str]:
    running = CommitmentProcess._default_manager.filter(commitment=OuterRef("pk"), status=PROCESS.NEW)
    waiting = Q(state__in=rules.OPEN) & ~Q(track="RQ", state="SIGNED")
    for pk in Commitment.objects.filter(waiting & ~Exists(running)).values_list("pk", flat=True):
        yield f"commitment {pk}: open without a process"
    for pk in Commitment.objects.filter(~Q(state__in=rules.OPEN) & Exists(running)).values_list("pk", flat=True):
        yield f"commitment {pk}: ended, but its process still runs"


def _draws() -> Iterator[str]:
    for row in Inspection.objects.iterator():
        try:
            same = replayed(row.seed, row.rates, row.projects_pool, row.inspectors_pool) == row.result
        except Invalid:
            same = False
        if not same:
            yield f"inspection {row.number}: drawing again from its seed gives another result"
