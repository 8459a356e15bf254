"""What it hangs on: the smallest sets of what is not settled that would flip a gate or a clock.

In: a case, a gate or clock, two instants. Out: under each reading, minimal sets, smallest first, each with the status made again.
Always: no set is shown that the recomputed status does not bear out; settled facts are never in one; a bound is said when the
list is cut off.
"""

from holdfire.hangs.ask import flip_of

__all__ = ["flip_of"]
