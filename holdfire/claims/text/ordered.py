"""Frames in Arabic and Russian."""

from holdfire.claims.text.chunks import Parsed
from holdfire.claims.text.frame import Frame


def frames_in(s: Parsed, language: str) -> list[Frame]:
    """x."""
    return []
