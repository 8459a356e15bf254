"""The frame of the room Numbers: its pages side by side, and the door through which each is shown."""

from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse

from holdfire.publish.words import N_
from holdfire.web.shell import show
from holdfire.web.users import Session

PARTS: tuple[tuple[str, str], ...] = (
    ("/numbers", N_("Counting")),
    ("/numbers/figures", N_("Figures")),
    ("/numbers/statistics", N_("Statistics")),
    ("/numbers/exports", N_("Exports")),
)
"""The pages of the room: address and name, in the order of the bar."""


def show_part(request: Request, template: str, session: Session, *, code: int = 200, **told: Any) -> HTMLResponse:
    """A page of the room, with the bar of its neighbours; its template extends ``numbers/base.html.j2``."""
    return show(request, template, session, code=code, parts=PARTS, **told)
