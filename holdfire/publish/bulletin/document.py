"""A bulletin as a document: sections of sentences, tables and pictures, in one language, before any format."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Table:
    """``rule`` says how its numbers were counted; a row's first cell is what the row is of. Every row is as long as ``head``."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    rule: str = ""
    numbers: tuple[int, ...] = ()
    """The columns that hold numbers."""
    wide: tuple[int, ...] = ()
    """The columns that hold sentences."""


@dataclass(frozen=True)
class Picture:
    """A drawing as SVG that names no other file, and what it shows in words, for whoever does not see it."""

    svg: str
    shows: str


@dataclass(frozen=True)
class Section:
    """``key`` is the same in every language."""

    key: str
    title: str
    says: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True)
class Document:
    """``facts`` are the lines of the heading: a label and what it says; ``at`` is the cut-off, an instant with its offset."""

    title: str
    subtitle: str
    at: str
    language: str
    direction: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    foot: str


Together = tuple[Document, ...]
"""One bulletin in one language, or the same bulletin in several languages, the leading one first."""


def grouped(documents: Together) -> list[list[tuple[Document, Section]]]:
    """Sections side by side: each with its copies in the other languages, in the order of the leading document."""
    keys = list(dict.fromkeys(section.key for document in documents for section in document.sections))
    if len(documents) == 1:
        return [[(documents[0], section)] for section in documents[0].sections]
    return [[(d, s) for d in documents for s in d.sections if s.key == key] for key in keys]
