"""Who signs in: a person with roles, confined or not, and the session of one who did."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from holdfire.web.users.roles import Right, Role, rights_of

OPERATOR = "operator"
"""Whoever holds the link that the program prints where it is started: the person at this machine."""


@dataclass(frozen=True)
class Person:
    """A user who signed in, or the operator of this machine.

    ``zones`` are the zones of the agreement to which this person's sight is confined; None: it is not. ``granted`` are rights
    given to this person by name, beside those of the roles.
    """

    name: str
    roles: tuple[Role, ...]
    zones: frozenset[str] | None = None
    granted: frozenset[Right] = frozenset()

    @property
    def rights(self) -> frozenset[Right]:
        """What this person may do. A grant alone gives nothing: it widens what a role lets one see."""
        by_role = rights_of(self.roles)
        return by_role | self.granted if Right.SEE in by_role else by_role


@dataclass(frozen=True)
class Session:
    """A person signed in. ``form`` is the secret that this person's forms carry, so that no other site can send them."""

    person: Person
    form: str


@dataclass(frozen=True)
class Account:
    """A user as an administrator sees it: who, whether they may sign in, how many passkeys, whose organisation."""

    person: Person
    is_open: bool
    passkeys: int = 0
    by_organisation: bool = False
    signed_in: int = 0


@dataclass(frozen=True)
class Sight:
    """What of the record somebody may see: the zones it is confined to (None: all of it), and rights granted by name."""

    zones: frozenset[str] | None = None
    granted: frozenset[Right] = frozenset()

    @classmethod
    def of(cls, zones: Iterable[str] | None, granted: Sequence[Right] = ()) -> "Sight":
        """From what an administrator said."""
        return cls(None if zones is None else frozenset(zones), frozenset(granted))
