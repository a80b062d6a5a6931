from django.urls import path

from documents.letters import views

urlpatterns = [
    path("", views.index, name="letters"),
    path("preview/<slug:letter>/", views.preview_typed, name="letter_preview_typed"),
    path("versions/<int:pk>/", views.show, name="letter_version"),
    path("versions/<int:pk>/edit/", views.edit, name="letter_edit"),
    path("versions/<int:pk>/preview.pdf", views.preview_stored, name="letter_preview"),
    path("versions/<int:pk>/<slug:verb>/", views.act, name="letter_act"),
    path("<slug:letter>/", views.history, name="letter"),
    path("<slug:letter>/new/", views.new, name="letter_new"),
]
