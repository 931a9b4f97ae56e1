"""What ends a story before its end, and how to tell it when several things end at once."""

from collections.abc import Iterator


class StoryBroken(Exception):
    """Somebody waited in vain, or something died; the message says who and for what."""


def reasons(broken: BaseExceptionGroup[BaseException]) -> Iterator[BaseException]:
    """The single errors of a group, however deep they lie."""
    for error in broken.exceptions:
        if isinstance(error, BaseExceptionGroup):
            yield from reasons(error)
        else:
            yield error
