"""The JSON API, described in docs/api.md and by its own `openapi.json`.

`mounting` puts the application below `address` and loads it when it is first asked; `shared` is
what it stands on. `asking` says who asks, `limits` how often, `problems` what is wrong; `writes`
carries a change out once. `public` and `own` have the addresses, `schemas` what goes in and out.
"""

__all__ = ["address", "limits", "mounting", "shared"]
