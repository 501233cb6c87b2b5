"""Reading an HTTP request: parameters by query, form, multipart or JSON, and file parts."""

import zlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import orjson
from aiohttp import BodyPartReader, web
from aiohttp.http_exceptions import HttpProcessingError

from sandbox.errors import ApiError, bad
from sandbox.files import MAX_UPLOAD, Upload

MAX_FILES = 50  # in one request
BROKEN = (ValueError, LookupError, AssertionError, RuntimeError, zlib.error, HttpProcessingError)
"""What aiohttp raises over a multipart body that is none, by where it notices."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a multipart body; `filename` is None for a mere field."""

    name: str
    data: bytes
    filename: str | None
    content_type: str


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
    async for part in parts_of(request):
        size += len(part.data)
        if size > MAX_UPLOAD + 2**20:
            raise ApiError(413, "Request Entity Too Large")
        if part.filename is None:
            params[part.name] = part.data.decode("utf-8", "replace")
            continue
        files[part.name] = Upload(part.data, part.filename, part.content_type)
        if len(files) > MAX_FILES:
            raise bad("too many files in the request")
    return params, files


async def parts_of(request: web.Request) -> AsyncIterator[Part]:
    """The parts of a multipart body, one by one.

    Raises:
        ApiError: 400, the body is none, or a part has no name or cannot be decoded.
    """
    try:
        reader = await request.multipart()
        while (part := await reader.next()) is not None:
            if not isinstance(part, BodyPartReader) or part.name is None:
                raise bad("can't parse multipart request")
            data = bytes(await part.read(decode=True))
            yield Part(part.name, data, part.filename, part.headers.get("Content-Type", ""))
    except BROKEN as error:
        raise bad("can't parse multipart request") from error
