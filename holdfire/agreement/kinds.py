"""Kinds of weapon, system, force or goods, and the wider kinds they belong to."""

from collections.abc import Iterable

from holdfire.agreement.model import AgreementText


def wider(names: Iterable[str], text: AgreementText) -> set[str]:
    """These kinds with every wider kind they belong to; names that are no kind of the agreement are left out."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        kind = waiting.pop()
        if kind in text.objects and kind not in found:
            found.add(kind)
            waiting += text.objects[kind].kind_of
    return found
