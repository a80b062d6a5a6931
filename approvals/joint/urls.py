"""Addresses of joint procedures, under the names of their room: `approvals:joint…`."""

from django.urls import path

from approvals.joint.views import drawing, parts, show, starting

urlpatterns = [
    path("", show.index, name="joint_list"),
    path("<int:pk>/", show.show, name="joint"),
    path("<int:pk>/do/<slug:verb>/", show.act, name="joint_act"),
    path("<int:pk>/answer/", starting.answer, name="joint_answer"),
    path("<int:pk>/drawing/", drawing.drawing, name="joint_drawing"),
    path("<int:pk>/compare/", drawing.compare, name="joint_compare"),
    path("<int:pk>/calendar.ics", drawing.calendar_file, name="joint_calendar"),
    path("drawings/<int:pk>/file/", drawing.drawing_file, name="joint_drawing_file"),
    path("photos/<int:pk>/", drawing.photo, name="joint_photo"),
    path("parts/<int:pk>/<slug:verb>/", parts.act, name="joint_part"),
    path("remarks/<int:pk>/<slug:verb>/", parts.remark, name="joint_remark"),
    path("conditions/<int:pk>/retract/", parts.retract, name="joint_retract"),
    path("conflicts/<int:pk>/<slug:verb>/", parts.settle, name="joint_settle"),
    path("cases/<int:pk>/condition/", parts.state, name="joint_condition"),
    path("cases/<int:pk>/drawing-review/", starting.drawing_review, name="joint_drawing_start"),
    path("cases/<int:pk>/acceptance/", starting.acceptance, name="joint_acceptance_start"),
    path("applications/<int:pk>/conflicts/", starting.conflicts, name="joint_conflicts"),
    path("applications/<int:pk>/visit/", starting.visit, name="joint_visit_start"),
    path("applications/<int:pk>/meeting/", starting.meeting, name="joint_meeting_start"),
    path("projects/<int:pk>/precoordination/", starting.precoordination, name="joint_pre_start"),
    path("projects/<int:pk>/survey/", starting.survey_result, name="joint_survey"),
]
