"""Comparing recordings, as the tests of the storage do."""

from tests.unit.storage.conftest import same_recording

__all__ = ["same_recording"]
