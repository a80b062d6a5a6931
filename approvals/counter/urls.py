from django.urls import path

from approvals.counter import views

urlpatterns = [
    path("counter/", views.index, name="counter"),
    path("counter/enterprises/<int:pk>/", views.enterprise, name="counter_enterprise"),
    path("counter/enterprises/<int:pk>/project/", views.project, name="counter_project"),
    path("counter/projects/<int:pk>/<slug:stage>/", views.start, name="counter_start"),
    path("counter/<int:pk>/", views.note, name="counter_note"),
]
