"""What a layout of a file is known by."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Layout:
    """A known set of columns: ``needs`` must all be there, ``key`` identifies a record for ever."""

    name: str
    title: str
    key: str
    needs: frozenset[str]
