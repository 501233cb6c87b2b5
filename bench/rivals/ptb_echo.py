"""python-telegram-bot's echo, tuned as its wiki advises. Usage: python -m bench.rivals.ptb_echo URL TOKEN"""

import sys

from telegram import Update
from telegram.ext import Application, ApplicationBuilder, ContextTypes, MessageHandler, filters

SIDE_BY_SIDE = 256
"""Updates handled concurrently."""
CONNECTIONS = 16
PATIENCE = 60.0
"""Seconds a send may wait for a connection; the default of one would make it fail under this load."""


async def echo(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    """Repeat what was written."""
    if update.message:
        await update.message.reply_text(update.message.text or "")


def main(url: str, token: str) -> None:
    """Poll until told to stop."""
    builder = ApplicationBuilder().token(token).base_url(f"{url}/bot").base_file_url(f"{url}/file/bot")
    builder = builder.concurrent_updates(SIDE_BY_SIDE).connection_pool_size(CONNECTIONS).pool_timeout(PATIENCE)
    application: Application = builder.build()  # type: ignore[type-arg] # its six type parameters say nothing here
    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.run_polling(timeout=25)


if __name__ == "__main__":
    main(*sys.argv[1:])
