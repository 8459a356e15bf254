"""Users: who may do what in the application, and who is signed in.

In: names, passwords, roles; the cookie of a request. Out: the person behind it, with rights, or a refusal. Always: nothing is
allowed that is not granted; passwords are kept as Argon2id hashes and sessions as hashes of their tokens; nobody signs in
over a network that Holdfire would have to ask.
"""

from holdfire.web.users.roles import Right, Role, rights_of
from holdfire.web.users.store import Person, Session, Users

__all__ = ["Person", "Right", "Role", "Session", "Users", "rights_of"]
