"""JSON logs: never a token, never what people wrote."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

TOKEN_LIKE = re.compile(r"\d{6,}:[\w-]{30,}")
NOT_FOR_A_LINE = re.compile("[\x7f-\x9f\u2028\u2029]")
"""What a terminal obeys or takes for the end of a line, and JSON does not escape."""
PRIVATE = frozenset(
    {"text", "raw", "body", "payload", "params", "question", "first_name", "username", "phone", "caption"}
)
"""Names of values that may hold people's words or data; they are not logged, whatever they hold."""

Line = MutableMapping[str, Any]
_as_json = structlog.processors.JSONRenderer(ensure_ascii=False)


def _without_private_values(_: Any, __: str, line: Line) -> Line:
    for key in PRIVATE & line.keys():
        line[key] = "(private)"
    return line


def _first_line_of_libraries(_: Any, __: str, line: Line) -> Line:
    """A library's sentence as its code has it: what it fills in, and what asyncio adds below, may quote anything."""
    line["event"] = str(line["event"]).partition("\n")[0]
    return line


def _errors_by_type(_: Any, __: str, line: Line) -> Line:
    """An error's place and type, without its text: that may quote what somebody wrote, or SQL with its values."""
    error = line.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()[1]
    if isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        places = []
        trace = error.__traceback__
        while trace:
            code = trace.tb_frame.f_code
            places.append(f"{code.co_filename.rsplit('/', 2)[-1]}:{trace.tb_lineno}:{code.co_name}")
            trace = trace.tb_next
        line["error"] = type(error).__qualname__
        line["where"] = places[-6:]
    return line


def _rendered(logger: Any, method: str, line: Line) -> str:
    """The finished line: whatever was nested how deep, no token is left in it, and it stays one line."""
    written = TOKEN_LIKE.sub("(token)", str(_as_json(logger, method, line)))
    return NOT_FOR_A_LINE.sub(lambda found: f"\\u{ord(found[0]):04x}", written)


class _StandardError:
    """The standard error of the moment; test runners exchange it."""

    def write(self, line: str) -> None:
        sys.stderr.write(line)

    def flush(self) -> None:
        sys.stderr.flush()


def configure_logs(level: str) -> None:
    """One JSON object a line on standard error, for our own logs and for those of libraries."""
    shared: list[Any] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _errors_by_type,
        _without_private_values,
    ]
    structlog.configure(
        processors=[*shared, _rendered],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(_StandardError()),  # type: ignore[arg-type] # print needs no more
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(_StandardError())
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _rendered],
            foreign_pre_chain=[structlog.stdlib.add_logger_name, _first_line_of_libraries, *shared],
            use_get_message=False,
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    # Libraries log what they send and receive at DEBUG and INFO; their warnings are enough.
    root.setLevel(logging.WARNING)
