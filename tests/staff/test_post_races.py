import pytest

from staff.models import Post
from staff.people import NotTakeable, take_post
from tests import make
from tests.together import at_once


@pytest.mark.django_db(transaction=True)
def test_posts_taken_at_the_same_moment_leave_a_manager():
    hall = make.hall()
    managers = [make.post(make.user(name), "manager", hall) for name in ("ann", "bob", "cleo")]
    posts = list(Post.objects.filter(hall=hall))

    def take() -> bool:
        try:
            take_post(posts.pop(), by=managers[0], through=hall)
        except NotTakeable:
            return False
        return True

    assert sorted(map(bool, at_once(take, times=3))) == [False, True, True]
    assert Post.objects.filter(hall=hall, role="manager").count() == 1
