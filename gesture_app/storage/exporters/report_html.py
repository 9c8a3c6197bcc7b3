"""Write the report on a model as one HTML page of text and pictures, which loads and runs nothing.

The page is put together from elements, never from pieces of text, so that no name in it can become a part of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, tostring

from gesture_app.core.gestures import spoken_name
from gesture_app.core.model.advice import Advice
from gesture_app.core.model.card import ModelCard
from gesture_app.core.model.experience import experience_of
from gesture_app.core.model.report import JudgedTake, ModelReport
from gesture_app.core.recording import Recording
from gesture_app.core.wording import known_gestures
from gesture_app.storage.exporters.report_charts import accuracy_curves, loss_curves, share_bar, take_picture

WEAK = 0.8
"""a gesture with a lower accuracy is marked"""

_STYLE = """
:root { color-scheme: light dark; --ink: #1d2230; --dim: #5d6475; --line: #d9dde6; --paper: #ffffff; --good: #1f6feb;
        --other: #c2410c; --bad: #c62828; --track: #eceff4; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8eaf0; --dim: #a2a9ba; --line: #3a4152; --paper: #171a21;
        --good: #6ea8ff; --other: #ffa36b; --bad: #ff7b72; --track: #2a2f3b; } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 60rem;
       margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; margin: 0; } h2 { font-size: 1.15rem; margin: 2.2rem 0 .6rem; } h3 { font-size: 1rem; }
p { margin: .3rem 0; } .dim { color: var(--dim); } .large { font-size: 1.6rem; font-weight: 600; line-height: 1.2; }
table { border-collapse: collapse; } th, td { padding: .25rem .7rem; text-align: right; }
th { font-weight: 500; color: var(--dim); } th:first-child { text-align: left; color: var(--ink); }
tbody tr { border-top: 1px solid var(--line); } .scroll { overflow-x: auto; } li { margin: .5rem 0; }
.cell { border: 1px solid var(--line); min-width: 2.2rem; text-align: center; }
.right { background: color-mix(in srgb, var(--good) var(--share), transparent); }
.wrong { background: color-mix(in srgb, var(--bad) var(--share), transparent); }
.weak { fill: var(--bad); } td.weak { color: var(--bad); font-weight: 600; } a { color: inherit; }
figure { margin: .8rem 0; } figcaption { color: var(--dim); font-size: .9rem; } svg { max-width: 100%; height: auto; }
svg text { font-size: 11px; fill: var(--dim); } .track { fill: var(--track); } .bar { fill: var(--good); }
.bar.weak { fill: var(--bad); } .grid { stroke: var(--line); } .best { stroke: var(--dim); stroke-dasharray: 3 3; }
.curve, .bones, .way { fill: none; stroke-linecap: round; stroke-linejoin: round; }
.curve { stroke-width: 2; } .curve0 { stroke: var(--other); } .curve1 { stroke: var(--good); }
.bones { stroke-width: 2.2; } .way { stroke-width: 5; opacity: .22; }
.side0 { stroke: var(--other); } .side1 { stroke: var(--good); }
.key0 { color: var(--other); font-weight: 600; } .key1 { color: var(--good); font-weight: 600; }
.pair { display: flex; flex-wrap: wrap; gap: .5rem 2rem; border-top: 1px solid var(--line); }
@media print { body { margin: 0; } .pair, table, figure { break-inside: avoid; } }
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""keeps a browser from loading or running anything, whatever gets into the page"""


@dataclass(frozen=True, slots=True, eq=False)
class MistakenTake:
    """A misclassified test take."""

    take: JudgedTake
    recording: Recording
    other: Recording | None
    """a take of the recognised gesture, shown beside it"""


def report_page(
    card: ModelCard,
    report: ModelReport,
    advice: Sequence[Advice],
    mistaken: Sequence[MistakenTake],
    behind: str,
) -> bytes:
    """Return the page in UTF-8.

    Args:
        card: of the model.
        report: of the model.
        advice: what to do about it.
        mistaken: takes to show; there may be more than these.
        behind: what has changed since, as a sentence, or "".
    """
    report = report.measured
    page = Element("html", {"lang": "en"})
    head = SubElement(page, "head")
    SubElement(head, "meta", {"charset": "utf-8"})
    SubElement(head, "meta", {"http-equiv": "Content-Security-Policy", "content": _POLICY})
    SubElement(head, "meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"})
    _add(head, "title", f"Report of model {card.id}")
    _add(head, "style", _STYLE)
    body = SubElement(page, "body")
    _headline(body, card, report, behind)
    _to_do(body, advice)
    for sentence in report.shortened:
        _add(body, "p", sentence)
    _gestures(body, report)
    _confusion(body, report, {item.take.key for item in mistaken})
    _mistaken(body, report, mistaken)
    _streams(body, report)
    _training(body, report)
    return b"<!doctype html>\n" + tostring(page, encoding="unicode", method="html").encode("utf-8", "replace") + b"\n"


def _headline(body: Element, card: ModelCard, report: ModelReport, behind: str) -> None:
    _add(body, "h1", f"Model {card.id}")
    gestures, takes = known_gestures(len(card.own_gestures), len(card.starter)), len(report.learned)
    _add(body, "p", f"{card.created_at} · {takes} takes · {gestures} · {report.seconds:.0f} s", "dim")
    shown = experience_of(report, card.measured_on)
    for sentence in filter(None, (shown.found, shown.mistakes)):
        _add(body, "p", sentence, "large")
    for sentence in filter(None, (shown.details, shown.basis)):
        _add(body, "p", sentence)
    if behind:
        _add(body, "p", f"The model is behind its recordings: {behind}")


def _to_do(body: Element, advice: Sequence[Advice]) -> None:
    _add(body, "h2", "What to do")
    if not advice:
        _add(body, "p", "Nothing stands out.")
        return
    items = SubElement(body, "ol")
    for item in advice:
        line = SubElement(items, "li")
        _add(line, "strong", item.sentence)
        _add(line, "span", f" {item.hint}")


def _gestures(body: Element, report: ModelReport) -> None:
    _add(body, "h2", "Gesture by gesture")
    learned, judged = _counts(report)
    rows = _table(body, ("", "learned from", "held out", "right", ""))
    for label, share in zip(report.labels, report.per_gesture, strict=True):
        row = SubElement(rows, "tr")
        _add(row, "th", spoken_name(label))
        _add(row, "td", f"{learned[label]}")
        _add(row, "td", f"{judged[label]}")
        _add(
            row,
            "td",
            "not tested" if share is None else _percent(share),
            "weak" if share is not None and share < WEAK else "",
        )
        cell = SubElement(row, "td")
        if share is not None:
            cell.append(share_bar(share, share < WEAK))


def _confusion(body: Element, report: ModelReport, shown: set[str]) -> None:
    if not report.judged:
        return
    _add(body, "h2", "What was taken for what")
    _add(body, "p", "Rows: what the held-out takes show. Columns: what they were called.", "dim")
    counts = report.confusion
    rows = _table(body, ("", *map(spoken_name, report.labels)))
    for at, label in enumerate(report.labels):
        row = SubElement(rows, "tr")
        _add(row, "th", spoken_name(label))
        for column in range(len(report.labels)):
            count = int(counts[at, column])
            cell = _add(row, "td", "", "cell")
            if not count:
                continue
            cell.set("class", f"cell {'right' if at == column else 'wrong'}")
            cell.set("style", f"--share: {15 + 60 * count / int(counts[at].sum()):.0f}%")
            behind = [take for take in report.takes_behind(at, column) if take.key in shown]
            if behind:
                _add(cell, "a", f"{count}").set("href", f"#{behind[0].key}")
            else:
                cell.text = f"{count}"


def _mistaken(body: Element, report: ModelReport, mistaken: Sequence[MistakenTake]) -> None:
    every = sum(take.named != take.gesture for take in report.judged)
    if not every:
        return
    _add(body, "h2", "Takes that were called something else")
    if len(mistaken) < every:
        _add(body, "p", f"{len(mistaken)} of {every}; the others have gone or changed since, or are too many.", "dim")
    for item in mistaken:
        pair = _add(body, "div", "", "pair")
        pair.set("id", item.take.key)
        gesture, named = spoken_name(item.take.gesture), spoken_name(item.take.named)
        _figure(pair, item.recording, f"{gesture}, called {named} — {item.take.id}, {item.take.session}")
        if item.other is not None:
            _figure(pair, item.other, f"for comparison: {named}")


def _streams(body: Element, report: ModelReport) -> None:
    score = report.streams
    if not score.streams:
        return
    _add(body, "h2", "In streams")
    _add(
        body,
        "p",
        f"{score.streams} streams, {score.seconds / 60:.1f} minutes, composed of held-out takes and of movements that "
        "mean nothing, or recorded with their truth beside them.",
        "dim",
    )
    rows = _table(body, ("", "shown", "detected", "missed", "wrong", "repeated", "false"))
    for gesture in (*score.gestures, None):
        tally = score.tally(gesture)
        row = SubElement(rows, "tr")
        _add(row, "th", "together" if gesture is None else spoken_name(gesture))
        for count in (tally.shown, tally.detected, tally.missed, tally.wrong, tally.repeated, tally.false):
            _add(row, "td", f"{count}")
    if (per_hour := score.false_per_hour) is not None:
        _add(body, "p", f"False alarms: {per_hour:.1f} an hour.")
    half, most = score.delay(50), score.delay(95)
    if half is not None and most is not None:
        _add(body, "p", f"Decided {_when(half)} the end of a gesture (median); 95 % no later than {_when(most)} it.")


def _training(body: Element, report: ModelReport) -> None:
    if not report.epochs:
        return
    _add(body, "h2", "How the training went")
    key = SubElement(body, "p")
    _add(key, "span", "— training takes", "key0")
    _add(key, "span", "   — test takes", "key1")
    if report.best_epoch:
        _add(key, "span", f"   ┆ kept epoch: {report.best_epoch}", "dim")
    for picture, words in (
        (accuracy_curves(report.epochs, report.best_epoch), "Samples named right"),
        (loss_curves(report.epochs, report.best_epoch), "Loss"),
    ):
        figure = SubElement(body, "figure")
        _add(figure, "figcaption", words)
        figure.append(picture)
    _add(body, "p", "In the last epochs the held-out takes are learned from as well, and measure nothing.", "dim")
    sittings = Counter(take.session for take in report.learned)
    _add(body, "h3", f"Learned from {len(report.learned)} takes of {len(sittings)} sittings")
    items = SubElement(body, "ul")
    for session, takes in sorted(sittings.items()):
        _add(items, "li", f"{session or 'unknown'}: {takes}")


def _figure(parent: Element, recording: Recording, words: str) -> None:
    figure = SubElement(parent, "figure")
    figure.append(take_picture(recording))
    _add(figure, "figcaption", words)


def _table(body: Element, names: Sequence[str]) -> Element:
    """Return the start of a table."""
    table = SubElement(_add(body, "div", "", "scroll"), "table")
    head = SubElement(SubElement(table, "thead"), "tr")
    for name in names:
        _add(head, "th", name)
    return SubElement(table, "tbody")


def _counts(report: ModelReport) -> tuple[Mapping[str, int], Mapping[str, int]]:
    return Counter(take.gesture for take in report.learned), Counter(take.gesture for take in report.judged)


def _add(parent: Element, tag: str, text: str = "", kind: str = "") -> Element:
    element = SubElement(parent, tag, {"class": kind} if kind else {})
    element.text = text
    return element


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _when(delay_s: float) -> str:
    return f"{abs(delay_s):.2f} s {'before' if delay_s < 0 else 'after'}"
