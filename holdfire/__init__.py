"""Holdfire: is the truce holding, and can both sides check it?

Data flows one way through the rooms: agreement, sources, claims, incidents, findings, status, publish.
The ledger lies beneath them; ``pipeline`` joins them; ``cli`` and ``web`` only show what it returns.
"""

__version__ = "0.1.0"
