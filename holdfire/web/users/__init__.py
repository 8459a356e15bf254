"""Users: who may do what in the application, and who is signed in.

In: names, passwords, passkeys, an organisation's word, roles; the cookie of a request. Out: the person behind it, with rights
and with what of the record they may see, or a refusal. Always: nothing is allowed that is not granted; passwords are kept as
Argon2id hashes and sessions as hashes of their tokens; by password and passkey one signs in without a network.
"""

from holdfire.web.users.people import Account, Person, Session, Sight
from holdfire.web.users.roles import Right, Role, rights_of
from holdfire.web.users.sight import claims_seen, seen, sees, shown, text_shown
from holdfire.web.users.store import Users

__all__ = [
    "Account",
    "Person",
    "Right",
    "Role",
    "Session",
    "Sight",
    "Users",
    "claims_seen",
    "rights_of",
    "seen",
    "sees",
    "shown",
    "text_shown",
]
