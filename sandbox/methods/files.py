"""getFile; the download itself is served beside the methods."""

import asyncio
from typing import Any

from sandbox.errors import bad
from sandbox.files import MAX_DOWNLOAD
from sandbox.registry import Call, method


@method("getFile")
async def get_file(call: Call, *, file_id: str) -> dict[str, Any]:
    """Where a file of up to 20 MiB can be downloaded."""
    stored = await asyncio.to_thread(call.world.files.in_size, file_id, bot_id=call.bot.id)
    if stored is None:
        raise bad("wrong file_id or the file is temporarily unavailable")
    if len(stored.data) > MAX_DOWNLOAD:
        raise bad("file is too big")
    return stored.ids() | {"file_id": file_id, "file_path": stored.path}
