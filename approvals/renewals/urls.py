from django.urls import path

from approvals.renewals import views

urlpatterns = [
    path("renewals/", views.index, name="renewals"),
    path("renewals/file/<int:pk>/", views.file, name="renewal_file"),
    path("renewals/<int:pk>/", views.show, name="renewal"),
    path("renewals/<int:pk>/<slug:verb>/", views.act, name="renewal_act"),
]
