"""Dice and their kin: how high each throws."""

import random
from typing import Any

HIGHEST = {"🎲": 6, "🎯": 6, "🎳": 6, "🏀": 5, "⚽": 5, "🎰": 64}
VARIATION = "\ufe0f"  # clients send emoji with and without it


def throw(emoji: str, *, rng: random.Random) -> dict[str, Any] | None:
    """The message field of a throw; None for an emoji that is no die."""
    plain = emoji.replace(VARIATION, "")
    if plain not in HIGHEST:
        return None
    return {"dice": {"emoji": emoji, "value": rng.randrange(HIGHEST[plain]) + 1}}
