"""Data as other programs leave it, made from hands that are known, for tests of importing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from gesture_app.vision.demo.camera import DemoCamera
from gesture_app.vision.opencv import cv2
from tests.fakes import a_hand

HAND = 63


def moving_hand(frames: int = 6, x: float = 0.3) -> np.ndarray:
    """[T, 21, 3]: a hand that goes right, its depth counted from the wrist."""
    hands = np.stack([a_hand(x + 0.05 * index, 0.6) for index in range(frames)]).astype(np.float64)
    hands[:, 1:, 2] = -0.05
    return hands


def key_points(
    width: int, left: np.ndarray | None, right: np.ndarray | None, at: tuple[int, int] | None = None
) -> np.ndarray:
    """One frame of `width` numbers: the body's are anything, an absent hand is zeros."""
    row = np.full(width, 0.5)
    first, second = at or {1662: (1536, 1599), 258: (132, 195), 126: (0, 63), 170: (0, 63)}[width]
    for column, hand in ((first, left), (second, right)):
        row[column : column + HAND] = 0 if hand is None else hand.ravel()
    return row


def save_frames(folder: Path, rows: Sequence[np.ndarray], numbers: Sequence[int] | None = None) -> Path:
    """One .npy file a frame."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, row in zip(numbers or range(len(rows)), rows, strict=True):
        np.save(folder / f"{number}.npy", row)
    return folder


def a_tree(root: Path, words: Sequence[str] = ("hello", "thanks"), takes: int = 2, frames: int = 6) -> Path:
    """MP_Data/<word>/<n>/<frame>.npy with 1662 numbers a frame, every take another."""
    for which, word in enumerate(words):
        for take in range(takes):
            hands = moving_hand(frames, 0.2 + 0.01 * which + 0.0001 * take)
            save_frames(root / word / str(take), [key_points(1662, None, hand) for hand in hands])
    return root


def numbered_takes(root: Path, words: Sequence[str], takes: int = 2) -> Path:
    """<word>/<n>/take.npy, whole takes in folders that only number them, as no tutorial has them."""
    for which, word in enumerate(words):
        for take in range(takes):
            folder = root / word / str(take)
            folder.mkdir(parents=True)
            np.save(folder / "take.npy", moving_hand(x=0.2 + 0.01 * which + 0.001 * take).reshape(-1, HAND))
    return root


def a_stream(hands: np.ndarray) -> np.ndarray:
    """Rows of 100: joints with visibility, angles, the gesture's number."""
    joints = np.concatenate([hands, np.zeros((*hands.shape[:2], 1))], 2).reshape(len(hands), -1)
    return np.concatenate([joints, np.full((len(hands), 15), 90.0), np.ones((len(hands), 1))], 1)


def film(path: Path, script: str, seed: int = 0, most: int = 90) -> Path:
    """What the drawn hand does, as a video."""
    path.parent.mkdir(parents=True, exist_ok=True)
    camera = DemoCamera(script, seed)
    camera.open()
    writer = None
    for _ in range(most):
        frame = camera.read()
        if frame is None:
            break
        if writer is None:
            writer = cv2.VideoWriter(str(path), cv2.CAP_FFMPEG, cv2.VideoWriter.fourcc(*"mp4v"), 30, frame.size)
        writer.write(frame.image[..., ::-1])
    camera.close()
    assert writer is not None
    writer.release()
    return path
