"""Benchmarks: measurements anybody can repeat, run by hand. Figures seen so far stand in README.md.

In: the data folder (``HOLDFIRE_DATA``, or ``../shared/data`` beside the repository).
Out: a table for people, then one line of JSON.
Always: what is compared gives the same answer first; ratios are told, seconds are only what one machine saw.
"""
