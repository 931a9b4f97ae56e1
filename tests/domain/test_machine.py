"""Whole programs of copying, drawn and shrunk, against the model; a few here, thousands in `make faults-full`."""

from hypothesis import settings

from tests.domain.machine import Copying

TestCopying = Copying.TestCase
TestCopying.settings = settings(max_examples=60, stateful_step_count=30)
