"""What somebody reads when they become staff."""

from domain.desk import PILES
from domain.languages import Language
from domain.people import ANSWERS_CITIZENS, Member
from views.navigation import way_back
from views.render import label, render
from views.screen import Screen


def welcome(language: Language, member: Member) -> Screen:
    """The role, how replying works, and where the desk is."""
    body = render(
        language,
        "staff/welcome",
        who=member.person.first_name,
        role=label(language, f"staff.role.{member.role}"),
        answers=member.role in ANSWERS_CITIZENS,
        has_desk=member.role in PILES,
    )
    return Screen(body=body, rows=(way_back(language),))
