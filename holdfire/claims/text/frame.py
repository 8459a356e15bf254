"""What one sentence tells of one act: the trigger and the groups that stand in its roles, before any field is chosen."""

from dataclasses import dataclass, field

from holdfire.claims.text.lexicon import Entry

Span = tuple[int, int]
"""Tokens ``[i, j)`` of one sentence."""


@dataclass
class Frame:
    """One word for an act with its roles as token spans of its sentence.

    ``actors`` and ``targets`` are groups of words; ``harm`` what the word says was done; ``marks`` moods seen at the verb;
    ``via`` is ``claimed``, ``accuses`` or ``is-author`` where another verb ties the actor to the act, ``accusers`` who does.
    """

    trigger: Span
    entry: Entry
    act: str
    noun: bool = False
    passive: bool = False
    definite: bool = False
    plural: bool = False
    actors: list[Span] = field(default_factory=list)
    targets: list[Span] = field(default_factory=list)
    marks: set[str] = field(default_factory=set)
    via: str = ""
    accusers: list[Span] = field(default_factory=list)
    aside: str = ""
    stage: str = "done"
    weapon: Span | None = None

    @property
    def harm(self) -> str:
        """The harm that the word itself tells."""
        f = self.entry.features
        for feature, harm in (("kill", "killed"), ("injure", "injured"), ("taken", "taken"), ("damage", "damaged")):
            if feature in f:
                return harm
        return ""
