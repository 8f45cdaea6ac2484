"""The door of the Web API: who calls, may they, does a fault strike, and how the answer leaves."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.sandbox.api.arguments import Call, Method
from bot.sandbox.errors import RateLimited, SlackError
from bot.sandbox.faults import Faults
from bot.sandbox.limits import Limits
from bot.sandbox.log import Entry, Log
from bot.sandbox.sockets import Sockets
from bot.sandbox.spoiling import Spoiler
from bot.sandbox.workspace import Workspace

HISTORY = frozenset({"conversations.history", "conversations.replies"})
SECRET_ARGUMENTS = frozenset({"token"})


@dataclass
class Door:
    """Answers every call under `/api/`."""

    workspace: Workspace
    sockets: Sockets
    faults: Faults
    log: Log
    methods: Mapping[str, Method]
    spoiler: Spoiler
    limits: Limits = field(default_factory=Limits)

    async def __call__(self, request: Request) -> Response:
        """One call, from request to response."""
        name = request.path_params["method"]
        token, arguments, malformed = await _read(request)
        entry = self.log.begin("method", name, self.workspace.clock.time(), _without_secrets(arguments))
        began = perf_counter()

        def carry_out() -> Response:
            refused = SlackError(malformed) if malformed else None
            response = _refusal(refused) if refused else self._answer(name, token, arguments)
            _note(entry, response, began)
            return response

        fault = self.faults.strike("method", name)
        if fault is None:
            return carry_out()
        return await self.spoiler.answer(fault, request, entry, carry_out)

    def _answer(self, name: str, token: str, arguments: dict[str, Any]) -> Response:
        try:
            body = {"ok": True} | self._run(name, token, arguments)
            return JSONResponse(body, headers={"x-oauth-scopes": self._scopes_of(token)})
        except SlackError as refusal:
            return _refusal(refusal)
        except RateLimited as limited:
            return self.spoiler.slow_down(limited.retry_after)

    def _run(self, name: str, token: str, arguments: dict[str, Any]) -> dict[str, Any]:
        method = self.methods.get(name)
        if method is None:
            raise SlackError("unknown_method", req_method=name)
        self._admit(method, token)
        call = Call(self.workspace, self.sockets, self.log, arguments)
        call.need(*method.scopes)
        self._within_limits(name, method.per_minute, call.text("channel"))
        return method.run(call)

    def _admit(self, method: Method, token: str) -> None:
        app = self.workspace.app
        if method.token == "none":  # noqa: S105 - whose token, not a token
            return
        if not token:
            raise SlackError("not_authed")
        if token not in {app.bot_token, app.app_token}:
            raise SlackError("invalid_auth")
        if not app.installed:
            raise SlackError("account_inactive")
        if token != (app.app_token if method.token == "app" else app.bot_token):  # noqa: S105 - likewise
            raise SlackError("not_allowed_token_type")

    def _scopes_of(self, token: str) -> str:
        """What the token may do, as Slack says with each answer."""
        app, granted = self.workspace.app, self.workspace.manifest.scopes
        return ",".join(sorted(granted)) if token == app.bot_token else "connections:write"

    def _within_limits(self, name: str, per_minute: int, channel: str) -> None:
        options, now = self.workspace.options, self.workspace.clock.time()
        if options.slow_history and name in HISTORY:
            self.limits.check(name, 1, channel, now)
        elif options.rate_limits:
            self.limits.check(name, per_minute, channel, now)


async def _read(request: Request) -> tuple[str, dict[str, Any], str]:
    """The token, the arguments and, where the body cannot be read, Slack's word for that."""
    header = request.headers.get("authorization", "")
    token = header[7:] if header[:7].casefold() == "bearer " else ""
    arguments: dict[str, Any] = dict(request.query_params)
    kind = request.headers.get("content-type", "").split(";")[0].strip()
    if request.method == "POST" and kind == "application/json":
        try:
            body = json.loads(await request.body() or b"{}")
        except ValueError:
            return token, {}, "invalid_json"
        if not isinstance(body, dict):
            return token, {}, "json_not_object"
        return token, {**arguments, **{key: value for key, value in body.items() if value is not None}}, ""
    if request.method == "POST" and await request.body():
        if kind not in {"application/x-www-form-urlencoded", "multipart/form-data"}:
            return token, {}, "invalid_post_type"
        async with request.form() as form:
            arguments |= {key: value for key, value in form.items() if isinstance(value, str)}
    return token or str(arguments.get("token", "")), arguments, ""


def _refusal(refusal: SlackError) -> Response:
    return JSONResponse({"ok": False, "error": refusal.error} | refusal.extra)


def _note(entry: Entry, response: Response, began: float) -> None:
    body = json.loads(bytes(response.body)) if response.body else None
    entry.ms = (perf_counter() - began) * 1000
    entry.status, entry.response = response.status_code, body
    entry.ok = bool(isinstance(body, dict) and body.get("ok"))
    if not entry.ok and isinstance(body, dict):
        entry.error = str(body.get("error", ""))


def _without_secrets(arguments: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in arguments.items() if key not in SECRET_ARGUMENTS}
