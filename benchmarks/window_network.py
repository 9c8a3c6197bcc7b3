"""Classifies as the webcam tutorials do: a network on the raw coordinates of the last 30 frames, without background.

After Nicholas Renotte's "Sign Language Detection using Action Recognition" (Keras, 2021), which most programs of this
kind follow: three LSTM layers of 64, 128 and 64 and two dense ones of 64 and 32, softmax, Adam; live a window slides
over the frames, and an answer counts from a softmax of 0.9 on when the last three agree. Two things are kinder than
there: its LSTM layers are the usual ones (there with relu, which often diverges), and a label may fire again once
another answer came. Weights begin as Keras lets them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from time import perf_counter

import numpy as np
import torch
from torch import Tensor, nn

from benchmarks.answers import Answer, fired
from gesture_app.core.gestures import NONE
from gesture_app.core.hands import LANDMARK_COUNT, FloatArray
from gesture_app.core.prediction import Event
from gesture_app.core.recording import Recording

WINDOW = 30
"""frames"""
STRIDE = 10
"""frames between the windows of a long take"""
COORDINATES = 2 * LANDMARK_COUNT * 3
BATCH = 32
ANSWERS_AT_ONCE = 256
LEARNING_RATE = 1e-3
THRESHOLD = 0.9
IN_A_ROW = 3
EPOCHS = 200


class TutorialNetwork(nn.Module):
    """Windows [B, 30, 126] → logits [B, labels]."""

    def __init__(self, labels: int) -> None:
        super().__init__()
        sizes = (COORDINATES, 64, 128, 64)
        self.memories = nn.ModuleList(nn.LSTM(n, m, batch_first=True) for n, m in pairwise(sizes))
        self.dense = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, labels))
        for name, weights in self.named_parameters():
            if "weight_hh" in name:
                nn.init.orthogonal_(weights)
            elif weights.ndim == 2:
                nn.init.xavier_uniform_(weights)
            else:
                nn.init.zeros_(weights)
            if "bias_ih" in name:  # in the order input, forget, cell, output
                nn.init.ones_(weights.data.chunk(4)[1])

    def forward(self, windows: Tensor) -> Tensor:
        """Return the logits after the window's last frame."""
        seen = windows
        for memory in self.memories:
            seen, _ = memory(seen)  # [B, 30, hidden]
        logits: Tensor = self.dense(seen[:, -1])
        return logits


@dataclass(frozen=True, slots=True)
class WindowNetwork:
    """An approach with its limits of training."""

    seed: int = 0
    epochs: int = EPOCHS
    most_s: float = 300.0
    """no further epoch begins after this long"""

    def train(self, recordings: Sequence[Recording]) -> TrainedWindow:
        """Learn the gestures of some takes, without the background, as there."""
        began = perf_counter()
        torch.manual_seed(self.seed)
        takes = [recording for recording in recordings if recording.info.gesture != NONE]
        labels = sorted({take.info.gesture for take in takes})
        cut = [(window, labels.index(take.info.gesture)) for take in takes for window in _windows(take, STRIDE)]
        windows = torch.from_numpy(np.stack([window for window, _ in cut]))  # [N, 30, 126]
        answers = torch.tensor([answer for _, answer in cut])  # [N]
        network = TutorialNetwork(len(labels))
        optimiser = torch.optim.Adam(network.parameters(), LEARNING_RATE)
        for _ in range(self.epochs):
            for chosen in torch.split(torch.randperm(len(answers)), BATCH):
                optimiser.zero_grad(set_to_none=True)
                loss = nn.functional.cross_entropy(network(windows[chosen]), answers[chosen])
                loss.backward()  # type: ignore[no-untyped-call]
                optimiser.step()
            if perf_counter() - began > self.most_s:
                break
        return TrainedWindow(tuple(labels), network.eval())


@dataclass(frozen=True, slots=True, eq=False)
class TrainedWindow:
    """The network and its labels."""

    labels: tuple[str, ...]
    network: TutorialNetwork

    def events(self, recording: Recording) -> list[Event]:
        """Return what fires as the window slides over the frames, from the thirtieth on."""
        return fired(self._answers(recording), IN_A_ROW, THRESHOLD)

    def name(self, take: Recording) -> str:
        """Return what fires most strongly in a take, or the last answer: takes are too short for three in a row."""
        answers = self._answers(take)
        events = fired(answers, IN_A_ROW, THRESHOLD)
        best = max(events, key=lambda event: event.confidence) if events else answers[-1]
        return best.label or NONE

    def _answers(self, recording: Recording) -> list[Answer]:
        windows = torch.from_numpy(_windows(recording, 1))
        with torch.inference_mode():
            blocks = [self.network(block).softmax(-1) for block in torch.split(windows, ANSWERS_AT_ONCE)]
        scores = torch.cat(blocks).numpy()  # [N, C]
        times = recording.time[-len(scores) :]
        return [
            Answer(float(time), self.labels[int(row.argmax())], float(row.max()))
            for time, row in zip(times, scores, strict=True)
        ]


def _windows(recording: Recording, stride: int) -> FloatArray:
    """Return windows of raw coordinates [N, 30, 126], one ending with the last frame; 0 where a hand is absent.

    A recording shorter than a window is filled with its first frame.
    """
    frames = np.nan_to_num(recording.landmarks, nan=0.0).reshape(-1, COORDINATES)  # [T, 126]
    missing = max(0, WINDOW - len(frames))
    frames = np.concatenate([np.repeat(frames[:1], missing, axis=0), frames])
    windows = np.lib.stride_tricks.sliding_window_view(frames, WINDOW, axis=0).transpose(0, 2, 1)
    return np.array(windows[::-1][::stride][::-1], np.float32)
