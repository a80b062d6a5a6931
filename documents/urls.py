from django.urls import path

from documents import views

app_name = "documents"
urlpatterns = [
    path("v/", views.verify_form, name="verify_form"),
    path("v/<str:code>/", views.verify, name="verify"),
    path("documents/<int:pk>/", views.download, name="download"),
]
