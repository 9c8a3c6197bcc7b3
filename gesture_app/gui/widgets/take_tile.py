"""A take as a tile: three moments of it or its animation, its length and its worst issue."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path

import numpy as np
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPainterPath, QPalette, QPen, QPixmap
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from gesture_app.core.features import SMALLEST_PALM
from gesture_app.core.gestures import spoken_name
from gesture_app.core.quality.take_stats import TakeStats
from gesture_app.core.wording import local_time
from gesture_app.gui.state.take_animation import TakeAnimation, box_around
from gesture_app.gui.state.take_rows import TakeRow
from gesture_app.gui.widgets.colors import ThemeColors, is_dark, theme_colors
from gesture_app.gui.widgets.hand_animation import hand_colours, paint_pose

Index = QModelIndex | QPersistentModelIndex
ROW_ROLE = Qt.ItemDataRole.UserRole
TILE_LEAST_PX = 172
PICTURE_PX = 104
GAP_PX = 4
CORNER_PX = 9
SEVERE = 0.7
MOST_PICTURES = 600
GHOSTS = (0.25, 1.0, 0.5)
"""opacity of the start, the middle and the end of a take"""
STILL_PALMS = 0.25
"""palm sizes: moments nearer to the middle one are not drawn"""


class TilePainter(QStyledItemDelegate):
    """Paints the rows of the takes and caches the painted tiles."""

    def __init__(self, mirror: bool) -> None:
        super().__init__()
        self.mirror = mirror
        self.width = TILE_LEAST_PX
        """of every tile, in pixels"""
        self.named = False
        """whether to say of which gesture each take is"""
        self.playing: tuple[Path, TakeAnimation, float] | None = None
        """the take that moves, and at which second it is"""
        self._pictures: OrderedDict[tuple[object, ...], tuple[TakeStats, QPixmap]] = OrderedDict()

    def tile_height(self, font: QFont) -> int:
        """Return the height of a tile."""
        return PICTURE_PX + 2 * (QFontMetrics(font).height() + 2) + 14 + 2 * GAP_PX

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(self.width, self.tile_height(option.font))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: TakeRow = index.data(ROW_ROLE)
        palette = QApplication.palette()  # a list's own is made transparent by its style
        state: QStyle.StateFlag = option.state
        rect = QRectF(option.rect).adjusted(GAP_PX, GAP_PX, -GAP_PX, -GAP_PX)
        colors = theme_colors(palette)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        selected = bool(state & QStyle.StateFlag.State_Selected)
        focused = bool(state & QStyle.StateFlag.State_HasFocus)
        ground = QColor(colors.panel)
        if selected:
            ground = _mixed(colors.panel, colors.accent, 0.18)
        painter.setBrush(ground)
        edge = colors.accent if focused or selected else colors.line
        painter.setPen(QPen(edge, 2.5 if focused else 1))
        painter.drawRoundedRect(rect, CORNER_PX, CORNER_PX)
        stage = QRectF(rect.left() + 6, rect.top() + 6, rect.width() - 12, PICTURE_PX)
        self._paint_picture(painter, row, stage, palette, colors)
        self._paint_text(painter, row, rect.adjusted(9, PICTURE_PX + 9, -9, -4), palette, colors)
        if selected:
            _paint_tick(painter, rect.topLeft() + QPointF(15, 15), colors)
        painter.restore()

    def _paint_picture(
        self, painter: QPainter, row: TakeRow, stage: QRectF, palette: QPalette, colors: ThemeColors
    ) -> None:
        playing = self.playing
        if playing is not None and playing[0] == row.take.path:
            _, picture, second = playing
            corners = QPainterPath()
            corners.addRoundedRect(stage, CORNER_PX - 3, CORNER_PX - 3)
            painter.save()
            painter.setClipPath(corners)
            painter.fillRect(stage, palette.window())
            bone = max(1.5, stage.height() / 45)
            paint_pose(
                painter, picture.at(second), _inside(stage), picture.box, self.mirror, hand_colours(colors), bone
            )
            start, end = picture.kept
            done = (second - start) / max(end - start, 1e-6)
            painter.fillRect(QRectF(stage.left(), stage.bottom() - 3, stage.width() * done, 3), colors.accent)
            painter.restore()
            return
        ratio = painter.device().devicePixelRatioF()
        key = row.take.path, row.take.info.disabled, self.mirror, is_dark(palette), stage.width(), ratio
        known = self._pictures.get(key)
        if known is None or known[0] is not row.take.figures:
            known = row.take.figures, self._picture_of(row, stage.size().toSize(), ratio, palette, colors)
            self._pictures[key] = known
            while len(self._pictures) > MOST_PICTURES:
                self._pictures.popitem(last=False)
        else:
            self._pictures.move_to_end(key)
        painter.drawPixmap(stage.topLeft(), known[1])

    def _picture_of(self, row: TakeRow, size: QSize, ratio: float, palette: QPalette, colors: ThemeColors) -> QPixmap:
        pixmap = QPixmap(size * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        stage = QRectF(0, 0, size.width(), size.height())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.window())
        painter.drawRoundedRect(stage, CORNER_PX - 3, CORNER_PX - 3)
        figures = row.take.figures
        width, height = row.take.info.frame_size
        poses = figures.poses.astype(np.float32) * np.array([width / height, 1], np.float32)  # [3, 2, 21, 2]
        if np.isnan(poses[..., 0, 0]).all():
            painter.setPen(colors.muted)
            painter.drawText(stage, Qt.AlignmentFlag.AlignCenter, "no hand")
        else:
            if row.take.info.disabled:
                painter.setOpacity(0.35)
            box, bone = box_around(poses), max(1.5, stage.height() / 50)
            ground = palette.window().color()
            for moment in (0, 2, 1):
                if moment == 1 or _differs(poses[moment], poses[1]):
                    left, right = hand_colours(colors)
                    colours = (_mixed(ground, left, GHOSTS[moment]), _mixed(ground, right, GHOSTS[moment]))
                    paint_pose(painter, poses[moment], _inside(stage), box, self.mirror, colours, bone)
        painter.end()
        return pixmap

    def _paint_text(
        self, painter: QPainter, row: TakeRow, room: QRectF, palette: QPalette, colors: ThemeColors
    ) -> None:
        metrics = painter.fontMetrics()
        line = metrics.height() + 2
        left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        text = palette.windowText().color()
        length = " ".join((marks_of(row), f"{row.take.figures.kept_seconds:.1f} s")).strip()
        first = QRectF(room.left(), room.top(), room.width(), line)
        painter.setPen(colors.muted)
        painter.drawText(first, right if self.named else left, length)
        if self.named:
            font = QFont(painter.font())
            font.setBold(True)
            painter.setFont(font)
            painter.setPen(text)
            left_over = int(room.width() - metrics.horizontalAdvance(length) - 6)
            name = painter.fontMetrics().elidedText(
                spoken_name(row.take.gesture), Qt.TextElideMode.ElideRight, left_over
            )
            painter.drawText(first, left, name)
            font.setBold(False)
            painter.setFont(font)
        words, color = verdict_words(row, colors)
        painter.setPen(color)
        elided = metrics.elidedText(words, Qt.TextElideMode.ElideRight, int(room.width()))
        painter.drawText(QRectF(room.left(), room.top() + line, room.width(), line), left, elided)


def length_words(row: TakeRow) -> str:
    """Return a length such as "1.4 s" or "1.4 of 2.2 s"."""
    figures = row.take.figures
    if row.take.info.trim is None:
        return f"{figures.seconds:.1f} s"
    return f"{figures.kept_seconds:.1f} of {figures.seconds:.1f} s"


def marks_of(row: TakeRow) -> str:
    """Return the signs for a note and a trim."""
    return " ".join(["✎"] * bool(row.take.info.note) + ["✂"] * (row.take.info.trim is not None))


def verdict_words(row: TakeRow, colors: ThemeColors) -> tuple[str, QColor]:
    """Return the worst issue of a take in a word or two, and its colour."""
    if row.take.info.disabled:
        return "disabled", colors.muted
    if not row.doubtful:
        return ("✓ marked as good", colors.good) if row.issues else (day(row.take.info.recorded_at), colors.muted)
    worst = row.issues[0]
    more = f" +{len(row.issues) - 1}" if len(row.issues) > 1 else ""
    return f"⚠ {worst.badge}{more}", colors.bad if worst.severity >= SEVERE else colors.warning


def day(recorded_at: str) -> str:
    """Return a short date, or "" if the text is no time."""
    moment = local_time(recorded_at)
    return "" if moment is None else f"{moment:%d %b %H:%M}"


def _differs(pose: np.ndarray, other: np.ndarray) -> bool:
    """Return True if two poses [2, 21, 2] in picture heights differ visibly."""
    if (np.isnan(pose[:, 0, 0]) != np.isnan(other[:, 0, 0])).any():
        return True
    palm = np.nan_to_num(np.linalg.norm(other[:, 9] - other[:, 0], axis=-1)).max()
    away = np.nan_to_num(np.linalg.norm(pose - other, axis=-1)).max()
    return bool(away > STILL_PALMS * max(palm, SMALLEST_PALM))


def _inside(stage: QRectF) -> QRectF:
    return stage.adjusted(4, 4, -4, -6)


def _mixed(ground: QColor, colour: QColor, share: float) -> QColor:
    """Return the opaque mix of a colour with the background."""
    parts = [
        round(g + (c - g) * share)
        for g, c in zip(
            (ground.red(), ground.green(), ground.blue()), (colour.red(), colour.green(), colour.blue()), strict=True
        )
    ]
    return QColor(*parts)


def _paint_tick(painter: QPainter, middle: QPointF, colors: ThemeColors) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colors.accent)
    painter.drawEllipse(middle, 9, 9)
    painter.setPen(QPen(colors.on_accent, 2))
    painter.drawPolyline([middle + QPointF(-4, 0), middle + QPointF(-1, 3.5), middle + QPointF(4.5, -3.5)])
