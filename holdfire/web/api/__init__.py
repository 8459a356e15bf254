"""The interface for programs: everything that people do on pages, as a documented REST API under ``/api/v1``.

In: requests with a token of limited scope. Out: JSON by the models' own schemas, and RFC 9457 problems. Always: a route asks for
one right, and nobody without it is answered; what is decided goes through the same functions as on pages and at the command line;
who decides second is told who decided first; the description at ``/api/v1/openapi.json`` names every answer that is given.
"""

from holdfire.web.api.interface import PATH, interface

__all__ = ["PATH", "interface"]
