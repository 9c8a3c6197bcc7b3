"""The drawn hand as a camera, for people without one and for tests."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import cycle

import numpy as np

from gesture_app.core.frame import Frame, Image
from gesture_app.core.gestures import NONE
from gesture_app.core.ground_truth import Performance
from gesture_app.core.hands import LANDMARK_COUNT, Side
from gesture_app.vision.demo.gestures import nearest_gesture
from gesture_app.vision.demo.motion import RATE, Actor
from gesture_app.vision.demo.person import HEIGHT, WIDTH, Person, background_of
from gesture_app.vision.demo.rendering import RenderedHand, draw_hand
from gesture_app.vision.demo.script import IDLE, REST, REST_S, Step, endless_steps, play, read_script
from gesture_app.vision.demo.skeleton import Array, BodyPart, joints_of
from gesture_app.vision.opencv import cv2

_NOISE_LEVEL = 24
_NOISE_SPARE = 64
"""pixels by which the noise is larger than the image, and shifted from frame to frame"""
_FIDGET_S = 5.0


class DemoCamera:
    """A drawn person performs a script.

    Without a script it performs random gestures in real time, without end. In both endless cases it also performs what
    it is asked for (`Performer` of `core/interfaces.py`).
    """

    def __init__(self, script: str = "", seed: int = 0, endless: bool = False) -> None:
        """Read the script.

        Args:
            script: such as "swipe_left*8,fist,idle:20".
            seed: of the person and all chance.
            endless: repeat the script in real time, without end.

        Raises:
            UnusableSourceError: the drawn hand cannot perform it.
        """
        self._steps = read_script(script) if script else None
        self._endless = endless or not script
        self._asked: str | None = None
        """what to perform: a gesture, `none` to fidget, "" to rest, None for the usual steps"""
        self._seed = seed
        self._followed: str | None = None
        """what was asked for when the current step began"""
        self._renderer: _Renderer | None = None
        self._postures: Iterator[Array] = iter(())
        self._frame = 0
        self._started = 0.0
        self._performed: list[Performance] = []
        self.joints: Array = np.full((2, LANDMARK_COUNT, 3), np.nan)
        """[2, 21, 3]: true joints of the last frame's hands in pixels; axis 0 is `Side`"""

    @property
    def name(self) -> str:
        """Name for people."""
        return "the drawn hand"

    @property
    def live(self) -> bool:
        """True if it performs in real time, without end."""
        return self._endless

    @property
    def performed(self) -> tuple[Performance, ...]:
        """All performances that are over, in order."""
        return tuple(item for item in self._performed if item.end <= self._frame / RATE)

    def open(self) -> None:
        """Start from the beginning."""
        for_person, for_acting, for_choosing, for_renderer = np.random.default_rng(self._seed).spawn(4)
        person = Person.drawn_from(for_person)
        self._renderer = _Renderer(person, for_renderer)
        self._performed = []
        self._postures = self._play(Actor(person, for_acting), for_choosing)
        self._frame = 0
        self._started = time.perf_counter()

    def read(self) -> Frame | None:
        """Return the next frame, in real time if the performance is endless."""
        if self._renderer is None:
            return None
        if self.live:
            self._keep_pace()
        postures = next(self._postures, None)
        if postures is None:
            return None
        image, self.joints = self._renderer.picture(postures)
        frame = Frame(image, self._frame / RATE, time.perf_counter())
        self._frame += 1
        return frame

    def perform_gesture(self, gesture: str | None) -> None:
        """Perform a gesture from now on, also one whose name is a little different. An unknown one changes nothing."""
        if not self.live:
            return
        known = gesture in (None, "", NONE)
        self._asked = gesture if known else nearest_gesture(gesture or "") or None

    def close(self) -> None:
        """Stop. The performances stay available."""
        self._renderer = None
        self._postures = iter(())

    def _play(self, actor: Actor, rng: np.random.Generator) -> Iterator[Array]:
        """Yield the postures of every frame [2, 25]."""
        for scene in play(actor, self._next_steps(rng)):
            asked = self._followed
            if scene.performance:
                self._performed.append(scene.performance)
            for shown, posture in enumerate(scene.postures, 1):
                yield posture
                if self._asked != asked and self._is_urgent(asked):
                    actor.break_off(len(scene.postures) - shown, posture)
                    if scene.performance:
                        self._performed.remove(scene.performance)
                    break

    def _next_steps(self, rng: np.random.Generator) -> Iterator[Step]:
        """Yield the steps of the script, random ones, or what the hand is asked for."""
        usual: Iterator[Step] = iter(self._steps or ())
        if self._endless:
            usual = cycle(self._steps) if self._steps is not None else endless_steps(rng)
        while True:
            asked = self._followed = self._asked
            if asked is None:
                step = next(usual, None)
                if step is None:
                    return
                yield step
            elif asked == "":
                yield Step(REST, REST_S)
            else:
                yield Step(IDLE, _FIDGET_S) if asked == NONE else Step(asked)

    def _is_urgent(self, before: str | None) -> bool:
        """Return True if what the hand does must end at once, and not after a performance that was asked for."""
        return bool(self._asked) or before in (None, NONE)

    def _keep_pace(self) -> None:
        """Wait for the frame's time, and skip frames that are too late."""
        elapsed = time.perf_counter() - self._started
        while self._frame + 1 < elapsed * RATE:
            next(self._postures)
            self._frame += 1
        time.sleep(max(0.0, self._frame / RATE - elapsed))


class _Renderer:
    """Renders postures with background, light and noise."""

    def __init__(self, person: Person, rng: np.random.Generator) -> None:
        self._person = person
        self._rng = rng
        self._background = background_of(person.colours.back, rng)
        sheet = rng.normal(_NOISE_LEVEL, rng.uniform(1.5, 4.0), (HEIGHT + _NOISE_SPARE, WIDTH + _NOISE_SPARE, 3))
        self._noise = np.clip(np.round(sheet), 0, 255).astype(np.uint8)
        self._light = 1.0

    def picture(self, postures: Array) -> tuple[Image, Array]:
        """Return an image [H, W, 3] of postures [2, 25], and joints [2, 21, 3] with NaN for a hand outside."""
        image = self._background.copy()
        joints = np.full((2, LANDMARK_COUNT, 3), np.nan)
        for side in Side:
            posture = postures[side]
            points = joints_of(posture[None], self._person.shape, side)[0]
            if points[:, 1].min() - 0.2 * posture[BodyPart.SIZE] > HEIGHT:
                continue
            joints[side] = points
            arm = posture[BodyPart.ARM] if side == Side.RIGHT else -posture[BodyPart.ARM]
            hand = RenderedHand(points, float(posture[BodyPart.SIZE]), float(arm), side)
            draw_hand(image, hand, self._person.colours, self._person.shape.thickness)
        self._light += 0.05 * (1.0 - self._light) + float(self._rng.normal(0, 0.004))
        down, right = self._rng.integers(_NOISE_SPARE, size=2)
        noise = self._noise[down : down + HEIGHT, right : right + WIDTH]
        return np.asarray(cv2.addWeighted(image, self._light, noise, 1.0, -_NOISE_LEVEL), np.uint8), joints
