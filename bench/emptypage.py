"""The program's addresses and one more: the frame of every page with nothing in it."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from schedulingsite.urls import urlpatterns as program

PATH = "/bench/empty/"


@login_required
def empty(request: HttpRequest) -> HttpResponse:
    return render(request, "base.html")


urlpatterns = [path(PATH.lstrip("/"), empty), *program]
