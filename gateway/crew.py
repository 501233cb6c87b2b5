"""Workers side by side."""

from collections.abc import Sequence

from gateway.worker import Worker


class Crew:
    """Workers side by side. An update wakes one of them, since each that looks costs a transaction."""

    def __init__(self, workers: Sequence[Worker]) -> None:
        self._workers = workers
        for worker in workers:
            worker.more = self.wake

    def wake(self) -> None:
        """Something was stored: whoever has nothing to do sees to it, else whoever is the first to be done."""
        idle = next((worker for worker in self._workers if worker.is_idle), None)
        for worker in (idle,) if idle else self._workers:
            worker.wake()
