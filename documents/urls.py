from django.urls import include, path

from documents import samples, views, wallet
from documents.letters.urls import urlpatterns as letters

app_name = "documents"
urlpatterns = [
    path("v/", views.verify_form, name="verify_form"),
    path("v/<str:code>/", views.verify, name="verify"),
    path("documents/<int:pk>/", views.download, name="download"),
    path("letters/", include(letters)),
    path("samples/<int:version>/<slug:key>/", samples.show, name="sample"),
    path("samples/<int:version>/<slug:key>/blank/", samples.show, {"blank": True}, name="sample_blank"),
    path("wallet/", wallet.wallet, name="wallet"),
    path("wallet/papers.zip", wallet.wallet_zip, name="wallet_zip"),
]
