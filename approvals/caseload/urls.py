from django.urls import path

from approvals.caseload import views

urlpatterns = [
    path("inbox/sign/", views.batch, name="batch_sign"),
    path("inbox/several/<slug:verb>/", views.several, name="several"),
    path("absences/", views.absences, name="absences"),
    path("absences/<int:pk>/end/", views.end, name="absence_end"),
    path("cases/<int:pk>/holder/<slug:how>/", views.hold, name="case_holder"),
]
