"""What people see, as pages for a browser: to be looked at, nothing in them can be pressed.

=================================================  ===============================================================
``GET /page``                                      everybody and every channel
``GET /page/channels/{id}?reader=U…&thread=TS``    a channel as a member sees it, with a thread open beside it
``GET /page/members/{id}``                         the direct message with the bot; ``?tab=home`` the Home tab
=================================================  ===============================================================

A modal that the reader has open lies over the page. ``only=TS`` shows one message, ``only=modal`` the modal and nothing
else, ``opened=1`` what is in the menus. Dates and times are the reader's.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from aiohttp import web

from adapters.sandbox.slack.page_blocks import BlockPage
from adapters.sandbox.slack.page_text import Reader, mrkdwn_html
from adapters.sandbox.slack.people import Member
from adapters.sandbox.slack.state import Message
from adapters.sandbox.slack.views import View

if TYPE_CHECKING:
    from adapters.sandbox.slack.server import SlackSandbox

STYLE = Path(__file__).with_name("page.css")
COLOURS = ("#4a154b", "#1f4e5f", "#9c4221", "#2b6cb0", "#6b46c1", "#975a16", "#276749", "#97266d")
POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""Nothing that anybody wrote can load or run anything, even if it were not escaped."""


class Window:
    """Slack as one member has it before them."""

    def __init__(self, sandbox: SlackSandbox, member: Member | None, *, opened: bool = False) -> None:
        self._workspace = sandbox.workspace
        self._member = member
        self._opened = opened
        self._reader = Reader(
            zone=member.user.tz if member is not None else "America/Mexico_City",
            now=sandbox.timeline.now(),
            names=sandbox.workspace.name_of,
        )

    def channel(self, channel: str, thread: str | None) -> str:
        """A channel, and beside it a thread."""
        conversation = self._workspace.conversations[channel]
        seen = self._seen(channel)
        top = [message for message in seen if not message.in_thread or message.subtype == "thread_broadcast"]
        note = "<small>archivado</small>" if conversation.archived else ""
        panes = f'<div class="pane"><h1># {escape(conversation.name)}{note}</h1>{self._messages(top)}</div>'
        if thread is not None:
            inside = [message for message in seen if thread in (message.ts, message.thread_ts)]
            replies = self._messages(inside, whole=True)
            panes += (
                f'<div class="pane thread"><h1>Hilo<small># {escape(conversation.name)}</small></h1>{replies}</div>'
            )
        return f"<main>{panes}</main>{self.modal()}"

    def app(self, member: Member, tab: str) -> str:
        """The app's own place: the direct message with it, or its Home tab."""
        here = {tab: ' class="here"'}
        tabs = "".join(
            f'<a href="?tab={name}"{here.get(name, "")}>{label}</a>'
            for name, label in (("home", "Inicio"), ("messages", "Mensajes"))
        )
        shown = self._messages(self._seen(member.dm_channel)) if tab == "messages" else self.home(member.home)
        head = f"<h1>{escape(self._workspace.identity.bot_name.capitalize())}</h1><nav>{tabs}</nav>"
        return f'<main><div class="pane">{head}{shown}</div></main>{self.modal()}'

    def home(self, view: View | None) -> str:
        """A Home tab."""
        if view is None:
            return '<div class="home note">Todavía no hay nada aquí.</div>'
        return f'<div class="home">{self._blocks(values=view.values).html(view.blocks)}</div>'

    def modal(self) -> str:
        """The modal that the member has open; empty when there is none."""
        view = self._member.modal if self._member is not None else None
        if view is None:
            return ""
        blocks = self._blocks(values=view.values, errors=view.errors).html(view.blocks)
        trouble = f'<div class="trouble">{escape(view.trouble)}</div>' if view.trouble else ""
        closing = (view.definition.get("close") or {}).get("text") or "Cancelar"
        buttons = f'<span class="button plain">{escape(closing)}</span>'
        if view.definition.get("submit"):
            buttons += f'<span class="button primary">{escape(view.definition["submit"]["text"])}</span>'
        inside = f'<h2>{escape(view.title)}</h2>{trouble}<div class="blocks">{blocks}</div><footer>{buttons}</footer>'
        return f'<div class="shade"><div class="modal">{inside}</div></div>'

    def one(self, channel: str, ts: str) -> str:
        """One message."""
        return self._messages([message for message in self._seen(channel) if message.ts == ts])

    def _blocks(self, **shown: object) -> BlockPage:
        return BlockPage(self._reader, opened=self._opened, **shown)  # type: ignore[arg-type]  # its own keywords

    def _seen(self, channel: str) -> list[Message]:
        if self._member is None:
            return self._workspace.conversations[channel].visible
        return list(reversed(list(self._workspace.shown_to(self._member.id, channel))))

    def _messages(self, messages: Iterable[Message], *, whole: bool = False) -> str:
        return "\n".join(self._message(message, counted=not whole) for message in messages)

    def _message(self, message: Message, *, counted: bool) -> str:
        if message.subtype == "tombstone":
            return '<div class="message gone">🗑 Este mensaje se eliminó.</div>'
        user = self._workspace.users[message.user]
        name = user.real_name
        colour = COLOURS[sum(map(ord, user.id)) % len(COLOURS)]
        at = self._reader.at(float(message.ts))
        head = f'<span class="name">{escape(name)}</span>{"<span class=badge>APP</span>" if user.is_bot else ""}'
        head += f'<span class="time">{at:%H:%M}</span>'
        edited = ' <span class="edited">(editado)</span>' if message.edited else ""
        own = '<div class="note">👁 Solo usted ve este mensaje</div>' if message.ephemeral else ""
        inside = f'{own}{head}<div class="blocks">{self._content(message)}{edited}</div>{self._below(message, counted)}'
        avatar = f'<div class="avatar" style="background:{colour}">{escape(name[:1])}</div>'
        return f'<div class="message{" own" if own else ""}">{avatar}<div class="body">{inside}</div></div>'

    def _content(self, message: Message) -> str:
        blocks = self._blocks(values=message.states.get(self._member.id if self._member is not None else "", {}))
        files = "".join(f'<span class="chip">📄 {escape(file.title)}</span>' for file in message.files)
        said = blocks.html(message.blocks) if message.blocks else mrkdwn_html(message.text, self._reader)
        return f"{said}{files}"

    def _below(self, message: Message, counted: bool) -> str:
        reactions = "".join(
            f'<span class="chip">:{escape(name)}: {len(of)}</span>' for name, of in message.reactions.items()
        )
        replies = len(self._workspace.conversations[message.channel].replies(message.ts)) if counted else 0
        if not replies:
            return reactions
        href = "?" + urlencode({"reader": self._member.id if self._member else "", "thread": message.ts})
        words = "1 respuesta" if replies == 1 else f"{replies} respuestas"
        return f'{reactions}<div><a class="replies" href="{escape(href)}">{words}</a></div>'


def routes(sandbox: SlackSandbox) -> list[web.RouteDef]:
    """The routes of the pages."""

    def window(request: web.Request, reader: str | None) -> Window:
        return Window(sandbox, sandbox.members.get(reader or ""), opened="opened" in request.query)

    async def index(_request: web.Request) -> str:
        channels = [
            f'<li><a href="/page/channels/{c.id}"># {escape(c.name)}</a></li>' for c in sandbox.channels.values()
        ]
        people = [
            f'<li><a href="/page/members/{m.id}">{escape(m.user.real_name)}</a></li>' for m in sandbox.members.values()
        ]
        return f"<h1>{escape(sandbox.identity.team)}</h1><ul>{''.join([*channels, *people])}</ul>"

    async def channel(request: web.Request) -> str:
        shown, place = window(request, request.query.get("reader")), request.match_info["id"]
        only = request.query.get("only")
        return shown.one(place, only) if only is not None else shown.channel(place, request.query.get("thread"))

    async def member(request: web.Request) -> str:
        who = sandbox.members[request.match_info["id"]]
        shown, tab = window(request, who.id), request.query.get("tab", "messages")
        match request.query.get("only"):
            case "modal":
                return shown.modal()
            case "home":
                return shown.home(who.home)
            case None:
                return shown.app(who, tab)
            case ts:
                return shown.one(who.dm_channel, ts)

    return [
        web.get("/page", _page(index)),
        web.get("/page/channels/{id}", _page(channel)),
        web.get("/page/members/{id}", _page(member)),
    ]


def _page(content: Callable[[web.Request], Awaitable[str]]) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def serve(request: web.Request) -> web.Response:
        try:
            body = await content(request)
        except LookupError as missing:
            raise web.HTTPNotFound(text=f"nobody and nothing is called {missing}") from None
        alone = ' class="alone"' if "only" in request.query else ""
        html = (
            '<!DOCTYPE html><html lang="es"><head><meta charset="utf-8"><title>Slack</title>'
            f"<style>{STYLE.read_text()}</style></head><body{alone}>{body}</body></html>"
        )
        return web.Response(text=html, content_type="text/html", headers={"Content-Security-Policy": POLICY})

    return serve
