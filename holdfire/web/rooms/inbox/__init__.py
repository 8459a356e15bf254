"""The inbox: what a machine read and a person has to decide, with the words beside the fields they filled.

In: claims that wait, what a reviewer typed, reports that are pasted or sent as files. Out: signed entries, one for each act.
Always: no request reads the whole record; who decides second is told and loses nothing that was typed; a lease tells who is
looking and keeps nobody from deciding.
"""

from fastapi import APIRouter

from holdfire.web.rooms.inbox.acts import acts
from holdfire.web.rooms.inbox.claim import claims
from holdfire.web.rooms.inbox.queue import queues

inbox = APIRouter()
for part in (acts, queues, claims):
    inbox.include_router(part)

__all__ = ["inbox"]
