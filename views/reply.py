"""How a handler answers; the gateway implements it, so that everything said is a row before it is said."""

from typing import Protocol

from views.screen import Screen


class Reply(Protocol):
    """The answer to one update. Nothing leaves before the unit of work is committed."""

    async def show(self, screen: Screen) -> None:
        """Show a screen where the person is.

        A press edits the pressed message if that is the chat's latest; otherwise a new message follows and the old
        buttons go. In a staff topic the answer quotes what it answers.
        """

    async def renew(self, screen: Screen) -> None:
        """Change the newest screen that ``grows`` in this chat to this one; if there is none, nothing is said."""

    def toast(self, text: str, *, alert: bool = False) -> None:
        """Answer the button press with a short plain text (at most 200 characters); best effort, after the commit."""
