"""Media that bots send and replace, places and dice."""

from typing import Any

import pytest

from tests.sandbox.town import CITIZEN, PNG, STAFF, Town

POINT = {"latitude": 31.2, "longitude": 121.5}


@pytest.mark.rule("media.kinds")
@pytest.mark.parametrize(
    ("method", "field"),
    [
        ("sendAnimation", "animation"),
        ("sendAudio", "audio"),
        ("sendVideo", "video"),
        ("sendVideoNote", "video_note"),
        ("sendVoice", "voice"),
        ("sendSticker", "sticker"),
    ],
)
async def test_a_bot_sends_every_kind_of_file(town: Town, method: str, field: str) -> None:
    sent = (await town.send_file(method, field, b"bytes"))["result"]
    assert sent[field]["file_size"] == 5
    again = await town.ok(method, chat_id=CITIZEN, **{field: sent[field]["file_id"]})
    assert again[field]["file_unique_id"] == sent[field]["file_unique_id"]


@pytest.mark.rule("media.edit")
async def test_a_picture_is_replaced_with_its_caption(town: Town) -> None:
    sent = (await town.send_file("sendPhoto", "photo", PNG, caption="old"))["result"]
    new = (await town.send_file("sendDocument", "document", b"x"))["result"]["document"]["file_id"]
    target = {"chat_id": CITIZEN, "message_id": sent["message_id"]}
    media = {"type": "document", "media": new, "caption": "<b>new</b>", "parse_mode": "HTML"}
    edited = await town.ok("editMessageMedia", media=media, **target)
    assert (edited["caption"], "photo" in edited, edited["document"]["file_id"]) == ("new", False, new)
    assert (await town.refusal("editMessageMedia", media=media, **target)).startswith("Bad Request: message is not")


@pytest.mark.rule("media.edit")
async def test_a_file_is_put_into_a_text_message_by_upload(town: Town) -> None:
    sent = await town.send("wait for the picture")
    media = {"type": "photo", "media": "attach://ticket"}
    edited = (await town.send_file("editMessageMedia", "ticket", PNG, message_id=sent["message_id"], media=media))[
        "result"
    ]
    assert ("photo" in edited, "text" in edited) == (True, False)


@pytest.mark.rule("media.edit")
async def test_what_has_no_picture_or_another_kind_in_an_album_keeps_its_media(town: Town) -> None:
    photo = (await town.send_file("sendPhoto", "photo", PNG))["result"]["photo"][-1]["file_id"]
    document = (await town.send_file("sendDocument", "document", b"x"))["result"]["document"]["file_id"]
    album = await town.ok("sendMediaGroup", chat_id=STAFF, media=[{"type": "photo", "media": photo}] * 2)
    voice = (await town.send_file("sendVoice", "voice", b"x"))["result"]

    async def refusal(message: dict[str, Any], media: dict[str, Any]) -> str:
        target = {"chat_id": message["chat"]["id"], "message_id": message["message_id"]}
        return await town.refusal("editMessageMedia", media=media, **target)

    replaced = {"type": "document", "media": document}
    assert await refusal(album[0], replaced) == "Bad Request: can't change media type in the album"
    assert await refusal(voice, replaced) == "Bad Request: message media can't be edited"
    assert "media type is invalid" in await refusal(album[0], {"type": "sticker", "media": photo})


@pytest.mark.rule("content.location")
async def test_a_live_location_is_moved_and_stopped(town: Town) -> None:
    sent = await town.ok("sendLocation", chat_id=CITIZEN, live_period=600, **POINT)
    target = {"chat_id": CITIZEN, "message_id": sent["message_id"]}
    moved = await town.ok("editMessageLiveLocation", latitude=31.3, longitude=121.5, heading=90, **target)
    assert moved["location"] == {"latitude": 31.3, "longitude": 121.5, "live_period": 600, "heading": 90}
    stopped = await town.ok("stopMessageLiveLocation", **target)
    assert "live_period" not in stopped["location"]
    assert await town.refusal("stopMessageLiveLocation", **target) == "Bad Request: message can't be edited"
    late = await town.ok("sendLocation", chat_id=CITIZEN, live_period=600, **POINT)
    await town.control("clock", advance=600)
    target = {"chat_id": CITIZEN, "message_id": late["message_id"]}
    assert await town.refusal("editMessageLiveLocation", **target, **POINT) == "Bad Request: message can't be edited"


@pytest.mark.rule("content.location")
@pytest.mark.parametrize(
    "wrong",
    [{"latitude": 91}, {"horizontal_accuracy": 1501}, {"live_period": 59}, {"live_period": 60, "heading": 361}],
)
async def test_a_wrong_place_is_refused(town: Town, wrong: dict[str, float]) -> None:
    answer = await town.api("sendLocation", chat_id=CITIZEN, **(POINT | wrong))
    assert answer["error_code"] == 400


@pytest.mark.rule("updates.message_kinds")
async def test_a_persons_live_location_moves_by_edits_for_its_time(town: Town) -> None:
    me = {"chat_id": CITIZEN, "from_id": CITIZEN}
    said = await town.control("location", live_period=60, **POINT, **me)
    await town.updates()
    move = {"message_id": said["message_id"], "latitude": 31.3, "longitude": 121.5, **me}
    await town.control("edit", **move)
    heard = await town.update("edited_message")
    assert heard["location"] == {"latitude": 31.3, "longitude": 121.5, "live_period": 60}
    await town.control("clock", advance=60)
    async with town.http.post(f"{town.url}/control/edit", json=move) as response:
        assert "no longer live" in (await response.json())["error"]


@pytest.mark.rule("media.venue")
async def test_a_venue_has_a_name_and_an_address(town: Town) -> None:
    sent = await town.ok("sendVenue", chat_id=CITIZEN, title="Hall", address="Main street", **POINT)
    assert sent["venue"] == {"location": POINT, "title": "Hall", "address": "Main street"}
    assert sent["location"] == POINT
    await town.control("location", chat_id=CITIZEN, from_id=CITIZEN, title="Home", address="Here", **POINT)
    assert (await town.update("message"))["venue"]["title"] == "Home"


@pytest.mark.rule("media.dice")
async def test_dice_fall_within_their_numbers(town: Town) -> None:
    for emoji, highest in {"🎲": 6, "⚽️": 5, "🎰": 64}.items():
        thrown = (await town.ok("sendDice", chat_id=CITIZEN, emoji=emoji))["dice"]
        assert 1 <= thrown["value"] <= highest
    assert await town.refusal("sendDice", chat_id=CITIZEN, emoji="🙂") == "Bad Request: EMOTICON_INVALID"
    await town.control("dice", chat_id=CITIZEN, from_id=CITIZEN)
    assert (await town.update("message"))["dice"]["emoji"] == "🎲"


@pytest.mark.rule("updates.message_kinds")
async def test_any_service_message_can_be_put_into_a_chat(town: Town) -> None:
    fields = {"write_access_allowed": {"from_request": True}}
    await town.control("service", chat_id=CITIZEN, from_id=CITIZEN, fields=fields)
    assert (await town.update("message"))["write_access_allowed"] == {"from_request": True}
