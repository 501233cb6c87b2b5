"""Members of a group: invited, let in, restricted, banned."""

from typing import Any

import pytest

from tests.sandbox.town import BOT_ID, CITIZEN, CLERK, ENGLISH, SECOND_CLERK, STAFF, Town

SILENT = {"can_send_messages": False}


async def refused(town: Town, call: str, **body: Any) -> str:
    async with town.http.post(f"{town.url}/control/{call}", json=body) as response:
        assert response.status == 400
        return (await response.json())["error"]


async def status(town: Town, user_id: int) -> str:
    return (await town.ok("getChatMember", chat_id=STAFF, user_id=user_id))["status"]


@pytest.mark.rule("members.join_request")
async def test_a_request_to_join_is_told_and_granted(town: Town) -> None:
    link = await town.ok("createChatInviteLink", chat_id=STAFF, name="Door", creates_join_request=True)
    join = {"chat_id": STAFF, "from_id": ENGLISH, "invite_link": link["invite_link"], "bio": "new here"}
    assert await town.control("join", **join) == {"status": "requested"}
    asked = await town.update("chat_join_request")
    assert (asked["from"]["id"], asked["bio"], asked["invite_link"]["name"]) == (ENGLISH, "new here", "Door")
    await town.send("one moment", chat_id=asked["user_chat_id"])
    member = {"chat_id": STAFF, "user_id": ENGLISH}
    assert await town.ok("approveChatJoinRequest", **member) is True
    assert await status(town, ENGLISH) == "member"
    assert await town.refusal("approveChatJoinRequest", **member) == "Bad Request: USER_ALREADY_PARTICIPANT"


@pytest.mark.rule("members.join_request")
async def test_a_request_is_declined_once_and_lets_the_bot_write_for_five_minutes(town: Town) -> None:
    await town.control("join", chat_id=STAFF, from_id=ENGLISH)
    await town.control("clock", advance=300)
    reason = await town.refusal("sendMessage", chat_id=ENGLISH, text="x")
    assert reason == "Forbidden: bot can't initiate conversation with a user"
    member = {"chat_id": STAFF, "user_id": ENGLISH}
    assert await town.ok("declineChatJoinRequest", **member) is True
    assert await town.refusal("declineChatJoinRequest", **member) == "Bad Request: HIDE_REQUESTER_MISSING"
    assert await status(town, ENGLISH) == "left"


@pytest.mark.rule("members.invite_links")
async def test_a_link_lets_in_as_many_as_it_may_until_it_is_revoked(town: Town) -> None:
    await town.updates(allowed_updates=["chat_member"])
    link = await town.ok("createChatInviteLink", chat_id=STAFF, member_limit=1)
    follow = {"chat_id": STAFF, "invite_link": link["invite_link"]}
    assert await town.control("join", from_id=ENGLISH, **follow) == {"status": "member"}
    joined = await town.update("chat_member")
    assert joined["invite_link"]["invite_link"] == link["invite_link"]
    assert "as many as it may" in await refused(town, "join", from_id=CITIZEN, **follow)
    named = {"chat_id": STAFF, "invite_link": link["invite_link"]}
    changed = await town.ok("editChatInviteLink", name="Wide", **named)
    assert (changed["name"], "member_limit" in changed) == ("Wide", False)
    assert (await town.ok("revokeChatInviteLink", **named))["is_revoked"] is True
    assert "revoked" in await refused(town, "join", from_id=CITIZEN, **follow)


@pytest.mark.rule("members.invite_links")
async def test_a_link_expires_and_a_new_primary_link_replaces_the_old(town: Town) -> None:
    now = int(town.world.clock.now())
    link = await town.ok("createChatInviteLink", chat_id=STAFF, expire_date=now + 60)
    await town.control("clock", advance=60)
    follow = {"chat_id": STAFF, "from_id": ENGLISH}
    assert "expired" in await refused(town, "join", invite_link=link["invite_link"], **follow)
    first, second = [await town.ok("exportChatInviteLink", chat_id=STAFF) for _ in range(2)]
    assert "revoked" in await refused(town, "join", invite_link=first, **follow)
    assert await town.control("join", invite_link=second, **follow) == {"status": "member"}


@pytest.mark.rule("members.ban")
async def test_a_banned_person_comes_back_only_when_unbanned(town: Town) -> None:
    said = await town.say("rude", chat_id=STAFF, from_id=SECOND_CLERK)
    person = {"chat_id": STAFF, "user_id": SECOND_CLERK}
    await town.ok("banChatMember", revoke_messages=True, **person)
    assert await status(town, SECOND_CLERK) == "kicked"
    left = (await town.see("messages", chat_id=STAFF))["messages"]
    assert said["message_id"] not in {message["message_id"] for message in left}
    assert "kicked" in await refused(town, "join", chat_id=STAFF, from_id=SECOND_CLERK)
    await town.ok("unbanChatMember", only_if_banned=True, **person)
    assert await status(town, SECOND_CLERK) == "left"


@pytest.mark.rule("members.ban")
async def test_a_ban_with_an_end_ends_by_the_sandboxs_clock(town: Town) -> None:
    until = int(town.world.clock.now()) + 3600
    await town.ok("banChatMember", chat_id=STAFF, user_id=SECOND_CLERK, until_date=until)
    member = await town.ok("getChatMember", chat_id=STAFF, user_id=SECOND_CLERK)
    assert (member["status"], member["until_date"]) == ("kicked", until)
    await town.control("clock", advance=3600)
    assert await status(town, SECOND_CLERK) == "left"


@pytest.mark.rule("members.restrict")
async def test_a_restricted_person_may_not_write_until_the_restriction_ends(town: Town) -> None:
    until = int(town.world.clock.now()) + 60
    person = {"chat_id": STAFF, "user_id": SECOND_CLERK}
    await town.ok("restrictChatMember", permissions=SILENT, until_date=until, **person)
    speak = {"chat_id": STAFF, "from_id": SECOND_CLERK, "text": "x"}
    assert "may not write" in await refused(town, "say", **speak)
    await town.control("clock", advance=60)
    await town.control("say", **speak)
    await town.ok("restrictChatMember", permissions=SILENT, **person)
    everything = (await town.ok("getChat", chat_id=STAFF))["permissions"]
    await town.ok("restrictChatMember", permissions=everything, **person)
    assert await status(town, SECOND_CLERK) == "member"


@pytest.mark.rule("members.rights")
async def test_members_are_managed_by_those_who_may_only(town: Town) -> None:
    owner = {"chat_id": STAFF, "user_id": CLERK}
    assert await town.refusal("banChatMember", **owner) == "Bad Request: can't remove chat owner"
    me = {"chat_id": STAFF, "user_id": BOT_ID}
    assert await town.refusal("banChatMember", **me) == "Bad Request: user is an administrator of the chat"
    reason = await town.refusal("banChatMember", chat_id=STAFF, user_id=9)
    assert reason == "Bad Request: invalid user_id specified"
    nothing = {"can_restrict_members": False, "can_invite_users": False}
    await town.control("member", chat_id=STAFF, bot=True, status="administrator", rights=nothing)
    reason = await town.refusal("banChatMember", chat_id=STAFF, user_id=SECOND_CLERK)
    assert reason == "Bad Request: not enough rights to restrict/unrestrict chat member"
    reason = await town.refusal("createChatInviteLink", chat_id=STAFF)
    assert reason == "Bad Request: not enough rights to manage chat invite link"
    reason = await town.refusal("createChatInviteLink", chat_id=CITIZEN)
    assert reason == "Bad Request: invite links are available only in groups"
