"""How each address of the API is served: with a tag of its answer, and its refusals documented."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute
from typing_extensions import override

from notifier.web.api.problems import MEDIA_TYPE, Kind
from notifier.web.feeds.answers import is_known


class ApiRoute(APIRoute):
    """Answers 304 to who has the answer already."""

    @override
    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return what answers."""
        handle = super().get_route_handler()

        async def tagged(request: Request) -> Response:
            response = await handle(request)
            if request.method != "GET" or response.status_code != 200:
                return response
            tag = hashlib.sha256(response.body).hexdigest()[:32]
            response.headers["ETag"] = f'"{tag}"'
            if is_known(request.headers, tag):
                return Response(status_code=304, headers={"ETag": f'"{tag}"'})
            return response

        return tagged


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Document with which problems an address answers."""
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        status: {
            "description": "; ".join(each.title for each in Kind if each.status == status),
            "content": {MEDIA_TYPE: {"schema": schema}},
        }
        for status in statuses
    }


def make_router(
    tag: str,
    *,
    route_class: type[APIRoute] = APIRoute,
    responses: dict[int | str, dict[str, Any]] | None = None,
) -> APIRouter:
    """Return a router whose addresses answer with problems; what else they answer is given."""
    return APIRouter(
        tags=[tag],
        route_class=route_class,
        responses={**refusals(401, 403, 404, 422, 429, 503), **(responses or {})},
        generate_unique_id_function=lambda route: route.name,
    )
