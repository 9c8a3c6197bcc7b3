"""Expected trouble: one family of exceptions, each a sentence for the user and a hint on what to do.

GestureAppError
├── CameraError            a source cannot be opened or read
│   └── CameraLostError    it was there and is gone; worth retrying
├── TrackerError           the hand tracker cannot start
├── RecognitionError       recognition has stopped by itself
├── RecordingError         a recording cannot be read, saved or used
│   └── DamagedRecordingError
├── ModelError             a model cannot be found, read or used
├── TrainingError          training cannot start or did not finish
├── WorkspaceError         the folder cannot be used
└── SettingsError          a setting has no meaning
"""


class GestureAppError(Exception):
    """Something the user can understand and usually mend; never a bug of ours."""

    def __init__(self, sentence: str, hint: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.hint = hint


class CameraError(GestureAppError):
    """A source cannot be opened or read."""


class CameraLostError(CameraError):
    """A source that worked has stopped; opening it again may help."""


class TrackerError(GestureAppError):
    """The hand tracker cannot start."""


class RecognitionError(GestureAppError):
    """Recognition has stopped by itself; a fault of ours, told instead of a frozen picture."""


class RecordingError(GestureAppError):
    """A recording cannot be read, saved or used."""


class DamagedRecordingError(RecordingError):
    """A file that is not, or no longer, a recording."""


class ModelError(GestureAppError):
    """A model cannot be found, read or used."""


class TrainingError(GestureAppError):
    """Training cannot start or did not finish."""


class WorkspaceError(GestureAppError):
    """The folder with recordings and models cannot be used."""


class SettingsError(GestureAppError):
    """A setting has no meaning."""
