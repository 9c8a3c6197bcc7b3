"""Reads actions.toml. A mistake is reported with its line, and the rest works."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gesture_app.actions.action import as_holdable
from gesture_app.actions.bindings import EVERYWHERE, ActionSet, Binding, GestureTrigger, Profile, SafetySettings, When
from gesture_app.actions.config.blocks import Block, blocks_of, line_of_key, nth_block, without_block
from gesture_app.actions.input.hotkey import keys_of_hotkey
from gesture_app.actions.kinds.fields import seconds, whole_number
from gesture_app.actions.kinds.registry import KINDS, parse_action
from gesture_app.core.errors import ActionError, GestureAppError
from gesture_app.core.gestures import NONE, gesture_name
from gesture_app.core.prediction import HandUsed

FORMAT = 1
LONGEST_FILE = 400_000
"""characters"""
MOST_BINDINGS = 1000
MOST_BLOCKS = 3000
"""headers"""
MOST_BROKEN = 20
"""blocks that are no TOML; with more, nothing is read"""
LONGEST_LINE = 20_000
"""letters"""
_MANY_DOTS = re.compile(r"""(?:[\w"'-]+[ \t]*\.[ \t]*){50}""")
"""of a dotted key, on which the parser spends the square of their number"""
_SHARED_KEYS = ("gesture", "gestures", "within_s", "when", "every_ms", "hand", "rest_s", "enabled", "note")
_SAFETY_KEYS = ("arming", "armed_s", "burst", "no_hand_s", "no_hand_stays_off", "hotkey")
_TOP_KEYS = ("format", "settings", "everywhere", "profiles")


@dataclass(frozen=True, slots=True)
class Mistake:
    """Something in the file that makes no sense and is left out."""

    line: int
    """from 1"""
    sentence: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class ReadActions:
    """What a file holds."""

    actions: ActionSet
    mistakes: tuple[Mistake, ...] = ()


def read_actions(text: str) -> ReadActions:
    """Read the text of an actions.toml."""
    trouble = _trouble_of_size(text)
    if trouble is not None:
        return ReadActions(ActionSet(), (trouble,))
    reader = _Reader(text)
    return ReadActions(reader.read(), tuple(sorted(reader.mistakes, key=lambda mistake: mistake.line)))


def _trouble_of_size(text: str) -> Mistake | None:
    """Return what would keep the parser busy for minutes."""
    if len(text) > LONGEST_FILE:
        return Mistake(1, "The file is far too long.")
    lines = text.splitlines()
    for number, line in enumerate(lines, 1):
        if len(line) > LONGEST_LINE or _MANY_DOTS.search(line):
            return Mistake(number, "This line is far too long.")
    if sum(line.lstrip().startswith("[") for line in lines) > MOST_BLOCKS:
        return Mistake(1, f"The file has more than {MOST_BLOCKS} parts.")
    return None


class _Reader:
    """Reads one text and collects its mistakes."""

    def __init__(self, text: str) -> None:
        self.mistakes: list[Mistake] = []
        self._text = text
        self._blocks = blocks_of(text)

    def read(self) -> ActionSet:
        parsed = self._parse()
        version = parsed.get("format", FORMAT)
        if version != FORMAT:
            self._note(self._line("", "format"), f"The file has format {version}.", "Update the program.")
            return ActionSet()
        for key in parsed:
            if key not in _TOP_KEYS:
                self._note(
                    self._line("", key), f"Nothing is called “{key}” here.", f"There are {', '.join(_TOP_KEYS)}."
                )
        profiles = self._table(parsed, "profiles", "")
        return ActionSet(
            self._profile(EVERYWHERE, self._table(parsed, "everywhere", ""), "everywhere"),
            tuple(
                self._profile(name, self._table(profiles, name, "profiles"), f"profiles.{name}") for name in profiles
            ),
            self._safety(self._table(parsed, "settings", "")),
        )

    def _parse(self) -> Mapping[str, Any]:
        """Parse the file. A block that is no TOML is left out."""
        text = self._text
        for _ in range(MOST_BROKEN):
            try:
                return tomllib.loads(text)
            except tomllib.TOMLDecodeError as error:
                block, line = self._broken_block(text)
                self._note(line, f"This is no TOML: {_reason(error)}.", "Nothing of this part is used.")
                text = without_block(text, block)
            except RecursionError:
                break
        self._note(1, "This is no TOML.")
        return {}

    def _broken_block(self, text: str) -> tuple[Block, int]:
        """Return the first block with which the file cannot be parsed, and the line of the mistake."""
        lines = text.splitlines()
        index = bisect_left(self._blocks, True, key=lambda block: _is_broken(lines[: block.last]))
        if index == len(self._blocks):
            return self._blocks[-1], self._blocks[-1].first
        block = self._blocks[index]
        places = range(block.first, block.last + 1)
        line = bisect_left(places, True, key=lambda last: _is_broken(lines[:last]))
        return block, places[line] if line < len(places) else block.first

    def _profile(self, name: str, table: Mapping[str, Any], path: str) -> Profile:
        for key in table:
            if key not in ("actions", "programs"):
                self._note(self._line(path, key), f"A profile has no “{key}”.", "It has programs and actions.")
        programs = table.get("programs", [])
        if not isinstance(programs, list) or not all(isinstance(one, str) and one.strip() for one in programs):
            self._note(self._line(path, "programs"), "“programs” must be a list of texts.")
            programs = []
        entries = table.get("actions", [])
        if not isinstance(entries, list):
            self._note(self._line(path, "actions"), "“actions” must be tables.", f"Write [[{path}.actions]].")
            entries = []
        bindings = []
        for index, entry in enumerate(entries[:MOST_BINDINGS]):
            block = nth_block(self._blocks, f"{path}.actions", index)
            binding = self._binding(entry, block, index)
            if binding is not None:
                bindings.append(binding)
        return Profile(name, tuple(bindings), tuple(str(one).strip() for one in programs))

    def _binding(self, entry: Any, block: Block, index: int) -> Binding | None:
        key = ""
        try:
            if not isinstance(entry, Mapping):
                raise ActionError("An action must be a table.")
            kinds = [key for key in entry if key in KINDS]
            unknown = [key for key in entry if key not in KINDS and key not in _SHARED_KEYS]
            if unknown:
                key = unknown[0]
                raise ActionError(f"An action has no “{key}”.", f"Kinds of action: {', '.join(KINDS)}.")
            if len(kinds) != 1:
                raise ActionError(f"An action needs one of {', '.join(KINDS)}.", f"This one has {len(kinds)}.")
            key = kinds[0]
            action = parse_action(key, entry[key])
            values: dict[str, Any] = {}
            for name, read in _SHARED.items():
                key = name
                values[name] = read(entry)
            key = "when"
            trigger = GestureTrigger(*(values[name] for name in ("gestures", "when", "hand", "every_ms", "within_s")))
            _check_when(trigger, as_holdable(action) is not None)
            return Binding(trigger, action, values["rest_s"], values["enabled"], str(entry.get("note", "")), index)
        except ActionError as error:
            key = "gesture" if key == "gestures" and isinstance(entry, Mapping) and "gesture" in entry else key
            self._note(line_of_key(self._text, block, key) if key else block.first, error.sentence, error.hint)
            return None

    def _safety(self, table: Mapping[str, Any]) -> SafetySettings:
        kept: dict[str, Any] = {}
        for key in table:
            try:
                if key not in _SAFETY_KEYS:
                    raise ActionError(f"There is no setting “{key}”.", f"There are {', '.join(_SAFETY_KEYS)}.")
                kept[key] = _safety_value(table, key)
            except ActionError as error:
                self._note(self._line("settings", key), error.sentence, error.hint)
        return SafetySettings(**kept)

    def _table(self, parent: Mapping[str, Any], key: str, path: str) -> Mapping[str, Any]:
        found = parent.get(key, {})
        if isinstance(found, Mapping):
            return found
        self._note(self._line(path, key), f"“{key}” must be a table.", f"Write [{path + '.' if path else ''}{key}].")
        return {}

    def _line(self, path: str, key: str) -> int:
        found = [block for block in self._blocks if block.path == path]
        return line_of_key(self._text, found[0], key) if found else 1

    def _note(self, line: int, sentence: str, hint: str = "") -> None:
        self.mistakes.append(Mistake(line, sentence, hint))


def _gestures(entry: Mapping[str, Any]) -> tuple[str, ...]:
    if ("gesture" in entry) == ("gestures" in entry):
        raise ActionError("An action needs a gesture, or gestures for a sequence.")
    written = [entry["gesture"]] if "gesture" in entry else entry["gestures"]
    least = 1 if "gesture" in entry else 2
    if not isinstance(written, list) or not least <= len(written) <= 3:
        raise ActionError("“gestures” must be a list of two or three gestures.")
    try:
        names = tuple(gesture_name(one) for one in written)
    except (GestureAppError, AttributeError, TypeError) as error:
        raise ActionError("A gesture must be the name of one.") from error
    if NONE in names:
        raise ActionError("The background, none, is no gesture.")
    return names


def _when(entry: Mapping[str, Any]) -> When:
    try:
        return When(entry.get("when", When.ONCE))
    except ValueError as error:
        raise ActionError("“when” must be once, held or toggle.") from error


def _hand(entry: Mapping[str, Any]) -> HandUsed | None:
    try:
        return HandUsed(entry["hand"]) if "hand" in entry else None
    except ValueError as error:
        raise ActionError("“hand” must be left, right or both.") from error


def _every_ms(entry: Mapping[str, Any]) -> int:
    return whole_number(entry, "every_ms", 20, 60_000) if "every_ms" in entry else 0


def _check_when(trigger: GestureTrigger, holdable: bool) -> None:
    if trigger.every_ms and trigger.when is not When.HELD:
        raise ActionError("Only what is held can be repeated.", 'Add when = "held".')
    if trigger.when is When.TOGGLE and not holdable:
        raise ActionError("Only a chord, a mouse button or a note can be toggled.")
    if trigger.when is When.HELD and not holdable and not trigger.every_ms:
        raise ActionError("Only a chord, a mouse button or a note can be held.", "Add every_ms = 200 to repeat it.")


def _safety_value(table: Mapping[str, Any], key: str) -> Any:
    value = table[key]
    if key == "burst":
        return whole_number(table, key, 1, 500)
    if key in ("armed_s", "no_hand_s"):
        return seconds(table, key, 0 if key == "no_hand_s" else 0.5, 3600, 0)
    if not isinstance(value, bool if key == "no_hand_stays_off" else str):
        raise ActionError(f"“{key}” must be {'true or false' if key == 'no_hand_stays_off' else 'a text'}.")
    if key == "hotkey" and value:
        keys_of_hotkey(str(value))
    if key == "arming" and value:
        return _gestures({"gesture": value})[0]
    return value


def _switch(entry: Mapping[str, Any]) -> bool:
    enabled = entry.get("enabled", True)
    if not isinstance(enabled, bool):
        raise ActionError("“enabled” must be true or false.")
    return enabled


_SHARED: dict[str, Callable[[Mapping[str, Any]], Any]] = {
    "gestures": _gestures,
    "when": _when,
    "hand": _hand,
    "every_ms": _every_ms,
    "within_s": lambda entry: seconds(entry, "within_s", 0.2, 20, 2.0),
    "rest_s": lambda entry: seconds(entry, "rest_s", 0, 3600, 0.0),
    "enabled": _switch,
}


def _is_broken(lines: Sequence[str]) -> bool:
    try:
        tomllib.loads("\n".join(lines) + "\n")
    except tomllib.TOMLDecodeError:
        return True
    return False


def _reason(error: tomllib.TOMLDecodeError) -> str:
    return str(error).partition(" (at ")[0].rstrip(".").lower()
