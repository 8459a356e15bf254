"""The web: the case on 127.0.0.1, read-only, to be looked at and linked to.

Thin: it parses a question, calls one function of the pipeline and shows the answer. It changes nothing, runs no script,
asks no other host for anything, and answers only to this machine's own names.
"""

from holdfire.web.app import create_app, serve

__all__ = ["create_app", "serve"]
