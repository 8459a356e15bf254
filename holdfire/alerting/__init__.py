"""Alerts of a case: checked by its rules, kept beside its record, and sent: by mail, to webhooks, into folders.

In: a case with ``alerts.yaml``, the instant to check as of, and now. Out: what fired, and what became of each message.
Always: one process and thread of a case checks and sends at a time; what fired is on the disk before anybody is told; a message
that was taken and not yet marked is sent again under the same name; nothing is sent over an open line, to a private address or
after a redirect unless the rules say so; passwords and secrets are in no file of the case's rules, no message and no error.
"""

from holdfire.alerting.checking import Checked, check, rules_for, would_fire
from holdfire.alerting.sending import Outcome, Round, retry, run, try_out
from holdfire.alerting.shown import Shown, shown
from holdfire.alerting.ways import NotTakenError, Ways

__all__ = [
    "Checked",
    "NotTakenError",
    "Outcome",
    "Round",
    "Shown",
    "Ways",
    "check",
    "retry",
    "rules_for",
    "run",
    "shown",
    "try_out",
    "would_fire",
]
