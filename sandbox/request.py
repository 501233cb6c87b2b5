"""Reading an HTTP request: parameters by query, form, multipart or JSON, and file parts."""

from typing import Any
from urllib.parse import parse_qsl

import orjson
from aiohttp import BodyPartReader, web
from aiohttp.multipart import MultipartReader

from sandbox.errors import ApiError, bad
from sandbox.files import MAX_UPLOAD, Upload

MAX_FILES = 50  # in one request


async def read_parameters(request: web.Request) -> tuple[dict[str, Any], dict[str, Upload]]:
    """The parameters and the files of a call; the body wins over the query.

    Raises:
        ApiError: 400 for a body that cannot be read, 413 for one that is too big.
    """
    params: dict[str, Any] = dict(request.query)
    if request.method != "POST" or not request.can_read_body:
        return params, {}
    kind = request.content_type
    if kind == "multipart/form-data":
        return await _multipart(request, params)
    raw = await _body(request)
    if kind == "application/json":
        return params | _object(raw), {}
    if kind == "application/x-www-form-urlencoded":
        params.update(parse_qsl(raw.decode("utf-8", "replace"), keep_blank_values=True))
    return params, {}


async def _body(request: web.Request) -> bytes:
    try:
        return await request.read()
    except web.HTTPRequestEntityTooLarge as error:
        raise ApiError(413, "Request Entity Too Large") from error


def _object(raw: bytes) -> dict[str, Any]:
    try:
        body = orjson.loads(raw or b"{}")
    except orjson.JSONDecodeError as error:
        raise bad("can't parse JSON object") from error
    if not isinstance(body, dict):
        raise bad("JSON object expected")
    return body


async def _multipart(request: web.Request, params: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Upload]]:
    files: dict[str, Upload] = {}
    size = 0
    async for part in await request.multipart():
        if isinstance(part, MultipartReader) or not isinstance(part, BodyPartReader) or part.name is None:
            raise bad("can't parse multipart request")
        data = bytes(await part.read(decode=True))
        size += len(data)
        if size > MAX_UPLOAD + 2**20:
            raise ApiError(413, "Request Entity Too Large")
        if part.filename is None:
            params[part.name] = data.decode("utf-8", "replace")
            continue
        files[part.name] = Upload(data, part.filename, part.headers.get("Content-Type", ""))
        if len(files) > MAX_FILES:
            raise bad("too many files in the request")
    return params, files
