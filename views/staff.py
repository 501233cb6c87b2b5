"""What somebody reads when they become staff."""

from domain.languages import Language
from domain.people import ANSWERS_CITIZENS, Member
from views.navigation import way_back
from views.render import label, render
from views.screen import Screen


def welcome(language: Language, member: Member) -> Screen:
    """The role, and how replying works."""
    body = render(
        language,
        "staff/welcome",
        who=member.person.first_name,
        role=label(language, f"staff.role.{member.role}"),
        answers=member.role in ANSWERS_CITIZENS,
    )
    return Screen(body=body, rows=(way_back(language),))
