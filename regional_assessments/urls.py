from django.urls import URLPattern

app_name = "regional_assessments"
urlpatterns: list[URLPattern] = []
