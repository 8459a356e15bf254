"""Keep a projection up with a record until somebody kills this process: ``python -m tests.projection.killed CASE``."""

import sys
from pathlib import Path

from holdfire import pipeline, projection
from holdfire.projection import projection as room
from tests.projection.truce import anew


def main() -> None:
    """Small batches, so that a kill falls between two or into one; each is told as it is done."""
    room.BATCH = 7
    kept = projection.open(pipeline.open_case(Path(sys.argv[1])), anew)
    print("open", flush=True)
    kept.update(progress=lambda done, whole: print(done, whole, flush=True))
    print("done", flush=True)


if __name__ == "__main__":
    main()
