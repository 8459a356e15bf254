"""Two bodies' records held against each other: ``reconcile`` is the door, ``model`` what comes of it."""
