"""The routes of the control API."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from bot.sandbox.control import reading
from bot.sandbox.control.acting import Acting
from bot.sandbox.control.live import Live
from bot.sandbox.control.world import World
from bot.sandbox.courier import Courier
from bot.sandbox.errors import BadRequest
from bot.sandbox.faults import Faults
from bot.sandbox.log import Log
from bot.sandbox.reactions import emoji_names
from bot.sandbox.users import User
from bot.sandbox.workspace import Workspace

Answer = Callable[[Request], Awaitable[dict[str, Any]]]


@dataclass(frozen=True)
class Control:
    """What the routes need."""

    workspace: Workspace
    courier: Courier
    acting: Acting
    world: World
    faults: Faults
    log: Log
    live: Live

    def routes(self) -> list[BaseRoute]:
        """Everything under `/sandbox/`."""
        get, post = ["GET"], ["POST"]
        person = "/sandbox/users/{user}"
        table: list[tuple[str, list[str], Answer]] = [
            ("/sandbox/workspace", get, self._workspace),
            ("/sandbox/log", get, self._log),
            ("/sandbox/clock", get, self._clock),
            ("/sandbox/clock", post, self._travel),
            ("/sandbox/users", post, self._add_user),
            (person, ["PATCH"], self._change_user),
            (f"{person}/channels", get, self._channels),
            (f"{person}/channels/{{channel}}/messages", get, self._messages),
            (f"{person}/channels/{{channel}}/threads/{{ts}}", get, self._thread),
            (f"{person}/home", get, self._home),
            (f"{person}/modals", get, self._modals),
            (f"{person}/options", get, self._options),
            (f"{person}/act", post, self._act),
            ("/sandbox/channels", post, self._add_channel),
            ("/sandbox/channels/{channel}", ["PATCH"], self._change_channel),
            ("/sandbox/usergroups", post, self._add_usergroup),
            ("/sandbox/faults", ["GET", "POST", "DELETE"], self._faults),
            ("/sandbox/refresh", post, self._refresh),
            ("/sandbox/install", post, self._install),
            ("/sandbox/uninstall", post, self._uninstall),
        ]
        routes: list[BaseRoute] = [
            Route(path, _json(answer), methods=methods) for path, methods, answer in table
        ]
        return [*routes, Route("/sandbox/emoji", _emoji), WebSocketRoute("/sandbox/live", self._live)]

    def _user(self, request: Request) -> User:
        return self.workspace.users.find(request.path_params["user"])

    async def _workspace(self, _: Request) -> dict[str, Any]:
        return reading.workspace_shape(self.workspace, self.courier)

    async def _log(self, request: Request) -> dict[str, Any]:
        entries = self.log.since(_number(request, "since", 0))
        return {"entries": [each.shape() for each in entries], "rate_limited": self.log.rate_limited}

    async def _clock(self, _: Request) -> dict[str, Any]:
        return reading.clock_shape(self.workspace)

    async def _travel(self, request: Request) -> dict[str, Any]:
        await self.courier.quiet()
        await self.world.travel(await _body(request))
        return reading.clock_shape(self.workspace)

    async def _add_user(self, request: Request) -> dict[str, Any]:
        user = self.world.add_user(await _body(request))
        await self.courier.quiet()
        return {"ok": True, "user": user.id}

    async def _change_user(self, request: Request) -> dict[str, Any]:
        user = self.world.change_user(request.path_params["user"], await _body(request))
        await self.courier.quiet()
        return {"ok": True, "user": user.id}

    async def _add_channel(self, request: Request) -> dict[str, Any]:
        return {"ok": True, "channel": self.world.add_channel(await _body(request)).id}

    async def _change_channel(self, request: Request) -> dict[str, Any]:
        channel = self.world.change_channel(request.path_params["channel"], await _body(request))
        return {"ok": True, "channel": channel.id}

    async def _add_usergroup(self, request: Request) -> dict[str, Any]:
        return {"ok": True, "usergroup": self.world.add_usergroup(await _body(request))["id"]}

    async def _channels(self, request: Request) -> dict[str, Any]:
        return {"channels": reading.channels_shape(self.workspace, self._user(request))}

    async def _messages(self, request: Request) -> dict[str, Any]:
        limit = _number(request, "limit", 100)
        before = request.query_params.get("before", "")
        channel = request.path_params["channel"]
        return reading.messages_shape(self.workspace, self._user(request), channel, limit, before)

    async def _thread(self, request: Request) -> dict[str, Any]:
        path = request.path_params
        return reading.thread(self.workspace, self._user(request), path["channel"], path["ts"])

    async def _home(self, request: Request) -> dict[str, Any]:
        view = self.workspace.views.home(self._user(request).id)
        return {"view": view.page_shape() if view else None}

    async def _modals(self, request: Request) -> dict[str, Any]:
        stack = self.workspace.views.stack(self._user(request).id)
        return {"modals": [view.page_shape() for view in stack]}

    async def _options(self, request: Request) -> dict[str, Any]:
        return await self.acting.gestures.options(self._user(request), dict(request.query_params))

    async def _act(self, request: Request) -> dict[str, Any]:
        return await self.acting.act(self._user(request), await _body(request))

    async def _faults(self, request: Request) -> dict[str, Any]:
        if request.method == "POST":
            self.faults.add(await _body(request))
        elif request.method == "DELETE":
            self.faults.clear()
        return {"ok": True, "faults": self.faults.shape()}

    async def _refresh(self, request: Request) -> dict[str, Any]:
        body = await _body(request)
        reason, after = body.get("reason", "refresh_requested"), float(body.get("close_after", 10))
        return {"ok": True, "connections": await self.courier.sockets.refresh(reason, after)}

    async def _install(self, request: Request) -> dict[str, Any]:
        return {"ok": True, **self.world.install((await _body(request)).get("manifest"))}

    async def _uninstall(self, _: Request) -> dict[str, Any]:
        self.workspace.uninstall()
        await self.courier.quiet()
        return {"ok": True}

    async def _live(self, websocket: WebSocket) -> None:
        try:
            user = self.workspace.users.find(websocket.query_params.get("as", ""))
        except BadRequest:
            await websocket.close(code=1008, reason="user_not_found")
            return
        await self.live.serve(websocket, user.id)


def _json(answer: Answer) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        try:
            return JSONResponse(await answer(request))
        except BadRequest as refused:
            status = 404 if refused.error.endswith("_not_found") else 400
            problem = {"ok": False, "error": refused.error, "message": refused.message}
            return JSONResponse(problem, status_code=status)

    return endpoint


def _number(request: Request, name: str, default: int) -> int:
    try:
        return int(request.query_params.get(name, default))
    except ValueError as error:
        raise BadRequest("invalid_number", f"{name!r} is a whole number.") from error


async def _body(request: Request) -> dict[str, Any]:
    try:
        body = json.loads(await request.body() or b"{}")
    except ValueError as error:
        raise BadRequest("invalid_json", "The body is not JSON.") from error
    if not isinstance(body, dict):
        raise BadRequest("invalid_json", "The body is not a JSON object.")
    return body


async def _emoji(_: Request) -> Response:
    return JSONResponse(emoji_names(), headers={"Cache-Control": "public, max-age=86400"})
