"""A user's own tokens for programs."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from ..access import Request
from ..models import ApiToken
from ..tokens import make_token, revoke_token
from .pages import REFUSED, sent


class TokenForm(forms.ModelForm):
    class Meta:
        model = ApiToken
        fields = ["name", "scope"]


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def tokens(request: Request) -> HttpResponse:
    """The tokens there are; a new one is shown in the answer to its form and never again."""
    form, fresh = TokenForm(sent(request)), ""
    if form.is_valid():
        fresh = make_token(request.user, **form.cleaned_data, by=request.user)
        form = TokenForm()
    context = {"form": form, "fresh": fresh, "tokens": request.user.api_tokens.all()}
    return render(request, "staff/tokens.html", context, status=REFUSED if form.is_bound else 200)


@login_required
@require_POST
def revoke(request: Request, pk: int) -> HttpResponse:
    token = get_object_or_404(request.user.api_tokens, pk=pk)
    revoke_token(token, by=request.user)
    messages.success(request, _("“%(name)s” opens nothing any more.") % {"name": token.name})
    return redirect("staff:tokens")
