"""Rounds of alerts beside the requests of a server that was asked for them: one each minute, whichever process comes first."""

import logging
from datetime import timedelta
from threading import Event, Thread

from holdfire import alerting
from holdfire.alerts import FILE
from holdfire.errors import HoldfireError
from holdfire.web.desk import Desk

EVERY_S = 60
"""Seconds between two rounds of one process."""
LEAST = timedelta(seconds=45)
"""Several processes make no more rounds than one: a round this soon after another one is none."""
_log = logging.getLogger("holdfire.alerts")


class Watching:
    """Makes rounds of one desk's case while the process lives. What fails is in the server's log; the next round goes on."""

    def __init__(self, desk: Desk, every_s: float = EVERY_S) -> None:
        self.desk, self.every_s = desk, every_s
        self._over = Event()
        self._thread = Thread(target=self._rounds, daemon=True, name="rounds of alerts")

    def begin(self) -> None:
        """Begin."""
        self._thread.start()

    def end(self) -> None:
        """No further round; the one that goes on is waited for."""
        self._over.set()
        self._thread.join()

    def round(self) -> alerting.Round | None:
        """One round; None where the case has no rules, or it failed."""
        try:
            if not (self.desk.folder / FILE).is_file():
                return None
            now = self.desk.clock()
            self.desk.ready()
            done = alerting.run(self.desk.case, now, now, least=LEAST)
        except (HoldfireError, OSError) as error:
            _log.warning("no round of alerts: %s", error)
            return None
        except Exception:
            _log.exception("no round of alerts, for a fault of ours")
            return None
        for outcome in done.outcomes:
            if outcome.state != "sent":
                _log.warning("alerts to %s: %s, %s", outcome.recipient, outcome.state, outcome.why)
        return done

    def _rounds(self) -> None:
        while not self._over.is_set():
            self.round()
            self._over.wait(self.every_s)
