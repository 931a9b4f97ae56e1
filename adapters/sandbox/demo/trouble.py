"""What ends a story before its end. Explains nothing by itself."""


class StoryBroken(Exception):
    """Somebody waited in vain, or something died; the message says who and for what."""
