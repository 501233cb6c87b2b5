"""JSON logs: never a token, never what people wrote."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

TOKEN_LIKE = re.compile(r"\d{6,}:[\w-]{30,}")
PRIVATE = frozenset(
    {"text", "raw", "body", "payload", "params", "question", "first_name", "username", "phone", "caption"}
)
"""Names of values that may hold people's words or data; they are not logged, whatever they hold."""

Line = MutableMapping[str, Any]


def _without_secrets(_: Any, __: str, line: Line) -> Line:
    """Drop private values, and cut tokens out of everything else."""
    for key, value in list(line.items()):
        if key in PRIVATE:
            line[key] = "(private)"
        elif isinstance(value, str):
            line[key] = TOKEN_LIKE.sub("(token)", value)
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
        _without_secrets,
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.JSONRenderer(ensure_ascii=False)],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(_StandardError()),  # type: ignore[arg-type] # print needs no more
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    # Libraries log what they send and receive at DEBUG and INFO; their warnings are enough.
    root.setLevel(logging.WARNING)
