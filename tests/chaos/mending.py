"""Points that are passed only when something has to be mended; their kills are played one by one."""

MENDED = (
    "worker.failure_noted",
    "topic.lost",
    "group.moved",
)
PERIODIC = ("job.claimed", "job.done")
"""Points of work that comes round by itself."""
