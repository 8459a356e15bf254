"""Incidents as columns, from one report to hundreds of millions: ``events`` is the door; the rules are those of ``findings``."""
