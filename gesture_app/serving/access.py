"""Decides who may listen: programs of this computer, pages of allowed origins, and whoever has the token."""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from gesture_app.core.errors import ServingError

LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]", "::1")
_BEARER = "Bearer "


@dataclass(frozen=True, slots=True)
class AccessRules:
    """The rules of one server.

    Raises:
        ServingError: others than this computer could connect, and there is no token.
    """

    host: str = "127.0.0.1"
    token: str = ""
    """"": none"""
    origins: tuple[str, ...] = ()
    """of pages that may listen without a token, such as http://localhost:8000"""

    def __post_init__(self) -> None:
        if not self.token and not is_loopback(self.host):
            raise ServingError(
                f"Without a token only programs of this computer may listen, and {self.host} is not this computer.",
                "Add --token, or leave out --host.",
            )

    def refusal(self, path: str, headers: Mapping[str, str]) -> str:
        """Return why a request is refused, or "".

        Args:
            path: of the request, with its query.
            headers: of the request.
        """
        if self.token:
            return "" if self._has_token(path, headers) else "The token is missing or wrong."
        host = headers.get("Host", "")
        if urlsplit(f"//{host}").hostname not in ("localhost", "127.0.0.1", "::1"):
            return "Another name leads to this computer."  # a page may point its own name here
        origin = headers.get("Origin")
        if origin is not None and origin not in self.origins:
            return "Pages of this origin may not listen. Allow it with --origin."
        return ""

    def _has_token(self, path: str, headers: Mapping[str, str]) -> bool:
        given = parse_qs(urlsplit(path).query).get("token", [""])[0]
        authorization = headers.get("Authorization", "")
        if authorization.startswith(_BEARER):
            given = authorization.removeprefix(_BEARER)
        return hmac.compare_digest(given.encode(), self.token.encode())


def is_loopback(host: str) -> bool:
    """Return True if only this computer can connect to this host."""
    if host in LOOPBACK_NAMES:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
