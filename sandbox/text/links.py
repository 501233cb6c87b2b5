"""What an address in formatted text becomes: a link, a mention, an emoji, a moment, or nothing."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit


def link(url: str) -> dict[str, Any] | None:
    """The entity fields of a link, or of a mention of a user; None when Telegram drops it for its address."""
    mention = re.fullmatch(r"tg://user\?id=(\d+)", url)
    if mention:
        return {"type": "text_mention", "user_id": int(mention[1])}
    if "://" not in url and not url.startswith(("mailto:", "tel:")):
        url = "http://" + url
    if not re.fullmatch(r"(?:https?|tg|ton|mailto|tel):.+", url) or not re.search(r"[.:]", url.split("//")[-1]):
        return None
    return {"type": "text_link", "url": url + "/" if re.fullmatch(r"https?://[^/?#]+", url) else url}


def emoji_or_time(url: str) -> dict[str, Any] | None:
    """The entity fields of `tg://emoji?id=…` or `tg://time?unix=…&format=…`; None for any other address."""
    parts = urlsplit(url)
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    if parts.scheme != "tg" or parts.netloc not in ("emoji", "time"):
        return None
    if parts.netloc == "emoji":
        number = asked.get("id", "")
        return {"type": "custom_emoji", "custom_emoji_id": number} if re.fullmatch(r"[1-9]\d*", number) else None
    return moment(asked.get("unix", ""), asked.get("format", ""))


def moment(unix: str, form: str) -> dict[str, Any] | None:
    """The entity fields of a moment in seconds since the epoch."""
    if not re.fullmatch(r"[1-9]\d{0,9}", unix):
        return None
    return {"type": "date_time", "unix_time": int(unix), **({"date_time_format": form} if form else {})}
