"""A page for each area, to hang at its entrance: a code to take a number, and one to say what went wrong."""

import segno

from content.filing import PLACE_LINK
from content.lines import LINE_LINK
from content.models import HallFacts
from domain.languages import Language
from views.render import render_page


def posters(language: Language, facts: HallFacts, *, bot: str) -> str:
    """All of them as HTML; ``bot`` is the bot's username."""

    def code(link: str) -> str:
        return segno.make_qr(f"https://t.me/{bot}?start={link}").svg_inline(omitsize=True)

    pages = [(area, code(f"{LINE_LINK}{area.id}"), code(f"{PLACE_LINK}{area.id}")) for area in facts.areas]
    return render_page(language, "line/posters", hall=facts, pages=pages)
