"""Incidents: claims of one happening, fused.

In: claims, which may repeat. Out: incidents with their claims and every position taken on them.
Always: each happening claim is in exactly one incident; statements and counts never make one; none is placed more
exactly than its best claim; who is blamed keeps its alternatives, and a denial never erases a charge.
"""

from holdfire.incidents.decided import LinkDecision, resolve
from holdfire.incidents.fuse import fuse, near
from holdfire.incidents.incident import Incident, Position
from holdfire.incidents.links import Link, Links, links

__all__ = ["Incident", "Link", "LinkDecision", "Links", "Position", "fuse", "links", "near", "resolve"]
