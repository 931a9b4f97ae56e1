"""The garbage collector's part in speed: what the start made stays, so it is never walked through again."""

import gc

YOUNG_OBJECTS, YOUNG_ROUNDS, MIDDLE_ROUNDS = 50_000, 20, 20
"""A fan-out makes some ten thousand objects within a moment: Python's own 700 would have it stop over and over."""


def keep_the_start() -> None:
    """Once everything is built. A pause of the collector would be in some follower's order."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS, YOUNG_ROUNDS, MIDDLE_ROUNDS)
