"""Refusals: those of the Bot API with Telegram's words, and those of the control API."""

from typing import Any

PREFIXES = {
    400: "Bad Request: ",
    401: "Unauthorized: ",
    403: "Forbidden: ",
    409: "Conflict: ",
    500: "Internal Server Error: ",
}


class ApiError(Exception):
    """A Bot API call is refused; `description` is the whole text that the bot reads."""

    def __init__(self, code: int, description: str, *, parameters: dict[str, Any] | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


class ControlError(Exception):
    """A control call cannot be done; the text says what to do."""


def refused(code: int, reason: str, *, parameters: dict[str, Any] | None = None) -> ApiError:
    """A refusal with the prefix that Telegram puts before the reason of this code.

    The first letter is lower-cased unless the reason is an UPPER_CASE code, as the real server does.
    """
    if reason[1:2] != reason[1:2].upper() or not reason[1:2].isalpha():
        reason = reason[:1].lower() + reason[1:]
    return ApiError(code, PREFIXES[code] + reason, parameters=parameters)


def bad(reason: str, *, parameters: dict[str, Any] | None = None) -> ApiError:
    """400: the call itself is wrong."""
    return refused(400, reason, parameters=parameters)


def forbidden(reason: str) -> ApiError:
    """403: the bot may not speak there."""
    return refused(403, reason)


def too_many(seconds: int) -> ApiError:
    """429: wait `seconds` before the next try."""
    return ApiError(429, f"Too Many Requests: retry after {seconds}", parameters={"retry_after": seconds})
