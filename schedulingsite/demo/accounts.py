"""The accounts that exist in demo data only."""

import os

from django.contrib.auth.hashers import make_password

from staff.models import Employee, Post, User

from .writing import Written

Role = Post.Role
USERNAMES = ("manager", "duty", "clerk", "manager2", "supervisor", "department", "admin")


def password() -> str:
    return os.environ.get("DEMO_PASSWORD") or "demo"


def write_accounts(halls: list[Written]) -> list[User]:
    """`manager`, `duty` and `clerk` of the first hall, `manager2` of the second, and three who have no shifts."""
    hashed = make_password(password())
    first = halls[0]
    users = [
        linked("manager", person_with(first, "manager"), Role.MANAGER, hashed),
        linked("duty", person_with(first, "duty_manager"), Role.DUTY_MANAGER, hashed),
        linked("clerk", person_with(first, "clerk"), Role.CLERK, hashed),
    ]
    if len(halls) > 1:
        users.append(linked("manager2", person_with(halls[1], "manager"), Role.MANAGER, hashed))
    users.append(User.objects.create(username="supervisor", name="客服主管", password=hashed))
    Post.objects.bulk_create(Post(user=users[-1], hall=one.hall, role=Role.SUPERVISOR) for one in halls[:3])
    users.append(User.objects.create(username="department", name="营业厅管理部门", password=hashed))
    Post.objects.create(user=users[-1], role=Role.MANAGEMENT)
    admin = {"is_staff": True, "is_superuser": True}
    users.append(User.objects.create(username="admin", name="系统管理员", password=hashed, **admin))
    return users


def person_with(one: Written, role: str) -> Employee:
    """The first whole-time person of that role who stays."""
    return next(
        employee
        for employee, person in zip(one.employees, one.plan.people, strict=True)
        if person.role == role and not (person.is_part_timer or person.is_protected or person.left_on)
    )


def linked(username: str, employee: Employee, role: str, hashed: str) -> User:
    """A user who is that employee and has that post in her hall."""
    user = User.objects.create(username=username, name=employee.name, password=hashed)
    Post.objects.create(user=user, hall=employee.hall, role=role)
    employee.user = user
    employee.save(update_fields=["user"])
    return user
