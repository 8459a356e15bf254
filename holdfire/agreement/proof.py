"""From how sure a finding a body may find a breach, or say whose it was."""

from holdfire.agreement.noun import Part, Words

STANDARDS = (
    "reported", "reasonable-grounds", "balance-of-probabilities", "clear-and-convincing", "beyond-reasonable-doubt",
)  # fmt: skip
"""The ladder of standards of proof, the least first, for agreements that declare no ``grades`` of their own.

The four upper steps are those that fact-finding bodies use, in their order (S. Wilkinson, Standards of Proof in International
Humanitarian and Human Rights Fact-Finding and Inquiry Missions, Geneva Academy); reasonable grounds is the norm among them.
"""


class Bar(Part):
    """How sure a finding must be: both, where both are given."""

    standard: str | None = None
    """The least standard of proof."""
    percent: float | None = None
    """The least confidence, in percent."""


class Threshold(Part):
    """From how sure a finding on a type of breach counts. Where several fit a finding, all of them hold.

    Percentages for each type of breach, agreed beforehand, are proposed by the Digital Ceasefire Handbook of HRC Berkeley (v1.4).
    """

    acts: Words = []
    """The acts it speaks of; all when left out."""
    provisions: Words = []
    """The provisions it speaks of; all when left out."""
    bodies: Words = []
    """The bodies it binds; all when left out."""
    breach: Bar | None = None
    """From where on a breach may be found."""
    attribution: Bar | None = None
    """From where on it may be said whose it was."""
    source: Words = []
    """Where it was read."""
