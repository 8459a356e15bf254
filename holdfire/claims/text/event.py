"""One happening as one sentence tells it: frames joined, roles filled with words that can fill them."""

from dataclasses import dataclass, field

from holdfire.claims.language.model import TimeSaid
from holdfire.claims.places.model import Mention
from holdfire.claims.text.model import Said, Stage, Target
from holdfire.claims.text.tokens import word_set

VIOLENCE = word_set(
    "attack airstrike shelling sniper-fire small-arms-fire guided-missile explosive-device clash attack-on-aid "
    "attack-on-civilians"
)


@dataclass
class Event:
    """Fields as found so far. ``sentence`` is the first sentence that tells it; ``generic``: only a bare word does."""

    sentence: int
    paragraph: int
    act: str
    manner: str
    trigger: Said
    strong: bool
    stage: Stage = "done"
    aside: str = ""
    definite: bool = False
    generic: bool = False
    again: bool = False
    actors: list[Said] = field(default_factory=list)
    actor_sense: str = ""
    targets: list[Target] = field(default_factory=list)
    weapons: list[Said] = field(default_factory=list)
    weapon_sense: str = ""
    place: Said | None = None
    places: list[Mention] = field(default_factory=list)
    time: TimeSaid | None = None
    speakers: list[Said] = field(default_factory=list)
    blamed_by: list[Said] = field(default_factory=list)
    owned: bool = False
    carried: list[str] = field(default_factory=list)
    sentences: list[int] = field(default_factory=list)
    killed: list[tuple[Said, float | None, float | None, float | None]] = field(default_factory=list)
    injured: list[tuple[Said, float | None, float | None, float | None]] = field(default_factory=list)

    @property
    def family(self) -> str:
        """What it may be one happening with: all violence is one family, every other act its own."""
        if self.manner in ("arson", "robbery", "hijack"):
            return self.manner
        return "violence" if self.act in VIOLENCE else self.act
