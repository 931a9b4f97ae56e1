"""The rules of the house as pure functions over a tree of sources, and the proof that each of them bites."""
