"""A document as bytes: HTML, PDF or DOCX, the same bytes for the same document."""

from collections.abc import Callable

from holdfire.errors import AskError, did_you_mean
from holdfire.publish.bulletin.as_docx import as_docx
from holdfire.publish.bulletin.as_html import as_html
from holdfire.publish.bulletin.as_pdf import as_pdf
from holdfire.publish.bulletin.document import Document, Together

FORMATS: dict[str, Callable[[Together], bytes]] = {"html": as_html, "pdf": as_pdf, "docx": as_docx}


def rendered(document: Document | Together, format_: str) -> bytes:
    """A document, or one in several languages, in a format. Raises ``AskError`` for none of ``FORMATS``."""
    if format_ not in FORMATS:
        remedy = did_you_mean(format_, FORMATS) or f"Formats: {', '.join(FORMATS)}."
        raise AskError(f'there is no bulletin as "{format_}"', remedy=remedy)
    return FORMATS[format_]((document,) if isinstance(document, Document) else document)
