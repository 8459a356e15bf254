"""Alerts: what the rules of a case make of its boards, and what of it was not told yet.

In: rules as data (``alerts.yaml``), boards as of the moments that the rules ask for, when sources were last heard, what was
told before. Out: facts, each with the rule that fired; of them those that are new; and which of those go to whom together.
Always: numbers, clocks, names of provisions and identifiers, never a place, a person or the words of a source; nothing of what
may come from the air or from anybody's forces; a fact fires once and again only after it was over; an alert is told or waits.
"""

from holdfire.alerts.digest import Waiting, gathered
from holdfire.alerts.fires import fires
from holdfire.alerts.load import FILE, rules_of
from holdfire.alerts.model import Alert, Fact, Seen
from holdfire.alerts.rules import Recipient, Rule, Rules
from holdfire.alerts.turns import Held, Turned, turned

__all__ = [
    "FILE",
    "Alert",
    "Fact",
    "Held",
    "Recipient",
    "Rule",
    "Rules",
    "Seen",
    "Turned",
    "Waiting",
    "fires",
    "gathered",
    "rules_of",
    "turned",
]
