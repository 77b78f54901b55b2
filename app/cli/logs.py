"""What the process says about itself: one line an event on stderr, JSON where programs read it."""

import logging
import sys

from app.log import structlog


def configure(*, json: bool, quiet: bool = False) -> None:
    """`quiet` leaves only warnings, for commands that a person runs. Tracebacks never show values of variables."""
    level = logging.WARNING if quiet else logging.INFO
    traceback = structlog.dev.plain_traceback
    last = (
        structlog.processors.JSONRenderer()
        if json
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=traceback)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *([structlog.processors.format_exc_info] if json else []),
            last,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
