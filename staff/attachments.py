"""Files that people hand in: of a few kinds, told by their content and not by their name."""

from dataclasses import dataclass
from typing import IO
from zipfile import BadZipFile, ZipFile

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import UploadedFile
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404

LARGEST = 10 * 1024 * 1024
HEAD = 16

PICTURES = ("image/jpeg", "image/png", "image/webp")
PDF = "application/pdf"
OFFICE = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt/presentation.xml": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
ENDINGS = {
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "image/webp": (".webp",),
    PDF: (".pdf",),
    OFFICE["word/document.xml"]: (".docx",),
    OFFICE["xl/workbook.xml"]: (".xlsx",),
    OFFICE["ppt/presentation.xml"]: (".pptx",),
}
ACCEPTED = ",".join(ending for endings in ENDINGS.values() for ending in endings)


def attachments() -> FileSystemStorage:
    """Outside of what the web server hands out: a view gives them to those who may see them."""
    return FileSystemStorage(location=settings.VAR_DIR / "attachments")


class NotAttachable(Exception):
    """A file that was refused; the reason is `size`, `empty`, `type` or `name`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Attachment:
    """A file that is what its name says."""

    file: UploadedFile
    name: str
    type: str


def attachment_of(file: UploadedFile) -> Attachment:
    """Look at the file's size, content and name; raises `NotAttachable`."""
    if not file.size:
        raise NotAttachable("empty")
    if file.size > LARGEST:
        raise NotAttachable("size")
    kind = kind_of(file)
    if kind is None:
        raise NotAttachable("type")
    name = (file.name or "").replace("\0", "")[-150:]
    if not name.lower().endswith(ENDINGS[kind]):
        raise NotAttachable("name")
    return Attachment(file, name, kind)


def kind_of(file: IO[bytes]) -> str | None:
    """The content type, read from the first bytes; None for whatever is not accepted."""
    file.seek(0)
    head = file.read(HEAD)
    file.seek(0)
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "image/webp"
    if head.startswith(b"%PDF-"):
        return PDF
    return office_kind_of(file) if head.startswith(b"PK\x03\x04") else None


def office_kind_of(file: IO[bytes]) -> str | None:
    """Which office document a zip archive is; one with macros is none of them."""
    try:
        names = set(ZipFile(file).namelist())
    except (BadZipFile, NotImplementedError, OSError, ValueError):
        return None
    finally:
        file.seek(0)
    if any(name.endswith("vbaProject.bin") for name in names):
        return None
    return next((kind for inside, kind in OFFICE.items() if inside in names), None)


def handed_out(file: FieldFile, *, name: str, type: str) -> FileResponse:
    """The file for a browser: pictures open in it, everything else is saved, and nothing in it can act.

    Raises Http404 for a file that is no longer on the disk.
    """
    try:
        content = file.open()
    except FileNotFoundError as gone:
        raise Http404 from gone
    answer = FileResponse(content, as_attachment=type not in PICTURES, filename=name, content_type=type)
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
