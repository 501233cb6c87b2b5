"""The names of what one replica reads for all."""

PENDING = "telegram_pending"
"""Updates that wait at Telegram."""
LAST_ERROR = "webhook_last_error"
"""When Telegram last failed to bring one to our webhook, in seconds since 1970, 0 for never; none without a webhook."""
STAFF_CHAT = "staff_chat"
"""Begins the reading of each staff group: 1 when the bot cannot do its work there."""
