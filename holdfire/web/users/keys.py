"""The key of a user who decides: what is decided under a name is signed with it."""

from collections.abc import Iterable
from datetime import datetime

from holdfire import custody
from holdfire.case import Case
from holdfire.ledger.keys import PERSON
from holdfire.record import key_path
from holdfire.web.users.roles import Right, Role, rights_of

DECIDES = frozenset({Right.REVIEW, Right.FIND, Right.ANSWER, Right.SIGN})
"""Rights whose use is an entry in the record."""


def give_key(case: Case, name: str, roles: Iterable[Role], now: datetime) -> bool:
    """A key for a user whose roles decide, where there is none yet. True when one was made."""
    if not rights_of(roles) & DECIDES or key_path(case.folder, PERSON, name).is_file():
        return False
    custody.make_person(case, name, now)
    return True
