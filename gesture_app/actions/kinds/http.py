"""Sends an HTTP request."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import quote, urlsplit

from gesture_app.actions.action import Tools
from gesture_app.actions.kinds.fields import checked, seconds, table, text_of
from gesture_app.actions.libraries import optional_import
from gesture_app.actions.templates import Values, fill, fill_typed
from gesture_app.core.errors import ActionError

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD")
LIMIT_S = 5.0


@dataclass(frozen=True, slots=True)
class HttpAction:
    """A request to one address. Redirections are not followed, as another address was not approved."""

    url: str
    method: str = "POST"
    headers: tuple[tuple[str, str], ...] = ()
    json: str | None = None
    """the JSON of the body, whose texts may use values; None: no body of this kind"""
    body: str | None = None
    limit_s: float = LIMIT_S
    """seconds that the server may take"""

    kind: ClassVar[str] = "http"

    @property
    def lane(self) -> str:
        """A lane for each server."""
        return f"http {urlsplit(self.url).netloc}"

    @property
    def what(self) -> str:
        """Method, address, headers and body."""
        headers = "".join(f" {name}: {value}" for name, value in self.headers)
        return f"{self.method} {self.url}{headers} {self.json or self.body or ''}".strip()

    @classmethod
    def parse(cls, value: Any) -> HttpAction:
        """Read `http = { url = "http://host/path", method = "POST", headers = {}, json = {} }`."""
        fields = table(value, "http", ("url", "method", "headers", "json", "body", "limit_s"), "url")
        url, method = text_of(fields, "url"), text_of(fields, "method", "POST").upper()
        _check_url(url)
        if method not in METHODS:
            raise ActionError(f"“{method}” is no method.", f"Write one of {', '.join(METHODS)}.")
        headers = checked(fields.get("headers", {}))
        if not isinstance(headers, Mapping) or not all(_is_header(*header) for header in headers.items()):
            raise ActionError("“headers” must be a table of texts without line ends.")
        if "json" in fields and "body" in fields:
            raise ActionError("http takes json or body, not both.")
        content = json.dumps(checked(fields["json"]), ensure_ascii=False, sort_keys=True) if "json" in fields else None
        body = text_of(fields, "body", "") if "body" in fields else None
        limit_s = seconds(fields, "limit_s", 0.1, 60, LIMIT_S)
        return cls(url, method, tuple(sorted(headers.items())), content, body, limit_s)

    def perform(self, values: Values, tools: Tools) -> None:
        """Send the request and wait for the answer."""
        with optional_import("httpx", "network"):
            import httpx
        key = self.lane
        client = tools.connection(key, lambda: httpx.Client(follow_redirects=False, trust_env=False))
        content: dict[str, Any] = {}
        if self.json is not None:
            content["json"] = fill_typed(json.loads(self.json), values)
        elif self.body is not None:
            content["content"] = fill(self.body, values)
        headers = {name: _one_line(fill(text, values)) for name, text in self.headers}
        url = fill(self.url, values, lambda text: quote(text, safe=""))
        try:
            answer = client.request(self.method, url, headers=headers, timeout=self.limit_s, **content)
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            tools.drop(key)
            reason = str(error) or type(error).__name__
            raise ActionError(f"{urlsplit(self.url).netloc} does not answer: {reason}.", "Is it running?") from error
        if answer.status_code >= 400:
            raise ActionError(f"{urlsplit(self.url).netloc} answers {answer.status_code} {answer.reason_phrase}.")


def _check_url(url: str) -> None:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in ("http", "https") or not parts.hostname or "{" in parts.netloc or port == 0:
        raise ActionError(f"“{url}” is no address.", "Write http://host:port/path or https://…")


def _is_header(name: str, value: Any) -> bool:
    return (
        isinstance(value, str)
        and name.isascii()
        and ":" not in name
        and not any(sign in name + value for sign in "\r\n\0")
    )


def _one_line(text: str) -> str:
    return "".join(sign for sign in text if sign.isprintable()).encode("ascii", "replace").decode()
