"""Troubles ordered in advance: the next calls of a method, or deliveries to a webhook, meet them."""

import random
from dataclasses import asdict, dataclass
from typing import Any

from sandbox.errors import ControlError

OF_CALLS = frozenset({"429", "500", "502", "lost", "reset", "delay", "stall", "late"})
OF_DELIVERIES = frozenset({"duplicate", "shuffle", "delay", "lost", "reset"})
OF_BATCH = frozenset({"duplicate", "shuffle"})
"""What is done to the updates of a poll, not to the call."""
OF_POLLS = OF_CALLS | OF_BATCH
LONGEST = 86_400  # seconds of a delay
BY_NAME = frozenset({"getupdates", "webhook"})
"""What `*` leaves alone. `webhook` is no method: it names the deliveries."""


@dataclass(slots=True)
class Fault:
    """One order: skip `after` fitting calls, then strike `times` of them, each with this `chance`.

    `seconds` belong to `delay`, `stall` and `late`, `copies` to `duplicate`.
    """

    id: int
    kind: str
    method: str = "*"
    times: int = 1
    after: int = 0
    chance: float = 1.0
    retry_after: int = 1
    seconds: float = 1.0
    copies: int = 1
    chat_id: int | None = None

    def fits(self, method: str, chat_id: str) -> bool:
        """Whether a call of `method` concerns this fault."""
        named = method not in BY_NAME if self.method == "*" else self.method.lower() == method
        return named and (self.chat_id is None or str(self.chat_id) == chat_id)


class Faults:
    """The orders not yet used up, oldest first. `rng` draws for those with a chance."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self.orders: list[Fault] = []
        self._last_id = 0

    def order(self, wish: dict[str, Any]) -> Fault:
        """Add a fault.

        Raises:
            ControlError: an unknown kind or a field that does not fit.
        """
        kind, method = str(wish.get("kind", "")), str(wish.get("method") or "*")
        kinds = {"webhook": OF_DELIVERIES, "getupdates": OF_POLLS}.get(method.lower(), OF_CALLS)
        if kind not in kinds:
            raise ControlError(f"kind must be one of {', '.join(sorted(kinds))} for method {method}.")
        try:
            fault = Fault(
                id=max([self._last_id, *(order.id for order in self.orders)]) + 1,
                kind=kind,
                method=method,
                times=int(wish.get("times", 1)),
                after=int(wish.get("after", 0)),
                chance=float(wish.get("chance", 1.0)),
                retry_after=int(wish.get("retry_after", 1)),
                seconds=float(wish.get("seconds", 1.0)),
                copies=int(wish.get("copies", 1)),
                chat_id=int(wish["chat_id"]) if wish.get("chat_id") is not None else None,
            )
        except (TypeError, ValueError, OverflowError) as error:
            raise ControlError(
                "times, after, chance, retry_after, seconds, copies and chat_id must be numbers."
            ) from error
        if not (fault.times > 0 <= fault.after and 0 < fault.chance <= 1 and fault.retry_after > 0 < fault.copies):
            raise ControlError("times, retry_after and copies begin at 1, after at 0; chance is above 0 and at most 1.")
        if not 0 <= fault.seconds <= LONGEST:
            raise ControlError(f"seconds must be from 0 to {LONGEST}.")
        self._last_id = fault.id
        self.orders.append(fault)
        return fault

    def strike(self, method: str, *, chat_id: str = "", of_batch: bool = False) -> Fault | None:
        """The fault that this call meets, if any; counts the call. `method` in lower case.

        ``of_batch``: only what is done to a batch of updates, once there is one; a call meets everything else.
        """
        for fault in self.orders:
            if not fault.fits(method, chat_id) or (method == "getupdates" and of_batch is not (fault.kind in OF_BATCH)):
                continue
            if fault.after > 0:
                fault.after -= 1
                continue
            if fault.chance < 1 and self._rng.random() >= fault.chance:
                continue
            fault.times -= 1
            if fault.times <= 0:
                self.orders.remove(fault)
            return fault
        return None

    def left(self) -> list[dict[str, Any]]:
        """The orders not yet used up."""
        return [asdict(fault) for fault in self.orders]

    def clear(self) -> None:
        """Forget all orders."""
        self.orders.clear()
