"""The web: the case on 127.0.0.1, to be looked at by this machine, and rooms behind a door where people decide.

Thin: it parses a question, calls one function and shows the answer. It runs no script, asks no other host for anything, and
answers only to this machine's own names. Whoever decides is signed in, and every route says which right it asks for.
"""

from holdfire.web.app import create_app
from holdfire.web.serving import serve

__all__ = ["create_app", "serve"]
