from django.urls import path

from approvals.checks import views

urlpatterns = [
    path("completeness/", views.index, name="completeness_list"),
    path("completeness/<int:pk>/", views.show, name="completeness"),
    path("completeness/<int:pk>/complete/", views.complete, name="completeness_complete"),
]
