from django.urls import include, path

from .views import department, inbox, setup, webhooks

app_name = "notices"

of_hall = [
    path("robots/", setup.robots, name="robots"),
    path("robots/new/", setup.robot, name="robot-new"),
    path("robots/<int:pk>/", setup.robot, name="robot"),
    path("robots/<int:pk>/delete/", setup.robot_delete, name="robot-delete"),
    path("robots/<int:pk>/test/", setup.robot_test, name="robot-test"),
    path("robots/webhooks/new/", webhooks.webhook_new, name="webhook-new"),
    path("robots/webhooks/<int:pk>/", webhooks.webhook, name="webhook"),
    path("notices/", setup.told, name="told"),
    path("notices/<int:pk>/retry/", setup.retry, name="retry"),
]

of_department = [
    path("", department.webhooks, name="department-webhooks"),
    path("new/", department.webhook_new, name="department-webhook-new"),
    path("<int:pk>/", department.webhook, name="department-webhook"),
    path("<int:pk>/delete/", department.webhook_delete, name="department-webhook-delete"),
    path("<int:pk>/test/", department.webhook_test, name="department-webhook-test"),
    path("deliveries/<int:pk>/retry/", department.retry, name="department-retry"),
]

urlpatterns = [
    path("notices/", inbox.inbox, name="inbox"),
    path("notices/read/", inbox.read_all, name="read-all"),
    path("notices/preferences/", inbox.preferences, name="preferences"),
    path("notices/<uuid:pk>/", inbox.follow, name="follow"),
    path("notices/<uuid:pk>/read/", inbox.read, name="read"),
    path("halls/<slug:code>/setup/", include(of_hall)),
    path("department/webhooks/", include(of_department)),
]
