"""The arguments of the window, which are read without the command line's library, as that library would read them."""

from pathlib import Path

import pytest

from gesture_app.cli.window import WindowOptions, plain_window_options


@pytest.mark.parametrize(
    ("arguments", "options"),
    [
        ([], WindowOptions()),
        (["--source", "demo"], WindowOptions("demo")),
        (["--workspace", "here", "--source", "0"], WindowOptions("0", Path("here"))),
        (["--rotate", "270"], WindowOptions(rotate=270)),
        (["--rotate", "45"], None),
        (["--source"], None),
        (["--source", "--help"], None),
        (["--help"], None),
        (["train", "--json"], None),
    ],
)
def test_only_plain_options_are_read(arguments, options):
    assert plain_window_options(arguments) == options
