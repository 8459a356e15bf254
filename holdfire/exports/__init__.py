"""Exports: what the record tells, as files that other tools open.

In: incidents, claims, findings and a status that are already judged, or a public edition, and whom the file is for. Out: a table
(``Made``: declared columns, rows that come one by one), and that table as CSV, XLSX, GeoJSON, HXL, Parquet or STIX, piece by
piece, with a dictionary that says what each column means::

    made = incidents_table(rows, about)                      # public_table: from the public edition
    for piece in pieces(made, "csv"): ...
    said = dictionary(made)

Always: a row holds no more than its edition allows, whatever the format; a place comes with its radius or not at all; numbers
stand with the rule that counted them; the same rows give the same bytes; memory does not grow with the number of rows.
"""

from holdfire.exports.dictionary import dictionary
from holdfire.exports.render import FORMATS, PLACED, pieces
from holdfire.exports.table import About, Column, Made

__all__ = ["FORMATS", "PLACED", "About", "Column", "Made", "dictionary", "pieces"]
