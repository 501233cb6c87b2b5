"""How long a guide may be trusted."""

from datetime import date


def is_expired(valid_until: date, *, today: date) -> bool:
    """Whether a guide is past its last day; on that day itself it still holds.

    Args:
        valid_until: the guide's last day.
        today: the hall's local date.

    Source: docs/rules/guides.md, 1.
    """
    return valid_until < today
