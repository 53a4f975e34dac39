"""LibreOffice as it is on the machine: tests that need it say so, and are run with REQUIRE_ALL=1 or not at all."""

import shutil
import subprocess
from pathlib import Path

import pytest

PROGRAM = shutil.which("soffice") or shutil.which("libreoffice")
needs_libreoffice = pytest.mark.skipif(not PROGRAM, reason="LibreOffice is not on this machine")


def libreoffice_version() -> str | None:
    """None where there is none."""
    if PROGRAM is None:
        return None
    said = subprocess.run([PROGRAM, "--version"], capture_output=True, text=True).stdout.split()
    return next((word for word in said if word[0].isdigit()), "unknown")


def converted(file: Path, kind: str) -> Path:
    """The file as another one of this kind, beside it; filters may follow its ending."""
    profile = f"-env:UserInstallation={(file.parent / 'profile').as_uri()}"
    command = [str(PROGRAM), profile, "--headless", "--convert-to", kind, "--outdir", str(file.parent), str(file)]
    subprocess.run(command, check=True, timeout=120, capture_output=True)
    return file.with_suffix("." + kind.partition(":")[0])
