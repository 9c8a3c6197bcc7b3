"""Shows a video in a window and its hands with nothing but PySide6, OpenCV and MediaPipe, as a first script would.

`start_up.py` measures the program's start beside this one.
"""

from __future__ import annotations

import sys

import cv2
import mediapipe
from mediapipe.tasks.python import BaseOptions, vision
from PySide6.QtCore import QPointF, Qt, QTimer
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget


class BareView(QWidget):
    """Reads, tracks and paints on the GUI thread."""

    def __init__(self, source: str, hand_model: str) -> None:
        super().__init__()
        self.resize(1240, 680)
        self._capture = cv2.VideoCapture(source)
        self._landmarker = vision.HandLandmarker.create_from_options(
            vision.HandLandmarkerOptions(BaseOptions(model_asset_path=hand_model), vision.RunningMode.VIDEO)
        )
        self._count = 0
        self._image = QImage()
        self._points: list[QPointF] = []
        self._timer = QTimer(self, interval=16)
        self._timer.timeout.connect(self._show_next)
        self._timer.start()
        self._show_next()

    def _show_next(self) -> None:
        found, image = self._capture.read()
        if not found:
            return
        pixels = cv2.cvtColor(image, cv2.COLOR_BGR2RGB)
        self._count += 1
        hands = self._landmarker.detect_for_video(mediapipe.Image(mediapipe.ImageFormat.SRGB, pixels), 33 * self._count)
        height, width = pixels.shape[:2]
        self._image = QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()
        self._points = [QPointF(point.x * width, point.y * height) for hand in hands.hand_landmarks for point in hand]
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        with QPainter(self) as painter:
            painter.drawImage(0, 0, self._image)
            painter.setPen(Qt.GlobalColor.yellow)
            painter.drawPoints(self._points)


def main() -> None:
    """Show the source that the first argument names. The second one is the hand model."""
    app = QApplication(sys.argv[:1])
    view = BareView(sys.argv[1], sys.argv[2])
    view.show()
    sys.exit(app.exec())


if __name__ == "__main__":
    main()
