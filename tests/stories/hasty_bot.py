"""The bot with a mistake that a story must find: it holds no reply, each leaves at once."""

import sys
from datetime import timedelta

from actions.cases import replies
from bot.cli import main

if __name__ == "__main__":
    replies.REPLY_HOLD = timedelta()
    sys.exit(main(["run"]))
