"""Telegram's refusals: one exception and the sentences of the real server.

Must not decide when to refuse; the callers do.
"""


class ApiRefusal(Exception):
    """What the Bot API answers instead of a result."""

    def __init__(self, code: int, description: str, *, retry_after_s: int | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.retry_after_s = retry_after_s

    def to_wire(self) -> dict[str, object]:
        answer: dict[str, object] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.retry_after_s is not None:
            answer["parameters"] = {"retry_after": self.retry_after_s}
        return answer


def bad_request(reason: str) -> ApiRefusal:
    return ApiRefusal(400, f"Bad Request: {reason}")


def forbidden(reason: str) -> ApiRefusal:
    return ApiRefusal(403, f"Forbidden: {reason}")


def conflict(reason: str) -> ApiRefusal:
    return ApiRefusal(409, f"Conflict: {reason}")


def too_many_requests(retry_after_s: int) -> ApiRefusal:
    reason = f"Too Many Requests: retry after {retry_after_s}"
    return ApiRefusal(429, reason, retry_after_s=retry_after_s)


def not_emulated(what: str) -> ApiRefusal:
    """A thing Telegram can do and this sandbox can't: never a fake success."""
    return ApiRefusal(501, f"Not Implemented: the sandbox does not emulate {what}")
