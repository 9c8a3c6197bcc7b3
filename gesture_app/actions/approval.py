"""What a user has approved, by content: a binding that changes in anything that counts must be approved again.

The content of a binding is its gestures, when and how often it acts, the hand, and the whole action as it is written,
with {names} not filled in. Rest, note, switch and profile do not count. The approvals lie outside of the workspace, so
a workspace, a file or an editor cannot bring its own.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from gesture_app.actions.bindings import ActionSet, Binding, Profile
from gesture_app.actions.kinds.own import OwnAction
from gesture_app.actions.readable import readable
from gesture_app.core.errors import ActionError

FORMAT = 1


def content_of(binding: Binding) -> dict[str, Any]:
    """Return all that counts of a binding, as plain data."""
    trigger = binding.trigger
    return {
        "kind": binding.action.kind,
        "action": asdict(binding.action),  # type: ignore[call-overload]
        "gestures": list(trigger.gestures),
        "when": trigger.when.value,
        "every_ms": trigger.every_ms,
        "hand": trigger.hand.value if trigger.hand else "",
        "within_s": trigger.within_s if len(trigger.gestures) > 1 else 0,
    }


def fingerprint(binding: Binding) -> str:
    """Return the SHA-256 of the content of a binding."""
    written = json.dumps(content_of(binding), sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(written.encode("ascii")).hexdigest()


@dataclass(frozen=True, slots=True)
class Approval:
    """One binding that the user has looked at and allowed."""

    fingerprint: str
    what: str
    """the binding in words, for people who read the file"""
    at: str
    """ISO 8601, UTC"""


@dataclass(frozen=True, slots=True)
class Approvals:
    """All that the user has approved on this computer."""

    known: tuple[Approval, ...] = ()

    def allow(self, binding: Binding) -> bool:
        """Return True if a binding may act. What the program does to itself needs no approval."""
        if isinstance(binding.action, OwnAction):
            return True
        wanted = fingerprint(binding)
        return any(one.fingerprint == wanted for one in self.known)

    def missing(self, actions: ActionSet) -> tuple[tuple[Profile, Binding], ...]:
        """Return the bindings that are not approved, with their profiles."""
        return tuple((profile, one) for profile, one in actions.all_bindings() if not self.allow(one))

    def with_approved(self, bindings: Iterable[Binding], at: str) -> Approvals:
        """Return these approvals and those of some bindings, approved at a time (ISO 8601, UTC)."""
        known = {one.fingerprint: one for one in self.known}
        for binding in bindings:
            known.setdefault(fingerprint(binding), Approval(fingerprint(binding), in_words(binding), at))
        return Approvals(tuple(known.values()))

    def without(self, bindings: Iterable[Binding]) -> Approvals:
        """Return these approvals without those of some bindings."""
        gone = {fingerprint(binding) for binding in bindings}
        return Approvals(tuple(one for one in self.known if one.fingerprint not in gone))


def in_words(binding: Binding) -> str:
    """Return a binding in one line: the gestures, when they act, and what they do."""
    trigger = binding.trigger
    gestures = ", then ".join(trigger.gestures)
    extra = [f"{trigger.hand} hand"] if trigger.hand else []
    extra += [trigger.when.value] if trigger.when != "once" else []
    extra += [f"every {trigger.every_ms} ms"] if trigger.every_ms else []
    extra += [f"within {trigger.within_s:g} s"] if len(trigger.gestures) > 1 else []
    return readable(f"{gestures}{_brackets(extra)}: {binding.action.kind} {binding.action.what}")


def _brackets(words: list[str]) -> str:
    return f" ({', '.join(words)})" if words else ""


def approvals_as_text(approvals: Approvals) -> str:
    """Return approvals as the JSON of their file."""
    return json.dumps({"format": FORMAT, "approved": [asdict(one) for one in approvals.known]}, indent=1) + "\n"


def approvals_from_text(text: str) -> Approvals:
    """Read the JSON of the file.

    Raises:
        ActionError: it makes no sense, and nothing counts as approved.
    """
    try:
        read = json.loads(text)
        if read["format"] != FORMAT:
            raise ValueError("another format")
        known = tuple(Approval(str(one["fingerprint"]), str(one["what"]), str(one["at"])) for one in read["approved"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ActionError("The file with approved actions makes no sense.", "Approve the actions again.") from error
    return Approvals(known)
