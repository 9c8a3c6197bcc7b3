"""Import takes as one generator: list, read, track, save."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import numpy.typing as npt

from gesture_app.core.background_names import unanswered
from gesture_app.core.errors import GestureAppError, RecordingError
from gesture_app.core.gestures import NONE, gesture_name, spoken_name
from gesture_app.core.import_export import (
    Findings,
    ImportDone,
    ImportFailed,
    ImportOptions,
    ImportProgress,
    ImportStarted,
    ModelImported,
    Skipped,
    TakeImported,
    TakeSkipped,
    VideoWatched,
)
from gesture_app.core.model.card import ModelCard
from gesture_app.core.recording import Recording, RecordingInfo, recording_of, trouble_with
from gesture_app.core.wording import legible
from gesture_app.jobs.duplicate_takes import KnownTakes
from gesture_app.jobs.failure import report_failure
from gesture_app.jobs.video_tracking import (
    PartTracked,
    VideoEnded,
    VideoNews,
    VideoProgress,
    processes_for,
    track_videos,
)
from gesture_app.jobs.video_worker import VideoPart, VideoTask
from gesture_app.storage.files.locks import locked
from gesture_app.storage.importers.base import Cut, FoundModel, FoundTake, FoundVideo, below, import_session, modified
from gesture_app.storage.importers.key_point_takes import HELD
from gesture_app.storage.importers.landmark_arrays import unmirrored
from gesture_app.storage.importers.registry import list_files
from gesture_app.storage.importers.zip_source import importable_path
from gesture_app.storage.models.store import ModelStore
from gesture_app.storage.recordings.background_file import add_answers, read_answers
from gesture_app.storage.recordings.store import RecordingStore, take_id
from gesture_app.storage.workspace import Workspace, shipped_models_folder

HERE_ALREADY = "The workspace already has this take: {known}."
IMPORT_LOCK = ".import.lock"
"""below the recordings"""
ANSWER = "Choose a layout, or one gesture for all takes."
NO_HAND = "No hand is visible in this take."
_BLOCK = 1 << 20
_USUAL_RATE = 30.0
"""frames a second that order parts given in frames"""


@dataclass(frozen=True, slots=True)
class _Video:
    """A video to track, without the parts that the workspace already has."""

    path: Path
    name: str
    source: str
    cuts: tuple[Cut, ...]
    found: FoundVideo


@report_failure(
    ImportFailed,
    "The import",
    "Close other programs, or import less at once.",
    "The takes imported until then are complete.",
)
def run_import(workspace: Workspace, path: Path, options: ImportOptions) -> Iterator[ImportProgress]:
    """Import everything at a path. The last message, and only the last, is `ImportDone` or `ImportFailed`.

    A take is complete on disk when its `TakeImported` comes. A damaged file does not stop the others. Two imports at
    once would both save what both find, so the second waits for the first.
    """
    with locked(workspace.recordings / IMPORT_LOCK, RecordingError), importable_path(path) as place:
        yield from _Import(workspace, place, options).run()


class _Import:
    """One import and its state."""

    def __init__(self, workspace: Workspace, path: Path, options: ImportOptions) -> None:
        self._store = RecordingStore(workspace.recordings)
        self._models = ModelStore(workspace.models, shipped_models_folder())
        gesture = gesture_name(options.gesture) if options.gesture else ""
        self._options = replace(options, gesture=gesture)
        self._answers = {**read_answers(workspace.recordings), **answers_in(options)}
        self._recordings = workspace.recordings
        self._listed = list_files(path, small_image)
        self._known = KnownTakes(self._store)
        self._skipped: list[Skipped] = []
        self._imported = self._models_imported = 0

    def run(self) -> Iterator[ImportProgress]:
        findings = self._listed.findings(self._options)
        if findings.question is not None:
            yield ImportFailed(findings.question.sentence, ANSWER, findings.question)
            return
        add_answers(self._recordings, answers_in(self._options))
        yield ImportStarted(with_answers(findings, self._answers))
        videos: list[_Video] = []
        for item in self._listed.items(self._options):
            if isinstance(item, FoundTake):
                yield self._save(item.path, item.recording)
            elif isinstance(item, FoundVideo):
                video, skipped = self._new_parts(item)
                yield from map(self._skip, skipped)
                videos += [video] if video.cuts else []
            elif isinstance(item, FoundModel):
                yield self._keep_model(item)
            else:
                yield self._skip(item)
        if videos:
            yield from self._track(videos)
        yield ImportDone(self._imported, self._models_imported, tuple(self._skipped))

    def _skip(self, skipped: Skipped) -> TakeSkipped:
        self._skipped.append(skipped)
        return TakeSkipped(skipped)

    def _save(self, path: str, recording: Recording, identity: str = "") -> ImportProgress:
        """Save a take unless the workspace already has it.

        Args:
            path: as the user reads it.
            recording: the take.
            identity: of the take, if the same import is to give it again.

        Raises:
            RecordingError: the disk fails, as it would for any other take.
        """
        if not recording.present.any():
            return self._skip(Skipped(path, NO_HAND))
        recording = self._as_background(recording)
        known = self._known.name_of(recording)
        if known:
            return self._skip(Skipped(path, HERE_ALREADY.format(known=known), already_here=True))
        self._known.add(recording, self._store.save(recording, identity))
        self._imported += 1
        return TakeImported(path, recording.info.gesture)

    def _as_background(self, recording: Recording) -> Recording:
        """Return a take as the background if the user wants that, and note what it was called."""
        info = recording.info
        if not self._answers.get(info.gesture, False):
            return recording
        note = f"{info.note} It was called “{spoken_name(info.gesture)}”.".strip()
        return replace(recording, info=replace(info, gesture=NONE, note=note))

    def _keep_model(self, model: FoundModel) -> ImportProgress:
        from gesture_app.learning.recogniser import recogniser_of  # torch, for the few archives with a model

        if any(card.id == model.id for card in self._models.cards()):
            return self._skip(Skipped(model.path, f"There is a model “{model.id}” already."))
        try:
            card = ModelCard.from_json({**model.card, "id": model.id})
            recogniser_of(card, model.weights)
            self._models.save(card, model.weights)
        except GestureAppError as error:
            return self._skip(Skipped(model.path, error.sentence))
        self._models_imported += 1
        return ModelImported(model.id)

    # ---- videos ----
    def _new_parts(self, found: FoundVideo) -> tuple[_Video, list[Skipped]]:
        """Return the parts of a video that are new by the content of the file, before it is tracked."""
        name = below(self._listed.root, found.path)
        try:
            source = f"{_kind(found)} {legible(found.path.name)} {_fingerprint(found.images or (found.path,))}"
        except OSError as error:
            return _Video(found.path, name, "", (), found), [Skipped(name, f"It cannot be read: {error.strerror}.")]
        skipped: list[Skipped] = []
        cuts: list[Cut] = []
        for cut in found.cuts:
            known = self._known.from_source(_source_of(source, cut))
            if known:
                skipped.append(Skipped(_part_name(name, cut), HERE_ALREADY.format(known=known), already_here=True))
            else:
                cuts.append(cut)
        return _Video(found.path, name, source, tuple(cuts), found), skipped

    def _track(self, videos: list[_Video]) -> Iterator[ImportProgress]:
        tasks = [
            VideoTask(
                video.path.absolute(),  # another computer has another working folder
                tuple(VideoPart(cut.start, cut.end, cut.in_frames) for cut in video.cuts),
                tuple(image.absolute() for image in video.found.images),
                video.found.rate,
            )
            for video in videos
        ]
        for news in self._tracking(tasks):
            video = videos[news.video]
            if isinstance(news, VideoProgress):
                yield VideoWatched(video.name, news.frames)
            elif isinstance(news, PartTracked):
                yield self._save_part(video, news)
            elif isinstance(news, VideoEnded) and news.trouble:
                yield self._skip(Skipped(video.name, news.trouble))
            elif isinstance(news, VideoEnded) and news.remarks:
                yield self._skip(Skipped(video.name, " ".join(news.remarks)))

    def _tracking(self, tasks: Sequence[VideoTask]) -> Iterator[VideoNews]:
        if self._options.scheduler:
            from gesture_app.jobs.video_cluster import track_videos_on  # distributed, for who has a cluster

            return track_videos_on(self._options.scheduler, tasks)
        return track_videos(tasks, processes_for(self._options.processes, len(tasks)))

    def _save_part(self, video: _Video, part: PartTracked) -> ImportProgress:
        cut = video.cuts[part.part]
        name = _part_name(video.name, cut)
        if not part.frames:
            return self._skip(Skipped(name, "The video has no frames at this time."))
        info = RecordingInfo(
            gesture=cut.gesture,
            session=import_session(self._listed.root),
            source=_source_of(video.source, cut),
            tracker=part.tracker,
            frame_size=part.frames[0].frame_size,
            recorded_at=modified(video.path),
        )
        try:
            recording = recording_of(part.frames, info)
        except RecordingError as error:
            return self._skip(Skipped(name, error.sentence))
        remarks = [
            trouble_with(recording),
            _assumed(video.found),
            *part.remarks,
            "The picture was mirrored." if self._options.mirrored else "",
        ]
        recording = replace(recording, info=replace(info, note=" ".join(filter(None, remarks))))
        recording = unmirrored(recording) if self._options.mirrored else recording
        return self._save(name, recording, _identity(video.path, cut, recording.info))


def _identity(path: Path, cut: Cut, info: RecordingInfo) -> str:
    """Return the id of a take from a video, which is the same whichever computer tracks it."""
    start = (cut.start or 0.0) / (_USUAL_RATE if cut.in_frames else 1.0)
    digest = hashlib.blake2b(f"{info.gesture} {info.source}".encode(errors="replace"), digest_size=4)
    return take_id(datetime.fromisoformat(info.recorded_at) + timedelta(seconds=start), digest.hexdigest())


def small_image(path: Path) -> npt.NDArray[np.float32] | None:
    """Return an image as a few grey numbers, or None if it cannot be read."""
    from gesture_app.vision.image_clip import read_small  # OpenCV, for images only

    return read_small(path)


def answers_in(options: ImportOptions) -> dict[str, bool]:
    """Return True for each gesture that is to become the background, False for each that is to stay a gesture.

    Raises:
        RecordingError: a name is invalid.
    """
    kept = {gesture_name(name): False for name in options.kept}
    return kept | {gesture_name(name): True for name in options.background}


def with_answers(findings: Findings, answers: Mapping[str, bool]) -> Findings:
    """Return findings that ask about gestures whose names usually stand for none, without those answered."""
    return replace(findings, like_background=unanswered(findings.takes, answers))


def _part_name(name: str, cut: Cut) -> str:
    if cut.start is None or cut.end is None:
        return name
    span = f"{cut.start:g} to {cut.end:g}"
    return f"{name}, frames {span}" if cut.in_frames else f"{name}, {span} s"


def _source_of(source: str, cut: Cut) -> str:
    if cut.start is None or cut.end is None:
        return source
    return f"{source} {cut.start:g}-{cut.end:g} {'frames' if cut.in_frames else 's'}"


def _kind(found: FoundVideo) -> str:
    """Return the first word of a take's source."""
    return ("frames" if found.rate else "image") if found.images else "video"


def _assumed(found: FoundVideo) -> str:
    """Return the sentence on what images do not hold."""
    if not found.images:
        return ""
    return f"No times were stored: {found.rate:g} frames a second assumed." if found.rate else HELD


def _fingerprint(paths: Sequence[Path]) -> str:
    digest = hashlib.blake2b(digest_size=8)
    for path in paths:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
    return digest.hexdigest()
