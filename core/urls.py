from django.urls import path

from core import views

app_name = "core"
urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", views.healthz, name="healthz"),
    path("source/", views.source, name="source"),
    path("i18n/setlang/", views.set_language, name="set_language"),
    path("demo/time/", views.time_machine, name="time_machine"),
    path("demo/gallery/", views.gallery, name="gallery"),
]
