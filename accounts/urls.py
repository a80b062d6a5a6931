from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("home/", views.home, name="home"),
    path("register/", views.register, name="register"),
    path("account/", views.account, name="account"),
    path("account/delegate/<int:pk>/", views.delegate, name="delegate"),
    path("account/delegations/<int:pk>/take-back/", views.take_back, name="take_back"),
    path("enterprise/people/", views.people, name="people"),
    path("enterprise/<int:pk>/people/add/", views.add_person, name="add_person"),
    path("enterprise/people/<int:pk>/remove/", views.remove_person, name="remove_person"),
    path("regions/counties.geojson", views.counties, name="counties"),
]
