"""What `make` does where something is missing."""

import shutil
import subprocess
import sys
from pathlib import Path

from django.conf import settings

WITHOUT_VENV = f"""#!/bin/sh
# A Python of a bare Debian: venv begins, then finds that pip cannot be put in.
if [ "$1" = -m ]; then
  mkdir -p "$3/bin" && ln -s {sys.executable} "$3/bin/python" && exit 1
fi
exec {sys.executable} "$@"
"""


def test_python_without_venv_is_told_and_leaves_nothing_half_made(tmp_path):
    for name in ("Makefile", "requirements.txt"):
        shutil.copy(settings.BASE_DIR / name, tmp_path)
    python = tmp_path / "python"
    python.write_text(WITHOUT_VENV)
    python.chmod(0o755)

    tried = make(tmp_path, ".venv/.runtime-installed", f"PYTHON={python}")

    assert tried.returncode != 0
    assert "apt install python3.11-venv" in tried.stdout
    assert not (tmp_path / ".venv").exists()


def make(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["make", *words], cwd=folder, capture_output=True, text=True)
