"""Staff act in their own areas."""

from content.models import Hall
from domain.errors import OtherArea
from domain.people import Member


def check_takes(hall: Hall, member: Member, area_id: str) -> None:
    """Let somebody act on whoever comes to an area that they take care of.

    Raises:
        OtherArea: it is none of theirs.
    """
    if not member.takes(area_id):
        raise OtherArea(area=hall.area(area_id))
