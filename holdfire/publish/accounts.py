"""What two bodies' accounts of one incident say, in the reader's language: who did it, the dead and the hurt, where they part.

A reconciliation says it in English as well, so that its bytes are the same for everybody.
"""

import re
from dataclasses import dataclass

from markupsafe import Markup, escape

from holdfire.findings.reconcile.model import Account, Dissent, Match, Reconciliation, Stance
from holdfire.findings.reconcile.words import DENIED, OR_UNKNOWN
from holdfire.publish.names import Names
from holdfire.publish.words import Words

_TOLL = re.compile(r"(\d+)(?: to (\d+))? (dead|hurt)")


@dataclass(frozen=True)
class Accounts:
    """Accounts in one language."""

    names: Names

    @property
    def words(self) -> Words:
        """The words of the language."""
        return self.names.words

    def blames(self, account: Account) -> str:
        """Whom an account blames."""
        if account.position == DENIED:
            return self.words.gettext("denies it")
        if not account.blames:
            return self.words.gettext("nobody is named")
        named = self.names.alternatives(account.blames)
        if account.position.startswith("admits"):
            return self.words.gettext("admits it: %(who)s") % {"who": named}
        if account.position.endswith(OR_UNKNOWN):
            return self.words.gettext("%(who)s, or somebody unknown") % {"who": named}
        return named

    def toll(self, text: str) -> str:
        """``10 to 20 dead, 22 hurt``, in words of the reader's language."""
        told = []
        for low, high, what in _TOLL.findall(text):
            number = "–".join(self.words.number(int(n)) for n in (low, high) if n)
            label = self.words.gettext("dead: %(num)s") if what == "dead" else self.words.gettext("injured: %(num)s")
            told.append(label % {"num": number})
        return ", ".join(told)

    def stance(self, stance: Stance) -> str:
        """What a body says of the other's account."""
        return {
            "not-confirmed": self.words.gettext("does not confirm it"),
            "denies": self.words.gettext("denies it, in part or whole"),
            "disagrees": self.words.gettext("disagrees with it"),
        }[stance.says]

    def parted(self, match: Match, found: Reconciliation) -> list[Markup]:
        """Where two accounts part, each side's words by its name: one line a matter."""
        if self.words.language == "en":
            return [escape(d.says) for d in match.dissent]
        return [self._dissent(d, match, found) for d in match.dissent]

    def _dissent(self, dissent: Dissent, match: Match, found: Reconciliation) -> Markup:
        sides = ((found.a, dissent.a, match.a, match.b), (found.b, dissent.b, match.b, match.a))
        told = escape(self.words.pgettext("between reasons", "; ")).join(
            Markup("<bdi>{}</bdi>: {}").format(self.names.actor(body), self._said(dissent.what, words, own, other))
            for body, words, own, other in sides
        )
        return Markup("<bdi>{}</bdi>: {}").format(dissent.provision, told) if dissent.provision else told

    def _said(self, what: str, words: str, own: Account, other: Account) -> Markup:
        """What one side says on the matter. ``words`` are its own there, ``other`` is the account that it may speak of."""
        match what:
            case "attribution":
                return escape(self.blames(own))
            case "verdict":
                return escape(self.words.state("verdict", words).word)
            case "toll":
                return escape(self.toll(words))
        denied = [escape(self.words.gettext("denies it"))] if own.position == DENIED else []
        said = [*denied, *(self._of(s) for s in other.stances)]
        none = escape(self.words.gettext("says nothing of it"))
        return escape(self.words.pgettext("between reasons", "; ")).join(said) or none

    def _of(self, stance: Stance) -> Markup:
        """What a body says, and of which incident, event or claim."""
        form = {
            "not-confirmed": self.words.gettext("does not confirm %(id)s"),
            "denies": self.words.gettext("denies, in part or whole, %(id)s"),
            "disagrees": self.words.gettext("disagrees with %(id)s"),
        }[stance.says]
        return escape(form) % {"id": Markup("<bdi>{}</bdi>").format(stance.about)}
