"""What is new, sent to open pages: one event for each change of the record, within a second of it.

One watcher in each process looks at the heads of the ledgers; it does not matter which process, or which program, wrote. An event
names no content: a page that hears of a change asks for what it shows, by its own rights.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sse_starlette import EventSourceResponse, ServerSentEvent

from holdfire.web.desk import Desk, desk_of
from holdfire.web.guard import needs, signed_in
from holdfire.web.users import Right, Session

live = APIRouter()
LOOK_S = 0.25
"""Seconds between two looks at the heads: a change is told well within the second that a duty officer is promised."""
PING_S = 15
"""Seconds after which a line without content keeps a quiet connection open (proxies close them after 30 to 60)."""
MOST_OPEN = 200
"""Pages that listen at once in one process; more are told to look again by themselves."""


class Watcher:
    """Looks at the heads for all open pages of one process, while there are any."""

    def __init__(self, desk: Desk) -> None:
        self._desk, self._changed = desk, asyncio.Condition()
        self._looking: asyncio.Task[None] | None = None
        self.listening = 0
        self.heads: dict[str, int] = {}

    async def _look(self) -> None:
        while self.listening:
            await asyncio.sleep(LOOK_S)
            heads = await asyncio.to_thread(self._desk.heads)
            if heads != self.heads:
                async with self._changed:
                    self.heads = heads
                    self._changed.notify_all()

    async def changes(self) -> AsyncIterator[dict[str, int]]:
        """The heads now, and again each time they have changed: entries in each ledger, by its origin."""
        self.listening += 1
        try:
            if self._looking is None or self._looking.done():
                self.heads = await asyncio.to_thread(self._desk.heads)
                self._looking = asyncio.create_task(self._look())
            told = self.heads
            yield told
            while True:
                async with self._changed:
                    while self.heads == told:
                        await self._changed.wait()
                    told = self.heads
                yield told
        finally:
            self.listening -= 1


def watcher_of(request: Request) -> Watcher:
    """The watcher of this process."""
    state = request.app.state
    if not hasattr(state, "watcher"):
        state.watcher = Watcher(desk_of(request))
    watcher: Watcher = state.watcher
    return watcher


@live.get("/live")
async def stream(
    request: Request, session: Annotated[Session, Depends(needs(Right.SEE))], once: bool = False
) -> EventSourceResponse:
    """A stream of ``changed`` events; the first tells how things stand, so that a page that was away catches up.

    With ``once`` it ends after the first: for whoever looks again by themselves.
    """
    watcher = watcher_of(request)

    async def events() -> AsyncIterator[ServerSentEvent]:
        if watcher.listening >= MOST_OPEN:
            yield ServerSentEvent(json.dumps({}), event="full", retry=60_000)
            return
        async for heads in watcher.changes():
            if await asyncio.to_thread(signed_in, request) is None:
                yield ServerSentEvent(json.dumps({}), event="signed-out")
                return
            told = {"entries": sum(heads.values()), "heads": heads}
            yield ServerSentEvent(json.dumps(told, sort_keys=True), event="changed", id=str(told["entries"]))
            if once:
                return

    return EventSourceResponse(events(), ping=PING_S)
