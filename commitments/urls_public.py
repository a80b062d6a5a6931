from django.urls import path

from commitments.views import public

app_name = "public_promises"
urlpatterns = [
    path("", public.letters, name="letters"),
    path("credit/", public.credit, name="credit"),
    path("inspections/", public.inspections, name="inspections"),
    path("inspections/<slug:number>/", public.inspection, name="inspection"),
    path("inspections/<slug:number>/draw.json", public.draw, name="draw"),
    path("<slug:number>/", public.letter, name="letter"),
]
