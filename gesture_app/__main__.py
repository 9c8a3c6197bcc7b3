"""Starts the program. The command line decides whether a window opens."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the console script `gesture-app`, which loads Qt and torch only for commands that need them."""
    from gesture_app.core.import_path import leave_out_working_folder

    leave_out_working_folder()  # before anything else is imported
    from gesture_app.cli.supervisor import run_supervised

    status = run_supervised(sys.argv[1:])
    if status is None:
        from gesture_app.cli.entry import run

        status = run(sys.argv[1:])
    sys.exit(status)


if __name__ == "__main__":
    main()
