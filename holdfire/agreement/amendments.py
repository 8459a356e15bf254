"""Dated changes of a text: the text after each of them, and the one of a given day."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from holdfire.agreement.model import Agreement


def amended(data: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """``data`` with the parts that ``changes`` names put in their place; what it leaves out stays, ``null`` takes a part away.

    The rule is that of JSON Merge Patch (RFC 7396): sets are merged part by part, lists are put in place as a whole.
    """
    found = dict(data)
    for key, value in changes.items():
        if value is None:
            found.pop(key, None)
        elif isinstance(value, Mapping):
            before = found.get(key)
            found[key] = amended(before if isinstance(before, Mapping) else {}, value)
        else:
            found[key] = value
    return found


def as_of_text(agreement: Agreement, at: datetime) -> Agreement:
    """The agreement with the text that held at an instant."""
    texts = [text for edge, text in agreement.later if datetime.fromisoformat(edge) <= at]
    return agreement.model_copy(update={"text": texts[-1]}) if texts else agreement
