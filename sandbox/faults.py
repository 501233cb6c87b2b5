"""Troubles ordered in advance: the next calls of a method meet them."""

from dataclasses import asdict, dataclass
from typing import Any

from sandbox.errors import ControlError

KINDS = frozenset({"429", "500", "502", "lost", "reset", "delay"})


@dataclass(slots=True)
class Fault:
    """One order: skip `after` fitting calls, then strike `times` of them; seconds belong to `delay`."""

    id: int
    kind: str
    method: str = "*"
    times: int = 1
    after: int = 0
    retry_after: int = 1
    seconds: float = 1.0
    chat_id: int | None = None

    def fits(self, method: str, chat_id: str) -> bool:
        """Whether a call of `method` concerns this fault; getUpdates must be named."""
        named = method != "getupdates" if self.method == "*" else self.method.lower() == method
        return named and (self.chat_id is None or str(self.chat_id) == chat_id)


class Faults:
    """The orders not yet used up, oldest first."""

    def __init__(self) -> None:
        self._orders: list[Fault] = []
        self._last_id = 0

    def order(self, wish: dict[str, Any]) -> Fault:
        """Add a fault.

        Raises:
            ControlError: an unknown kind or a field that does not fit.
        """
        kind = str(wish.get("kind", ""))
        if kind not in KINDS:
            raise ControlError(f"kind must be one of {', '.join(sorted(KINDS))}.")
        try:
            fault = Fault(
                id=self._last_id + 1,
                kind=kind,
                method=str(wish.get("method") or "*"),
                times=int(wish.get("times", 1)),
                after=int(wish.get("after", 0)),
                retry_after=int(wish.get("retry_after", 1)),
                seconds=float(wish.get("seconds", 1.0)),
                chat_id=int(wish["chat_id"]) if wish.get("chat_id") is not None else None,
            )
        except (TypeError, ValueError) as error:
            raise ControlError("times, after, retry_after, seconds and chat_id must be numbers.") from error
        self._last_id = fault.id
        self._orders.append(fault)
        return fault

    def strike(self, method: str, *, chat_id: str) -> Fault | None:
        """The fault that this call meets, if any; counts the call. `method` in lower case."""
        for fault in self._orders:
            if not fault.fits(method, chat_id):
                continue
            if fault.after > 0:
                fault.after -= 1
                continue
            fault.times -= 1
            if fault.times <= 0:
                self._orders.remove(fault)
            return fault
        return None

    def left(self) -> list[dict[str, Any]]:
        """The orders not yet used up."""
        return [asdict(fault) for fault in self._orders]

    def clear(self) -> None:
        """Forget all orders."""
        self._orders.clear()
