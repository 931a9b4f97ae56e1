"""Takes the README's pictures from the sandbox; run by `make pictures`, never by the tests."""
