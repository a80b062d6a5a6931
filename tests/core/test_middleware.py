"""A form sent by script is told where to go; an ordinary one is redirected."""

from django.http import HttpResponseRedirect
from django.test import RequestFactory

from core.middleware import FollowOnceMiddleware


def answer(**headers: str):
    def redirect(request):
        response = HttpResponseRedirect("/projects/1/")
        response.set_cookie("messages", "红线已保存")
        return response

    return FollowOnceMiddleware(redirect)(RequestFactory().post("/projects/1/redline/", headers=headers))


def test_an_upload_by_script_is_told_the_destination_once() -> None:
    response = answer(**{"X-Upload": "1"})
    assert response.status_code == 204
    assert response["X-Location"] == "/projects/1/"
    assert "Location" not in response
    assert response.cookies["messages"].value == "红线已保存"


def test_an_ordinary_form_is_redirected() -> None:
    response = answer()
    assert response.status_code == 302
    assert response["Location"] == "/projects/1/"
