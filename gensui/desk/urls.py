"""The addresses of the desk."""

from django.urls import path

from gensui.desk import cases, field, intake, policy, rooms, worklist

urlpatterns = [
    path("", worklist.worklist, name="worklist"),
    path("intake/", intake.intake, name="intake"),
    path("intake/caller/", intake.caller, name="caller"),
    path("intake/categories/", intake.categories, name="categories"),
    path("intake/draft/", intake.draft, name="draft"),
    path("intake/draft/drop/", intake.draft_drop, name="draft_drop"),
    path("cases/", cases.case_list, name="case_list"),
    path("cases/export/", cases.case_export, name="case_export"),
    path("cases/filters/", cases.filter_save, name="filter_save"),
    path("cases/filters/<int:pk>/drop/", cases.filter_drop, name="filter_drop"),
    path("cases/<str:number>/", cases.case, name="case"),
    path("cases/<str:number>/phone/", cases.reveal, name="reveal"),
    path("cases/<str:number>/lapses/<int:duty>/", cases.excuse, name="excuse"),
    path("cases/<str:number>/notes/<int:note>/", cases.correct, name="correct"),
    path("cases/<str:number>/messages/<int:outgoing>/", cases.retry, name="retry"),
    path("cases/<str:number>/<slug:verb>/", cases.act, name="act"),
    path("files/<int:pk>/", cases.attachment, name="attachment"),
    path("department/", rooms.department, name="department"),
    path("board/", rooms.board, name="board"),
    path("visits/", rooms.visits, name="visits"),
    path("handover/", rooms.handover, name="handover"),
    path("handover/<int:pk>/<slug:answer>/", rooms.handover_answer, name="handover_answer"),
    path("inbox/", rooms.inbox, name="inbox"),
    path("policy/", policy.policy, name="policy"),
    path("policy/<str:clause>/", policy.clause, name="clause"),
    path("field/", field.field, name="field"),
    path("field/<str:number>/", field.step, name="step"),
    path("door/<str:token>/", field.door, name="door"),
    path("door-code/<str:label>.svg", field.door_code, name="door_code"),
    path("healthz", rooms.healthz, name="healthz"),
]
