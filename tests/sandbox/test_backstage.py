"""A sandbox without a bot of its own says so, and steers none."""

import pytest

from tests.sandbox.town import Town


async def test_a_sandbox_alone_has_nothing_behind_it(town: Town) -> None:
    assert await town.see("backstage") == {"present": False}


@pytest.mark.parametrize("call", ["kill", "jump"])
async def test_what_is_not_there_can_be_neither_killed_nor_asked_when_something_is_due(town: Town, call: str) -> None:
    async with town.http.post(f"{town.url}/control/backstage/{call}", json={"name": "deadline"}) as response:
        assert response.status == 400
        assert "banshi demo" in (await response.json())["error"]
