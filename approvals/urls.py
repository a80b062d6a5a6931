from django.urls import include, path

from approvals.annulments import urls as annulments
from approvals.board import urls as board
from approvals.caseload import urls as caseload
from approvals.checks import urls as checks
from approvals.corrections import urls as corrections
from approvals.counter import urls as counter
from approvals.delivery import urls as delivery
from approvals.joint import urls as joint
from approvals.opinions import urls as opinions
from approvals.promises import api as gates_api
from approvals.promises import views as promises
from approvals.renewals import urls as renewals
from approvals.reuse import views as reuse
from approvals.silence import urls as silence
from approvals.supplements import urls as supplements
from approvals.views import applicant, case, correction, inbox, window
from approvals.withdrawals import urls as withdrawals

app_name = "approvals"
urlpatterns = [
    # applicant
    path("", applicant.mine, name="mine"),
    path("projects/<int:pk>/", applicant.timeline, name="timeline"),
    path("projects/<int:pk>/file/<slug:stage>/", applicant.start, name="start"),
    path("<int:pk>/", applicant.application, name="application"),
    path("<int:pk>/draft/", applicant.draft, name="draft"),
    path("<int:pk>/draft/save/", applicant.save, name="save"),
    path("<int:pk>/draft/upload/<slug:key>/", applicant.upload, name="upload"),
    path("<int:pk>/draft/discard/", applicant.discard, name="discard"),
    path("<int:pk>/receipt/", applicant.receipt, name="receipt"),
    path("<int:pk>/correction/", correction.correction, name="correction"),
    path("<int:pk>/more-time/", correction.more_time, name="more_time"),
    path("<int:pk>/withdraw/", applicant.withdraw, name="withdraw"),
    path("<int:pk>/late-papers/", promises.late_papers, name="late_papers"),
    path("projects/<int:pk>/gates/", promises.project_gates, name="gates"),
    path("projects/<int:pk>/gates.json", gates_api.state, name="gates_json"),
    path("projects/<int:pk>/start.json", gates_api.start, name="start_json"),
    path("projects/<int:pk>/promises.json", gates_api.promise, name="promises_json"),
    path("<int:pk>/late-papers.json", gates_api.late_papers, name="late_papers_json"),
    path("cases/<int:pk>/acceptance.json", gates_api.acceptance, name="acceptance_json"),
    # window
    path("window/", window.queue, name="window"),
    path("<int:pk>/check/", window.check, name="check"),
    path("<int:pk>/accept/", window.accept, name="accept"),
    path("<int:pk>/refuse/<slug:how>/", window.refuse, name="refuse"),
    path("<int:pk>/issue/", window.issue, name="issue"),
    *delivery.urlpatterns,
    *silence.urlpatterns,
    # counter
    *counter.urlpatterns,
    # completeness checks
    *checks.urlpatterns,
    # opinions
    *opinions.urlpatterns,
    # corrections after acceptance
    *corrections.urlpatterns,
    # withdrawals after acceptance
    *withdrawals.urlpatterns,
    # recalls and revocations
    *annulments.urlpatterns,
    # renewals of licences
    *renewals.urlpatterns,
    # supplementary items
    *supplements.urlpatterns,
    # caseload
    *caseload.urlpatterns,
    # departments
    path("inbox/", inbox.todo, name="inbox"),
    path("cases/<int:pk>/", case.show, name="case"),
    path("cases/<int:pk>/reuse/", reuse.show, name="reuse"),
    path("cases/<int:pk>/reuse/<slug:verb>/", reuse.act, name="reuse_act"),
    path("reuse/units/<int:pk>/", reuse.relied, name="reuse_relied"),
    path("cases/<int:pk>/<slug:verb>/", case.act, name="act"),
    # lead
    path("lead/", inbox.lead, name="lead"),
    *board.urlpatterns,
    path("<int:pk>/consolidate/", inbox.consolidate, name="consolidate"),
    # joint procedures
    path("joint/", include(joint.urlpatterns)),
    # messages
    path("messages/", inbox.messages, name="messages"),
    path("messages/read/", inbox.read_all, name="read_all"),
    path("messages/<int:pk>/", inbox.open_message, name="message"),
]
