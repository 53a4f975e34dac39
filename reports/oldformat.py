"""A workbook in the old binary format, by the LibreOffice of the machine where there is one."""

import shutil
import subprocess
import tempfile
from pathlib import Path

CONTENT_TYPE = "application/vnd.ms-excel"
SECONDS = 120


class NotConverted(Exception):
    """LibreOffice is not there (`reason` missing), or did not do it (`failed`)."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.facts = {"reason": reason}


def soffice() -> str | None:
    """Where LibreOffice is; None when the machine has none."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def as_xls(content: bytes) -> bytes:
    """The .xlsx as .xls; raises NotConverted. LibreOffice works in a folder of its own that does not stay."""
    program = soffice()
    if program is None:
        raise NotConverted("no_libreoffice")
    with tempfile.TemporaryDirectory(prefix="xls-") as folder:
        source = Path(folder) / "summary.xlsx"
        source.write_bytes(content)
        profile = f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}"
        command = [
            program,
            profile,
            "--headless",
            "--norestore",
            "--convert-to",
            "xls",
            "--outdir",
            folder,
            str(source),
        ]
        try:
            subprocess.run(command, capture_output=True, timeout=SECONDS, check=True)
            return (Path(folder) / "summary.xls").read_bytes()
        except (OSError, subprocess.SubprocessError) as error:
            raise NotConverted("not_converted") from error
