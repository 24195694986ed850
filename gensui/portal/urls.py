"""The addresses of the owners' pages."""

from django.urls import path

from gensui.portal import addresses, figures, gate, signing_in, survey, views

urlpatterns = [
    path("", views.my_cases, name="my_cases"),
    path("sign-in/", signing_in.sign_in, name="my_sign_in"),
    path("sign-out/", views.sign_out, name="my_sign_out"),
    path("report/", views.report, name="my_report"),
    path("cases/<str:number>/", views.my_case, name="my_case"),
    path("cases/<str:number>/<slug:act>/", views.act, name="my_act"),
    path("files/<int:pk>/", views.attachment, name="my_attachment"),
    path("gate/<str:token>/", gate.gate_link, name="my_gate_link"),
    path("at-gate/<str:number>/<slug:answer>/", gate.at_gate, name="my_at_gate"),
    path("visitors/", gate.visitors, name="my_visitors"),
    path("visitors/<int:pk>/revoke/", gate.pass_revoke, name="my_pass_revoke"),
    path("pass/<str:token>/", gate.pass_shown, name="my_pass"),
    path("pass/<str:token>/code.svg", gate.pass_code, name="my_pass_code"),
    path("figures/<slug:key>/", figures.public_figures, name="public_figures"),
    path("survey/", survey.survey, name="my_survey"),
    path("read/", views.read, name="my_read"),
    path("data/", views.data, name="my_data"),
    path("data/phone/", views.phone, name="my_phone"),
    path("data/email/", addresses.email, name="my_email"),
    path("data/export/", views.export, name="my_export"),
    path("data/erase/", views.erase, name="my_erase"),
]
