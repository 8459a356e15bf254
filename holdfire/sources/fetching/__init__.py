"""Fetching: feeds, pages and answers of APIs over HTTP, politely, within limits, and never from where it should not be.

In: addresses, a folder that keeps what was fetched, and the moment. Out: ``Fetched``, with the document's path, digest, final
address and validators; what cannot be had is a ``SourceError``, or in a run over many addresses a ``SetAside`` row.
Always: robots.txt and a delay for each host are kept to; every hop's address is checked before it is dialled, and what was
checked is what is dialled; nothing is read without a limit on size, swelling and time; a part that was fetched is gone on
with where the server has a strong validator; a process that is killed leaves a folder that the next one goes on from;
credentials are in no message, file or result.
"""

from holdfire.sources.fetching.addresses import not_public, openly
from holdfire.sources.fetching.fetch import Fetcher, fetch
from holdfire.sources.fetching.model import Fetched, Limits, Step, Ways
from holdfire.sources.fetching.run import fetch_all

__all__ = ["Fetched", "Fetcher", "Limits", "Step", "Ways", "fetch", "fetch_all", "not_public", "openly"]
