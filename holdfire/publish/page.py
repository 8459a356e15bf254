"""The status as one HTML page."""

from holdfire.agreement.model import Agreement
from holdfire.status import Status


def render_page(status: Status, agreement: Agreement, language: str = "en") -> str:
    """One page."""
    return f"<html lang={language}>{status.digest}"
