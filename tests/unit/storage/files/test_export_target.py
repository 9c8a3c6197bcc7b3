"""Where an export to a path of the user's is written."""

import os
import sys

import pytest

from gesture_app.core.errors import RecordingError
from gesture_app.storage.files.atomic import export_target, written_beside


@pytest.mark.skipif(sys.platform == "win32", reason="links and pipes of POSIX")
def test_an_export_onto_a_link_writes_the_file_behind_it_and_replaces_nothing_else(tmp_path):
    file, link, circle, pipe = (tmp_path / name for name in ("real.csv", "link.csv", "circle.csv", "pipe.csv"))
    file.write_text("old")
    link.symlink_to("real.csv")
    with written_beside(link, RecordingError) as beside:
        beside.write_text("new")
    assert link.is_symlink()
    assert file.read_text() == "new"
    circle.symlink_to("circle.csv")
    os.mkfifo(pipe)
    for path in (circle, pipe, tmp_path):
        with pytest.raises(RecordingError, match="could not be saved"):
            export_target(path, RecordingError)
    assert pipe.is_fifo()
