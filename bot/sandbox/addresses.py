"""The addresses that the workspace hands out: to respond to a person, to upload a file, to read one."""

import json
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.sandbox.errors import SlackError
from bot.sandbox.faults import Faults
from bot.sandbox.log import Log
from bot.sandbox.replies import respond
from bot.sandbox.spoiling import Spoiler
from bot.sandbox.tickets import ResponseUrls
from bot.sandbox.workspace import Workspace


@dataclass(frozen=True)
class Addresses:
    """What stands behind `/response/…`, `/upload/…` and `/files/…`."""

    workspace: Workspace
    response_urls: ResponseUrls
    log: Log
    faults: Faults
    spoiler: Spoiler

    def routes(self) -> list[BaseRoute]:
        """The routes of these addresses."""
        return [
            Route("/response/{token}", self._respond, methods=["POST"]),
            Route("/upload/{token}", self._upload, methods=["POST", "PUT"]),
            Route("/files/{file}/{name}", self._file_for_app),
            Route("/sandbox/files/{file}/{name}", self._file),
        ]

    async def _respond(self, request: Request) -> Response:
        now = self.workspace.clock.time()
        try:
            body = json.loads(await request.body() or b"null")
        except ValueError:
            return JSONResponse({"ok": False, "error": "invalid_payload"}, status_code=400)
        entry = self.log.begin("method", "response_url", now, body)

        def carry_out() -> Response:
            try:
                respond(self.workspace, self.response_urls.spend(request.path_params["token"], now), body)
            except SlackError as refusal:
                entry.ok, entry.error, entry.status = False, refusal.error, 404
                return JSONResponse({"ok": False, "error": refusal.error} | refusal.extra, status_code=404)
            entry.ok, entry.status = True, 200
            return PlainTextResponse("ok")

        fault = self.faults.strike("method", "response_url")
        return await self.spoiler.answer(fault, request, entry, carry_out) if fault else carry_out()

    async def _upload(self, request: Request) -> Response:
        body = await _sent(request)
        entry = self.log.begin("method", "upload", self.workspace.clock.time(), {"length": len(body)})

        def carry_out() -> Response:
            file = self.workspace.files.receive(request.path_params["token"])
            entry.ok, entry.status = file is not None, 404 if file is None else 200
            if file is None:
                return PlainTextResponse("This address is not good (any more).", status_code=404)
            file.data = body
            return PlainTextResponse(f"OK - {len(body)}")

        fault = self.faults.strike("method", "upload")
        return await self.spoiler.answer(fault, request, entry, carry_out) if fault else carry_out()

    async def _file_for_app(self, request: Request) -> Response:
        """The file, for an app that shows its token; whoever does not is sent to the page, as Slack does."""
        app = self.workspace.app
        shown = request.headers.get("authorization", "") == f"Bearer {app.bot_token}"
        if shown and app.installed and "files:read" in self.workspace.manifest.scopes:
            return await self._file(request)
        return RedirectResponse("/", status_code=302)

    async def _file(self, request: Request) -> Response:
        file = self.workspace.files.get(request.path_params["file"])
        if file is None or file.data is None:
            return PlainTextResponse("There is no such file.", status_code=404)
        return Response(file.data, media_type=file.mimetype)


async def _sent(request: Request) -> bytes:
    """What was uploaded, as a form or as it is."""
    if not request.headers.get("content-type", "").startswith("multipart/"):
        return await request.body()
    async with request.form() as form:
        parts = [part for part in form.values() if not isinstance(part, str)]
        return b"".join([await part.read() for part in parts])
