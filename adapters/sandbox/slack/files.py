"""The bytes of files: the upload URL, and the download that needs the bot's token."""

from __future__ import annotations

from aiohttp import web

from adapters.sandbox.slack.backend import Backend
from adapters.sandbox.slack.web_api_error import WebApiError

LOGIN_PAGE = "<!DOCTYPE html><html><head><title>Slack</title></head><body>Sign in to sandbox</body></html>"


def routes(backend: Backend) -> list[web.RouteDef]:
    """The routes that carry bytes."""

    async def upload(request: web.Request) -> web.Response:
        return await _upload(backend, request)

    async def download(request: web.Request) -> web.Response:
        return _download(backend, request)

    async def login(_request: web.Request) -> web.Response:
        return web.Response(text=LOGIN_PAGE, content_type="text/html")

    return [
        web.post("/upload/v1/{file}", upload),
        web.get("/files-pri/{file}/{name}", download),
        web.get("/files-pri/{file}/download/{name}", download),
        web.get("/login", login),
    ]


async def _upload(backend: Backend, request: web.Request) -> web.Response:
    file = backend.workspace.files.get(request.match_info["file"])
    if file is None or file.complete:
        return web.Response(status=404, text="unknown or completed upload")
    if request.content_type == "multipart/form-data":
        parts = [part for part in (await request.post()).values() if isinstance(part, web.FileField)]
        content = parts[0].file.read() if parts else b""
    else:
        content = await request.read()
    if len(content) != file.declared:
        return web.Response(status=400, text=f"expected {file.declared} bytes, got {len(content)}")
    file.content = content
    return web.Response(text=f"OK - {len(content)}")


def _download(backend: Backend, request: web.Request) -> web.Response:
    """The bytes for the bot's token; a sign-in page, with status 200 after a redirect, for everybody else."""
    try:
        backend.tokens.check(backend.tokens.given(request, None), app_level=False)
        backend.tokens.need("files:read")
    except WebApiError:
        return web.Response(status=302, headers={"Location": f"{backend.origin}/login?redir={request.path}"})
    file = backend.workspace.files.get(request.match_info["file"].rpartition("-")[2])
    if file is None or file.content is None:
        return web.Response(status=404, text="file not found")
    return web.Response(body=file.content, content_type=file.mimetype)
