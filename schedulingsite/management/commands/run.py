import socket
import urllib.request
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.utils.translation import gettext as _

from schedulingsite import firstroster
from schedulingsite.firstroster import say
from schedulingsite.health import QUEUES, workers_seen
from schedulingsite.processes import ProcessEnded, Processes, StopAsked

READY_WITHIN = 300
"""Seconds after which what has not started yet is not waited for: twenty times what an idle machine takes."""


class Command(BaseCommand):
    help = "Run everything: the web server, the workers and the scheduler. Ctrl-C ends them all."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--build-first",
            action="store_true",
            help="Load the demo halls into an empty database and have the worker build the first roster.",
        )

    def handle(self, *args: Any, build_first: bool, **options: Any) -> None:
        port: int = settings.PORT
        refuse_taken(port)
        if not settings.DEBUG:
            call_command("collectstatic", interactive=False, verbosity=0)
        if build_first:
            firstroster.load_demo_if_empty()
        try:
            with Processes(port) as processes:
                serve(processes, port, build_first=build_first)
        except StopAsked:
            say(_("Everything has ended."))
        except ProcessEnded as ended:
            message = _("A process keeps ending by itself (%(which)s), so the others have been ended too.") % {
                "which": ended
            }
            raise CommandError(message) from None


def serve(processes: Processes, port: int, *, build_first: bool) -> None:
    """Wait until all are up, build if asked, and stay until somebody wants it to end."""
    if not processes.wait_until(lambda: answers(port) and workers_seen() >= set(QUEUES), seconds=READY_WITHIN):
        raise CommandError(
            _("The program was not ready after %(seconds)d seconds: is the machine very busy? Run it again.")
            % {"seconds": READY_WITHIN}
        )
    say(_("Ready at %(address)s") % {"address": f"http://localhost:{port}/"})
    if build_first:
        build_and_export(processes)
        for line in firstroster.accounts():
            say(line)
    say(_("Press Ctrl-C to end."))
    processes.wait_until(lambda: False, every=0.5)


def build_and_export(processes: Processes) -> None:
    build = firstroster.first_build()
    if build is None:
        return
    processes.wait_until(firstroster.progress_of(build), every=1)
    build.refresh_from_db()
    firstroster.conclude(build)


def answers(port: int) -> bool:
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2).close()
    except OSError:  # urllib's errors are among them
        return False
    return True


def refuse_taken(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise CommandError(
                _("Port %(port)s is taken. Choose another, such as PORT=8001.") % {"port": port}
            ) from None
