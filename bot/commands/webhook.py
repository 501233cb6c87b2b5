"""``banshi webhook remove``: the way back to polling."""

from bot.commands.failures import CannotRun
from bot.settings import load_settings
from gateway.telegram import Ambiguous, NotReached, Telegram, TelegramError


async def remove() -> int:
    """Take the webhook away; what waits at Telegram stays there for whoever polls."""
    settings = load_settings()
    telegram = Telegram(api_url=str(settings.api_url), token=settings.token.get_secret_value())
    try:
        await telegram.call("deleteWebhook")
        waiting = (await telegram.call("getWebhookInfo"))["pending_update_count"]
    except (TelegramError, NotReached, Ambiguous) as error:
        raise CannotRun(f"Telegram did not remove the webhook ({error}). Try: banshi doctor") from None
    finally:
        await telegram.close()
    print(f"No webhook is set; {waiting} updates wait for the bot to poll. Start it without BANSHI_WEBHOOK_URL.")
    return 0
