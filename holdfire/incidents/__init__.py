"""Incidents: claims of one happening, fused; whose word they are; how they are graded.

In: claims, which may repeat, and what persons decided on incidents. Out: incidents with their claims and every position taken on
them; links between claims with their reasons; the origins of claims, and grades proposed for them.
Always: each happening claim is in exactly one incident; statements and counts never make one; none is placed more
exactly than its best claim; who is blamed keeps its alternatives, and a denial never erases a charge; a machine joins only what
it read, and only when certain; every id an incident ever had still leads to one; outlets that repeat one monitor are one origin.
"""

from holdfire.incidents.decided import LinkDecision, resolve
from holdfire.incidents.fuse import fuse, near
from holdfire.incidents.grades import Proposal, proposed_credibility
from holdfire.incidents.incident import Incident, Position
from holdfire.incidents.links import Link, Links, links
from holdfire.incidents.origins import Independent, Origin, independent, origins

__all__ = [
    "Incident",
    "Independent",
    "Link",
    "LinkDecision",
    "Links",
    "Origin",
    "Position",
    "Proposal",
    "fuse",
    "independent",
    "links",
    "near",
    "origins",
    "proposed_credibility",
    "resolve",
]
