"""Files both ways."""

import orjson
import pytest

from tests.sandbox.town import CITIZEN, PNG, STAFF, TOKEN, Town


@pytest.mark.rule("media.photo_sizes", "wire.download")
async def test_a_photo_has_sizes_and_can_be_downloaded(town: Town) -> None:
    await town.upload(PNG, kind="photo", caption="my id card")
    heard = await town.update("message")
    assert heard["caption"] == "my id card"
    assert [(size["width"], size["height"]) for size in heard["photo"]] == [
        (90, 67),
        (320, 240),
        (800, 600),
        (1024, 768),
    ]
    found = await town.ok("getFile", file_id=heard["photo"][-1]["file_id"])
    assert found["file_unique_id"] == heard["photo"][-1]["file_unique_id"]
    async with town.http.get(f"{town.url}/file/bot{TOKEN}/{found['file_path']}") as response:
        assert await response.read() == PNG


@pytest.mark.rule("media.kinds")
@pytest.mark.rule("updates.message_kinds")
@pytest.mark.parametrize("kind", ["document", "voice", "video", "audio", "sticker", "animation", "video_note"])
async def test_every_kind_of_file_reaches_the_bot(town: Town, kind: str) -> None:
    await town.upload(b"bytes", kind=kind, filename="form.pdf")
    heard = await town.update("message")
    assert heard[kind]["file_size"] == 5
    if kind == "document":
        assert heard[kind]["file_name"] == "form.pdf"


@pytest.mark.rule("media.album")
async def test_an_album_comes_as_messages_of_one_group(town: Town) -> None:
    for _ in range(2):
        await town.upload(PNG, kind="photo", media_group_id="77")
    assert [u["message"]["media_group_id"] for u in await town.updates()] == ["77", "77"]


async def test_a_bot_sends_a_file_and_then_its_id(town: Town) -> None:
    first = (await town.send_file("sendPhoto", "photo", PNG, caption="<b>ticket</b>", parse_mode="HTML"))["result"]
    assert (first["caption"], first["caption_entities"][0]["type"]) == ("ticket", "bold")
    again = await town.ok("sendPhoto", chat_id=CITIZEN, photo=first["photo"][-1]["file_id"])
    assert again["photo"] == first["photo"]
    async with town.http.get(f"{town.url}/control/files/{first['photo'][0]['file_id']}") as response:
        assert (await response.read(), response.content_type) == (PNG, "image/png")


async def test_a_file_that_a_browser_could_run_is_only_for_download(town: Town) -> None:
    said = await town.upload(b"<script>1</script>", kind="document", filename="x.html")
    async with town.http.get(f"{town.url}/control/files/{said['document']['file_id']}") as response:
        assert response.content_type == "application/octet-stream"
        assert response.headers["Content-Disposition"] == "attachment"


@pytest.mark.rule("errors.bad_file")
async def test_wrong_files_are_refused(town: Town) -> None:
    photo = {"chat_id": CITIZEN, "photo": "nonsense"}
    assert await town.refusal("sendPhoto", **photo) == "Bad Request: wrong file identifier/HTTP URL specified"
    reason = await town.refusal("sendPhoto", chat_id=CITIZEN, photo="https://example.org/a.png")
    assert reason == "Bad Request: failed to get HTTP URL content"
    assert await town.refusal("sendPhoto", chat_id=CITIZEN) == "Bad Request: there is no photo in the request"
    assert await town.refusal("sendDocument", chat_id=CITIZEN) == "Bad Request: there is no document in the request"
    for data in (b"no picture", b"RIFF\x00\x00\x00\x00WAVEfmt " + bytes(20), b"\x89PNG\r\n\x1a\n" + bytes(20)):
        refused = await town.send_file("sendPhoto", "photo", data)
        assert refused["description"] == "Bad Request: IMAGE_PROCESS_FAILED"
    document = (await town.send_file("sendDocument", "document", b"x"))["result"]["document"]["file_id"]
    reason = await town.refusal("sendPhoto", chat_id=CITIZEN, photo=document)
    assert reason == "Bad Request: can't use file of type Document as Photo"
    reason = await town.refusal("getFile", file_id="nonsense")
    assert reason == "Bad Request: wrong file_id or the file is temporarily unavailable"


@pytest.mark.rule("content.caption")
async def test_a_caption_has_at_most_1024_characters(town: Town) -> None:
    assert (await town.send_file("sendPhoto", "photo", PNG, caption="好" * 1024))["ok"]
    refused = await town.send_file("sendPhoto", "photo", PNG, caption="好" * 1025)
    assert refused["description"] == "Bad Request: message caption is too long"


@pytest.mark.rule("content.download")
async def test_more_than_20_mib_is_not_given_out(town: Town) -> None:
    await town.upload(b"x" * (20 * 2**20 + 1), kind="document")
    heard = await town.update("message")
    reason = await town.refusal("getFile", file_id=heard["document"]["file_id"])
    assert reason == "Bad Request: file is too big"


@pytest.mark.rule("content.photo", "errors.too_big")
async def test_a_photo_above_10_mib_is_too_large(town: Town) -> None:
    refused = await town.send_file("sendPhoto", "photo", PNG + b"x" * 10 * 2**20)
    assert (refused["error_code"], refused["description"]) == (413, "Request Entity Too Large")


async def test_a_caption_is_edited(town: Town) -> None:
    sent = (await town.send_file("sendPhoto", "photo", PNG, caption="old"))["result"]
    target = {"chat_id": CITIZEN, "message_id": sent["message_id"]}
    assert (await town.ok("editMessageCaption", caption="new", **target))["caption"] == "new"
    assert "caption" not in await town.ok("editMessageCaption", caption="", **target)
    assert (
        await town.refusal("editMessageText", text="x", **target)
        == "Bad Request: there is no text in the message to edit"
    )


@pytest.mark.rule("media.album")
async def test_a_bot_sends_an_album(town: Town) -> None:
    items = [
        {"type": "photo", "media": "attach://ticket", "caption": "one"},
        {"type": "photo", "media": "attach://ticket"},
    ]
    answer = await town.send_file("sendMediaGroup", "ticket", PNG, chat_id=STAFF, media=items)
    assert [m.get("caption") for m in answer["result"]] == ["one", None]
    assert len({m["media_group_id"] for m in answer["result"]}) == 1
    assert len((await town.see("sends"))["sends"]) == 2


@pytest.mark.rule("content.album")
@pytest.mark.parametrize(
    "media", [[], [{"type": "photo", "media": "x"}], [{"type": "photo"}] * 2, [{"type": "voice"}] * 2]
)
async def test_a_wrong_album_is_refused(town: Town, media: list[dict[str, str]]) -> None:
    answer = await town.api("sendMediaGroup", chat_id=CITIZEN, media=orjson.dumps(media).decode())
    assert answer["error_code"] == 400


@pytest.mark.rule("content.album")
async def test_documents_are_not_mixed_with_photos(town: Town) -> None:
    media = [{"type": "photo", "media": "x"}, {"type": "document", "media": "y"}]
    reason = await town.refusal("sendMediaGroup", chat_id=CITIZEN, media=media)
    assert reason == "Bad Request: document can't be mixed with other media types"
