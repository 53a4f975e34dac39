from django.urls import include, path, register_converter

from rosters.converters import MonthConverter

from .views import assess, cases, dashboard, day, figures, handover, tasks, work, workplans

register_converter(MonthConverter, "plan-month")

app_name = "plans"

hall = [
    path("", dashboard.hall_plan, name="hall"),
    path("work/", work.work, name="work"),
    path("list/", work.occurrences, name="list"),
    path("import/", figures.figures, name="import"),
    path("import/apply/", figures.apply, name="import-apply"),
    path("import/form.xlsx", figures.blank, name="import-form"),
    path("occurrences/<int:pk>/", work.occurrence, name="occurrence"),
    path("occurrences/confirm/", assess.confirm_many, name="confirm-many"),
    path("occurrences/<int:pk>/confirm/", assess.confirm, name="occurrence-confirm"),
    path("occurrences/<int:pk>/return/", assess.send_back, name="occurrence-return"),
    path("occurrences/<int:pk>/excuse/", assess.excuse, name="occurrence-excuse"),
    path("records/<int:pk>/", work.correct, name="record"),
    path("records/<int:pk>/file/", work.file, name="record-file"),
    path("day/", day.day, name="day"),
    path("blocks/", day.blocks, name="blocks"),
    path("blocks/template/", day.take, name="take-timetable"),
    path("blocks/new/", day.add, name="block-new"),
    path("blocks/<int:pk>/", day.change, name="block"),
    path("blocks/<int:pk>/end/", day.end, name="block-end"),
    path("blocks/<int:pk>/check/", day.check, name="block-check"),
    path("follow-ups/", cases.cases, name="cases"),
    path("follow-ups/days/", cases.keep, name="cases-keep"),
    path("follow-ups/hand-over/", cases.hand_over, name="cases-hand-over"),
    path("follow-ups/<int:pk>/", cases.done, name="follow-up"),
    path("handover/", handover.log, name="handover"),
    path("handover/<int:pk>/close/", handover.close, name="handover-close"),
    path("handover/<int:pk>/sign/", handover.sign, name="handover-sign"),
    path("tasks/", tasks.tasks, name="tasks"),
    path("tasks/template/", tasks.take, name="take-template"),
    path("tasks/new/", tasks.add, name="task-new"),
    path("tasks/<int:pk>/", tasks.change, name="task"),
    path("tasks/<int:pk>/resume/", tasks.resume, name="task-resume"),
    path("tasks/<int:pk>/halls/", tasks.halls, name="task-halls"),
    path("tasks/<int:pk>/common/", tasks.common, name="task-common"),
    path("tasks/<int:pk>/end/", tasks.end, name="task-end"),
    path("months/", workplans.current, name="work-plan-current"),
    path("months/<plan-month:month>/", workplans.work_plan, name="work-plan"),
    path("months/<plan-month:month>/begin/", workplans.begin, name="work-plan-begin"),
    path("months/<plan-month:month>/edit/", workplans.edit, name="work-plan-edit"),
    path("months/<plan-month:month>/approve/", workplans.approve, name="work-plan-approve"),
    path("months/<plan-month:month>/reopen/", workplans.reopen, name="work-plan-reopen"),
    path("months/<plan-month:month>/plan.xlsx", workplans.workbook, name="work-plan-workbook"),
    path("months/<plan-month:month>/people/<str:employee>/", workplans.work_plan, name="own-plan"),
    path("months/<plan-month:month>/people/<str:employee>/begin/", workplans.begin, name="own-plan-begin"),
    path("months/<plan-month:month>/people/<str:employee>/edit/", workplans.edit, name="own-plan-edit"),
    path("months/<plan-month:month>/people/<str:employee>/approve/", workplans.approve, name="own-plan-approve"),
    path("months/<plan-month:month>/people/<str:employee>/reopen/", workplans.reopen, name="own-plan-reopen"),
    path("months/<plan-month:month>/people/<str:employee>/plan.xlsx", workplans.workbook, name="own-plan-workbook"),
    path("plan.xlsx", dashboard.hall_workbook, name="hall-workbook"),
]

urlpatterns = [
    path("plans/", dashboard.plans, name="plans"),
    path("plans/plans.xlsx", dashboard.workbook, name="workbook"),
    path("halls/<slug:code>/plans/", include(hall)),
]
