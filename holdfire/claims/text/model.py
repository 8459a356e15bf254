"""What is read from a text, before it becomes claims: each field with the characters it stands on."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from holdfire.claims.claim import Count, Kind, Noun, Toll
from holdfire.claims.language.model import TimeSaid
from holdfire.claims.places.model import Mention

Stage = Literal["done", "attempted", "threatened"]
Aside = Literal["", "denied-by-the-text", "hypothetical", "planned", "general", "long-ago", "summary", "referred-to"]
"""Why words that tell of an act are no incident; empty where they are one.

``denied-by-the-text``: it says that nothing happened. ``hypothetical``: would, could, if, threatened. ``planned``: will, intends.
``general``: no single happening (a war's sum, a habit). ``long-ago``: dated long before publication. ``summary``: a sum over a
period. ``referred-to``: a bare word for something told elsewhere (an inquiry, a talk about attacks), with nothing of its own.
"""

Harm = Literal["", "killed", "injured", "taken", "damaged"]
NEWS_DAYS = 7
"""How long before publication an undated event of a news text may lie. Of 632 incidents in the MUC corpus (DEV) whose day its
coders knew, 86 in 100 lie within a week before the day of the text."""
Named = Literal["actor", "person", "place", ""]


class Said(Noun):
    """Words of the text on characters ``[start, end)``: ``words`` is always exactly that slice."""

    start: int
    end: int
    words: str


class Target(Noun):
    """Whom or what an act was done to, the harm told, how many, and which class of persons or things the head word is.

    ``name`` is the proper name within the words, where one can be told.
    """

    said: Said
    name: Said | None = None
    sort: Literal["person", "thing"] = "person"
    sense: str = ""
    harm: Harm = ""
    low: int | None = None
    high: int | None = None


class Proposed(Noun):
    """One statement that a text makes, as the rules or an endpoint read it. No person has looked at it.

    ``act`` is a word of ``holdfire.agreement.acts``; ``manner`` a finer word (arson, robbery, hijacking, planted).
    ``actors`` are blamed for it by ``blamed_by``; where that is empty, by the text itself. ``owned`` when they say so themselves.
    ``told_again`` are further sentences of the text on the same happening. ``aside`` says why it is no incident.
    ``carried`` names the fields (time, place) that stand on the words of a neighbouring sentence.
    """

    kind: Kind
    act: str | None
    trigger: Said
    sentence: Said
    manner: str = ""
    stage: Stage = "done"
    aside: Aside = ""
    actors: tuple[Said, ...] = ()
    actor_sense: str = ""
    blamed_by: tuple[Said, ...] = ()
    owned: bool = False
    targets: tuple[Target, ...] = ()
    place: Said | None = None
    places: tuple[Mention, ...] = ()
    time: TimeSaid | None = None
    toll: Toll | None = None
    toll_said: tuple[Said, ...] = ()
    count: Count | None = None
    weapons: tuple[Said, ...] = ()
    weapon_sense: str = ""
    speakers: tuple[Said, ...] = ()
    denied_by: tuple[Said, ...] = ()
    told_again: tuple[Said, ...] = ()
    carried: tuple[str, ...] = ()


Mentions = Callable[[str, str], tuple[Mention, ...]]
"""``mentions(text, language)``: names of places in a text, by whatever gazetteer the caller has."""

NamesIn = Callable[[str, str], tuple[tuple[int, int, Named], ...]]
"""``names_in(text, language)``: names of actors, persons and places by a trained model."""


@dataclass(frozen=True)
class Context:
    """What a reading needs beyond the text. ``tz`` is where local times are told; ``language`` wins over the article's own.

    ``mentions`` finds places, ``names_in`` names (``holdfire.claims.text.models``); without them the rules stand alone.
    ``actors`` are names the agreement knows, with what each means: any of them in a text is an actor.
    An event dated more than ``old_days`` before publication is background: 60, the two months that the coders of the
    MUC corpus took as recent (template rules of 1992, section 1.0, point 6).
    """

    tz: str = "UTC"
    language: str = ""
    mentions: Mentions | None = None
    names_in: NamesIn | None = None
    actors: tuple[tuple[str, str], ...] = ()
    old_days: int = 60
    longest: int = field(default=400_000)
    """Characters that are read; what follows is left unread, so that a text of any size costs bounded memory."""
