"""From a due source to stored articles and planned alerts; delivery takes them from the store.

`poller` polls what `active_sources` lists and hubs push to `websub`; both hand entries to
`pipeline`, where `story_assignment` finds their stories. `fan_out_job` plans the alerts that a hot
article leaves to be planned. `source_alerts` and `disk_space` notify
operators of what keeps articles out.
"""

__all__ = [
    "active_sources",
    "disk_space",
    "fan_out_job",
    "pipeline",
    "poller",
    "source_alerts",
    "story_assignment",
    "websub",
]
