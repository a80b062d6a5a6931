from django.urls import path

from projects import dossier_views, views

app_name = "projects"
urlpatterns = [
    path("", views.listing, name="list"),
    path("new/", views.create, name="create"),
    path("preview/", views.preview, name="preview"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/confirm-major/", views.confirm_major, name="confirm_major"),
    path("<int:pk>/redline/", dossier_views.redline, name="redline"),
    path("<int:pk>/redline.geojson", dossier_views.redline_geojson, name="redline_geojson"),
    path("<int:pk>/redline/file/", dossier_views.redline_file, name="redline_file"),
    path("<int:pk>/materials/", dossier_views.vault, name="vault"),
    path("<int:pk>/materials/<slug:key>/", dossier_views.upload_material, name="upload_material"),
    path("materials/<int:pk>/file/", dossier_views.material_file, name="material_file"),
]
