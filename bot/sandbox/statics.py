"""The page's own files."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

PAGE = Path(__file__).parent / "page"
TYPES = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".css": "text/css",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
    ".webmanifest": "application/manifest+json",
}


def routes() -> list[BaseRoute]:
    """`/` and everything under `/page/`."""
    return [Route("/", _index), Route("/favicon.ico", _icon), Route("/page/{path:path}", _file)]


async def _index(_: Request) -> Response:
    return _served(PAGE / "index.html")


async def _icon(_: Request) -> Response:
    return _served(PAGE / "favicon.svg")


async def _file(request: Request) -> Response:
    return _served((PAGE / request.path_params["path"]).resolve())


def _served(path: Path) -> Response:
    if not path.is_relative_to(PAGE) or not path.is_file():
        return PlainTextResponse("There is no such file.", status_code=404)
    media_type = TYPES.get(path.suffix, "application/octet-stream")
    return Response(path.read_bytes(), media_type=media_type, headers={"Cache-Control": "no-cache"})
