"""What must hold in this room (自查): rows equal the journal, decisions carry their evidence, nothing is stuck."""

from collections import defaultdict
from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q
from viewflow.workflow import PROCESS, STATUS
from viewflow.workflow.models import Task

from approvals import clock_replay, recheck_replay, replay, rules
from approvals.checks import doctor as checks
from approvals.delivery import doctor as delivery
from approvals.joint import doctor as joint
from approvals.models import (
    Annulment,
    CaseCorrection,
    Decision,
    ItemCase,
    ItemProcess,
    JointApplication,
    PreliminaryOpinion,
    SpecialProcedure,
    StageProcess,
)
from approvals.renewals import doctor as renewals
from approvals.reuse import doctor as reuse
from approvals.silence import doctor as silence
from commitments import rules as rules_of_promises
from commitments.models import LateFiling
from core.flow_nodes import FanOut
from core.models import JournalEntry
from core.time import legal_date

CHUNK = 2000


def check() -> Iterator[str]:
    """A sentence for every row that is not as it should be."""
    yield from _rows_equal_the_journal()
    yield from _every_decision_has_its_evidence()
    yield from _four_eyes()
    yield from _special_procedures()
    yield from _corrections()
    yield from _annulments()
    yield from _no_process_is_stuck()
    yield from _late_files()
    yield from joint.check()
    yield from delivery.check()
    yield from silence.check()
    yield from checks.check()
    yield from reuse.check()
    yield from renewals.check()
    yield from clock_replay.check()
    yield from recheck_replay.check()


def _rows_equal_the_journal() -> Iterator[str]:
    cases: dict[int, tuple[str, int | None]] = {}
    cases_of: defaultdict[int, list[int]] = defaultdict(list)
    rows = ItemCase.objects.values_list("pk", "application_id", "state", "blzt", "supplement")
    for pk, application, state, blzt, added in rows:
        cases[pk] = (state, blzt)
        if added is None:
            cases_of[application].append(pk)
    entries = JournalEntry.objects.filter(subject_type__in=(replay.APPLICATION, replay.CASE))
    ordered = entries.order_by("chain", "seq").only(
        "chain", "seq", "verb", "subject_type", "subject_id", "blzt", "data"
    )
    replayed = replay.replay(ordered.iterator(chunk_size=CHUNK), cases_of)
    yield from replayed.faults
    for pk, state in JointApplication.objects.values_list("pk", "state"):
        if replayed.applications.get(pk) != state:
            yield f"application {pk}: row says {state}, journal says {replayed.applications.get(pk, 'nothing')}"
    for pk, (state, blzt) in cases.items():
        if replayed.cases.get(pk) != state:
            yield f"case {pk}: row says {state}, journal says {replayed.cases.get(pk, 'nothing')}"
        if replayed.blzt.get(pk) != blzt:
            yield f"case {pk}: row says BLZT {blzt}, journal says {replayed.blzt.get(pk, 'nothing')}"


def _every_decision_has_its_evidence() -> Iterator[str]:
    decision = Decision.objects.filter(case=OuterRef("pk"))
    for pk, state in ItemCase.objects.filter(~Exists(decision), state__in=rules.DECIDED).values_list("pk", "state"):
        yield f"case {pk}: {state} without a decision"
    wrong = Decision.objects.exclude(
        Q(outcome="PASS", case__state__in=("PASSED", "RECALLED", "REVOKED")) | Q(outcome="FAIL", case__state="FAILED")
    )
    for pk, state in wrong.values_list("case_id", "case__state"):
        yield f"case {pk}: {state} but decided otherwise"
    for pk in Decision.objects.exclude(decided_on=F("case__decided_on")).values_list("case_id", flat=True):
        yield f"case {pk}: decision and case differ in their date"
    for pk in Decision.objects.filter(document__isnull=True, case__application__imported=False).values_list(
        "case_id", flat=True
    ):
        yield f"case {pk}: decided without a paper"
    early = ItemCase.objects.filter(state__in=rules.DECIDED, decided_on__lt=F("opened_on"))
    for pk in early.values_list("pk", flat=True):
        yield f"case {pk}: decided before it was opened"


def _four_eyes() -> Iterator[str]:
    own = Decision.objects.filter(case__opinions__author=F("signer")).distinct()
    for pk in own.values_list("case_id", flat=True):
        yield f"case {pk}: signed by its own reviewer"


def _special_procedures() -> Iterator[str]:
    running = SpecialProcedure.objects.filter(case=OuterRef("pk"), state="RUNNING")
    for pk in ItemCase.objects.filter(~Exists(running), state="SPECIAL").values_list("pk", flat=True):
        yield f"case {pk}: in special procedure without a running one"
    orphan = SpecialProcedure.objects.filter(state="RUNNING").exclude(case__state="SPECIAL")
    for pk in orphan.values_list("case_id", flat=True):
        yield f"case {pk}: a special procedure runs, but the case is not in one"


def _corrections() -> Iterator[str]:
    running = CaseCorrection.objects.filter(case=OuterRef("pk"), state="RUNNING")
    for pk in ItemCase.objects.filter(~Exists(running), state="CORRECTING").values_list("pk", flat=True):
        yield f"case {pk}: waits for a correction that nobody granted"
    orphan = CaseCorrection.objects.filter(state="RUNNING").exclude(case__state="CORRECTING")
    for pk in orphan.values_list("case_id", flat=True):
        yield f"case {pk}: a correction runs, but the case does not wait for it"
    told = CaseCorrection.objects.filter(state__in=("ANSWERED", "LAPSED"), end_document__isnull=True)
    for pk in told.values_list("case_id", flat=True):
        yield f"case {pk}: the review went on after a correction without a letter"


def _annulments() -> Iterator[str]:
    in_force = Annulment.objects.filter(case=OuterRef("pk"), state="CONFIRMED")
    gone = ItemCase.objects.filter(state__in=("RECALLED", "REVOKED"))
    # What a broken promise took away was heard and decided there.
    ours = gone.exclude(commitment__state="REVOKED").exclude(preliminary__void_reason__gt="")
    for pk in ours.filter(~Exists(in_force)).values_list("pk", flat=True):
        yield f"case {pk}: without force, but nobody confirmed a recall or revocation"
    for pk in gone.filter(decision__document__state="VALID").values_list("pk", flat=True):
        yield f"case {pk}: without force, but its paper still verifies as valid"
    standing = Annulment.objects.filter(state="CONFIRMED").exclude(case__state__in=("RECALLED", "REVOKED"))
    for pk in standing.values_list("case_id", flat=True):
        yield f"case {pk}: a recall or revocation is in force, but the case still stands"
    early = Annulment.objects.filter(state="CONFIRMED", stated_at__isnull=True)
    for row in early.iterator():
        if row.decided_at is not None and legal_date(row.decided_at) <= row.heard_until:
            yield f"case {row.case_id}: recalled or revoked before its holder was heard"


def _late_files() -> Iterator[str]:
    """A case that waits for late papers has its opinion and a letter that still stands; its clock rests."""
    opinion = PreliminaryOpinion.objects.filter(case=OuterRef("pk"), ended_on__isnull=True)
    for pk in ItemCase.objects.filter(~Exists(opinion), state="LATE_FILES").values_list("pk", flat=True):
        yield f"case {pk}: waits for late papers without a preliminary opinion"
    for pk in (
        PreliminaryOpinion.objects.filter(ended_on__isnull=True)
        .exclude(case__state="LATE_FILES")
        .values_list("case_id", flat=True)
    ):
        yield f"case {pk}: its preliminary opinion stands, but the case has moved on"
    standing = LateFiling.objects.filter(state__in=rules_of_promises.OPEN)
    with_the_stage = standing.filter(application_id=OuterRef("application_id"), case_id=None)
    promised = Q(Exists(with_the_stage), supplement=None) | Q(Exists(standing.filter(case_id=OuterRef("pk"))))
    for pk in ItemCase.objects.filter(~promised, state="LATE_FILES").values_list("pk", flat=True):
        yield f"case {pk}: waits for late papers, but no letter promises them"


def _no_process_is_stuck() -> Iterator[str]:
    for pk in Task._default_manager.filter(status=STATUS.ERROR).values_list("process_id", flat=True):
        yield f"process {pk}: a step ended in an error"
    for task in FanOut.ready():
        yield f"fan-out {task}: all cases are done but it did not continue"
    active = Task._default_manager.filter(process=OuterRef("pk")).exclude(
        status__in=[STATUS.DONE, STATUS.CANCELED, STATUS.REVIVED, STATUS.ERROR]
    )
    for process_class in (StageProcess, ItemProcess):
        for pk in process_class._default_manager.filter(~Exists(active), status=PROCESS.NEW).values_list(
            "pk", flat=True
        ):
            yield f"process {pk}: runs without an active step"
    yield from _without_process()


def _without_process() -> Iterator[str]:
    """A record without any process gets one with its next verb; one whose process has ended is stuck."""
    running = StageProcess._default_manager.filter(application=OuterRef("pk"), status=PROCESS.NEW)
    ended = StageProcess._default_manager.filter(application=OuterRef("pk")).exclude(status=PROCESS.NEW)
    stuck = JointApplication.objects.filter(Exists(ended), ~Exists(running), state__in=JointApplication.OPEN_STATES)
    for pk in stuck.values_list("pk", flat=True):
        yield f"application {pk}: open, but its process has ended"
    ghosts = StageProcess._default_manager.filter(status=PROCESS.NEW).exclude(
        application__state__in=JointApplication.OPEN_STATES
    )
    for pk in ghosts.values_list("application_id", flat=True):
        yield f"application {pk}: ended, but its process still runs"
    item_ghosts = ItemProcess._default_manager.filter(status=PROCESS.NEW, case__state__in=rules.DONE)
    for pk in item_ghosts.values_list("case_id", flat=True):
        yield f"case {pk}: done, but its process still runs"
