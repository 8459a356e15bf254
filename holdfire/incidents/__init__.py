"""Incidents: claims of one happening, fused; whose word they are; how they are graded.

In: claims, which may repeat, or a table of millions of reports; what persons decided on incidents; the weights of links. Out:
incidents with their claims and every position taken on them; links with their reasons; weights learnt from reports; the origins
of claims, and grades proposed for them.
Always: each happening claim is in exactly one incident; statements and counts never make one; none is placed more
exactly than its best claim; who is blamed keeps its alternatives, and a denial never erases a charge; a machine joins only what
it read, and only when certain; every id an incident ever had still leads to one; outlets that repeat one monitor are one origin.
"""

from holdfire.incidents.decided import LinkDecision, resolve
from holdfire.incidents.fuse import fuse, near
from holdfire.incidents.grades import Proposal, proposed_credibility
from holdfire.incidents.incident import Incident, Position
from holdfire.incidents.learning import learnt, learnt_from_joined
from holdfire.incidents.linked import Linked, linked
from holdfire.incidents.links import Link, Links, links
from holdfire.incidents.linkweights import HAND_SET, LinkWeights, read_weights, written
from holdfire.incidents.origins import Independent, Origin, independent, origins
from holdfire.incidents.reports import report_table, reports_of

__all__ = [
    "HAND_SET",
    "Incident",
    "Independent",
    "Link",
    "LinkDecision",
    "LinkWeights",
    "Linked",
    "Links",
    "Origin",
    "Position",
    "Proposal",
    "fuse",
    "independent",
    "learnt",
    "learnt_from_joined",
    "linked",
    "links",
    "near",
    "origins",
    "proposed_credibility",
    "read_weights",
    "report_table",
    "reports_of",
    "resolve",
    "written",
]
