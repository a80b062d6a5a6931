from django.urls import path

from catalogue import views

app_name = "catalogue"
urlpatterns = [
    path("", views.guide_list, name="guide"),
    path("<slug:code>/", views.guide_detail, name="guide_item"),
]
