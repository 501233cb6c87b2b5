"""The flow of the case by which the bot tries its own deadlines."""

from functools import cache

from content.flows import FlowFile
from content.paths import canary_file
from content.written import load


@cache
def canary_flow() -> FlowFile:
    """A case that nobody sees, and that ends by itself."""
    return FlowFile.model_validate(load(canary_file().read_text("utf-8")))
