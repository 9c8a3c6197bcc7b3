"""Exceptions for expected trouble, each with a sentence for the user and a hint on what to do.

GestureAppError
├── CameraError            a source cannot be opened or read
│   ├── CameraLostError    a working source has gone; retrying may help
│   └── UnusableSourceError  a source that cannot work, however often it is tried
├── TrackerError           the hand tracker cannot start
├── RecognitionError       recognition stopped because of a bug
├── RecordingError         a recording cannot be read, saved or used
│   └── DamagedRecordingError
├── ModelError             a model cannot be found, read or used
├── TrainingError          training cannot start or did not finish
├── WorkspaceError         the folder cannot be used
├── SettingsError          a setting is not allowed
├── ActionError            an action is not allowed or cannot be performed
└── ServingError           events cannot be served to other programs
"""

from gesture_app.core.plain_text import plain_line


class GestureAppError(Exception):
    """Trouble that the user can understand and usually repair. Bugs are other exceptions."""

    def __init__(self, sentence: str, hint: str = "") -> None:
        super().__init__(sentence)
        self.sentence = plain_line(sentence)  # which may hold names from anybody
        self.hint = plain_line(hint)


class CameraError(GestureAppError):
    """A source cannot be opened or read."""


class CameraLostError(CameraError):
    """A working source has gone. Opening it again may help."""


class UnusableSourceError(CameraError):
    """A source that cannot work, such as a file that is no video. Opening it again cannot help."""


class TrackerError(GestureAppError):
    """The hand tracker cannot start."""


class RecognitionError(GestureAppError):
    """Recognition stopped because of a bug, which the window shows."""


class RecordingError(GestureAppError):
    """A recording cannot be read, saved or used."""


class DamagedRecordingError(RecordingError):
    """A file is not a recording, or is damaged."""


class ModelError(GestureAppError):
    """A model cannot be found, read or used."""


class TrainingError(GestureAppError):
    """Training cannot start or did not finish."""


class WorkspaceError(GestureAppError):
    """The folder with recordings and models cannot be used."""


class SettingsError(GestureAppError):
    """A setting is not allowed."""


class ActionError(GestureAppError):
    """An action makes no sense, or it cannot be performed."""


class ServingError(GestureAppError):
    """Events cannot be served to other programs."""
