"""The pages that show what people see: everything that Slack shows is there, and nothing that anybody wrote is active."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.sandbox.slack import SlackSandbox
from adapters.sandbox.slack.page_text import Reader, mrkdwn_html

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)> \ue0000\ue001 *<b>* `</code>` javascript:alert(1)"
ALLOWED = re.compile(
    r"</?(a|b|i|s|br|code|pre|blockquote|time|span|ul|ol|li|hr|div|p|details|summary|main|nav|h1|h2|small|footer"
    r"|html|head|meta|title|style|body|!DOCTYPE)\b"
)


@pytest.fixture
def reader() -> Reader:
    now = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
    return Reader(zone="America/Mexico_City", now=now, names={"U1": "ana"}.get)  # type: ignore[arg-type]  # U1 only


@pytest.fixture
async def page(sl: SlackSandbox) -> Any:
    """``await page("channels/C1?thread=…")``: the HTML of the body."""
    async with aiohttp.ClientSession() as session:

        async def look(path: str) -> str:
            async with session.get(f"{sl.origin}/page/{path}".rstrip("/")) as answer:
                assert answer.status == 200
                assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
                return (await answer.text()).partition("<body")[2]

        yield look


def inert(html: str) -> bool:
    """Whether every tag is one of the page's own, and none carries a handler or leads anywhere."""
    tags = re.findall(r"<[^>]*>", html)
    return all(ALLOWED.match(tag) for tag in tags) and not any(
        re.search(r"\son\w+=|src=|href=\"[^?/]", tag) for tag in tags
    )


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*fuerte* _suave_ ~no~ `a*b*`", "<b>fuerte</b> <i>suave</i> <s>no</s> <code>a*b*</code>"),
        ("una\ndos", "una<br>dos"),
        ("&gt; dijo\n&gt; esto\nfin", "<blockquote>dijo<br>esto</blockquote>fin"),
        ("```a\n&lt;b&gt;```", "<pre>a\n&lt;b&gt;</pre>"),
        ("<@U1> <!channel>", '<span class="mention">@ana</span> <span class="mention loud">@channel</span>'),
        ("*<https://x.mx|aquí>*", '<b><a title="https://x.mx">aquí</a></b>'),
        ("https://x.mx/a.", '<a title="https://x.mx/a">https://x.mx/a</a>.'),
        ("<javascript:alert(1)|x>", "&lt;javascript:alert(1)|x&gt;"),
        ("<!date^1772463600^{date_short_pretty} {time}|2026>", '<time title="2026">hoy 09:00</time>'),
        ("<!date^1772377200^{date_pretty}|2026>", '<time title="2026">ayer</time>'),
        (
            "<!date^1772290800^{date_long} {time_secs}|2026>",
            '<time title="2026">sábado, 28 de febrero de 2026 09:00:00</time>',
        ),
        ("<!date^1772467200^{ago}|2026>", '<time title="2026">dentro de 1 hora</time>'),
        ("<!date^pronto^{time}|luego>", '<time title="luego">luego</time>'),
    ],
)
def test_mrkdwn_looks_as_in_slack(reader: Reader, text: str, html: str) -> None:
    assert mrkdwn_html(text, reader) == html


async def test_hostile_words_are_inert_wherever_they_stand(
    sl: SlackSandbox, client: AsyncWebClient, page: Any, kit: Any, trigger: Any
) -> None:
    ana = sl.member("ana", real_name=HOSTILE)
    channel = sl.channel(HOSTILE)
    short = HOSTILE[:70]
    text = {"type": "mrkdwn", "text": HOSTILE}
    menu = {"type": "overflow", "options": [{"text": kit.plain(short), "value": HOSTILE}]}
    select = {"type": "static_select", "placeholder": kit.plain(short), "options": menu["options"]}
    blocks = [
        {"type": "header", "text": kit.plain(HOSTILE)},
        {"type": "section", "text": text, "fields": [text], "accessory": {**menu, "action_id": "a"}},
        {"type": "context", "elements": [text, {"type": "image", "image_url": "https://x.mx/a", "alt_text": HOSTILE}]},
        kit.actions(kit.button(short, value=HOSTILE), menu, select),
        {
            "type": "rich_text",
            "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": HOSTILE}]}],
        },
        {"type": "table", "rows": [[{"type": "raw_text", "text": HOSTILE}]]},
    ]
    card = (await client.chat_postMessage(channel=channel.id, text="x", blocks=blocks))["ts"]
    await ana.say(channel, HOSTILE, thread_ts=card)
    await ana.share(channel, b"x", HOSTILE)
    await client.views_publish(user_id=ana.id, view={"type": "home", "blocks": blocks[:4]})
    view = kit.modal(kit.text_input(label=HOSTILE, multiline=True, placeholder=kit.plain(short)), title="</h2><script>")
    await client.views_open(trigger_id=await trigger(ana), view=view)
    await ana.fill({"motivo": HOSTILE})
    for path in (
        "",
        f"channels/{channel.id}?reader={ana.id}&thread={card}&opened=1",
        f"members/{ana.id}",
        f"members/{ana.id}?tab=home",
    ):
        html = await page(path)
        assert inert(html), path
        assert "&lt;script&gt;" in html


async def test_a_channel_shows_its_messages_and_the_thread_beside_them(
    sl: SlackSandbox, client: AsyncWebClient, page: Any, kit: Any
) -> None:
    ana, ben = sl.member("ana", "Ana López"), sl.member("ben")
    channel = sl.channel("soporte")
    blocks = [kit.section("*Ficha*"), kit.actions(kit.button("Tomar"), {**kit.button("No", "no"), "style": "danger"})]
    card = (await client.chat_postMessage(channel=channel.id, text="x", blocks=blocks))["ts"]
    await ana.say(channel, "Ya lo veo", thread_ts=card)
    gone = await ben.say(channel, "mal")
    await ben.say(channel, "r", thread_ts=gone.ts)
    await ben.delete(gone)
    await client.chat_postEphemeral(channel=channel.id, user=ana.id, text="Nadie más")
    seen = await page(f"channels/{channel.id}?reader={ana.id}")
    assert "Solo usted ve este mensaje" in seen
    assert '<span class="button danger">No</span>' in seen
    assert "1 respuesta</a>" in seen
    assert "Este mensaje se eliminó" in seen
    assert "Ya lo veo" not in seen
    assert "Nadie más" not in await page(f"channels/{channel.id}?reader={ben.id}")
    beside = await page(f"channels/{channel.id}?reader={ana.id}&thread={card}")
    assert "Ya lo veo" in beside
    assert "Ana López" in beside
    alone = await page(f"channels/{channel.id}?reader={ana.id}&only={card}")
    assert "<b>Ficha</b>" in alone
    assert "eliminó" not in alone


async def test_a_form_shows_what_is_in_it_and_what_is_wrong(
    sl: SlackSandbox, bolt: AsyncApp, client: AsyncWebClient, page: Any, kit: Any, trigger: Any
) -> None:
    ana = sl.member("ana")
    options = [{"text": kit.plain(name), "value": name} for name in ("Alta", "Baja")]
    view = kit.modal(
        kit.text_input(),
        {**kit.text_input("radio", "Prioridad"), "element": {"type": "radio_buttons", "options": options}},
        {**kit.text_input("menu", "Nivel"), "element": {"type": "static_select", "options": options}, "optional": True},
        {**kit.text_input("file", "Archivo"), "element": {"type": "file_input"}, "optional": True},
    )
    await client.views_open(trigger_id=await trigger(ana), view=view)
    await ana.submit({"menu": "Baja", "radio": "Alta", "file": [("foto.png", b"x")]})
    form = await page(f"members/{ana.id}?only=modal")
    assert "<h2>Resolver</h2>" in form
    assert "⚠ Please complete this required field." in form
    assert '<i class="mark round on"></i>Alta' in form
    assert '<span class="button plain select">Baja' in form
    assert "(opcional)" in form
    assert "foto.png" in form
    assert '<span class="button primary">Enviar</span>' in form


async def test_the_home_tab_is_shown_once_it_is_published(
    sl: SlackSandbox, client: AsyncWebClient, page: Any, kit: Any
) -> None:
    ana = sl.member("ana")
    assert "Todavía no hay nada aquí" in await page(f"members/{ana.id}?tab=home")
    await client.views_publish(user_id=ana.id, view={"type": "home", "blocks": [kit.section("Mis fichas")]})
    assert "Mis fichas" in await page(f"members/{ana.id}?tab=home")


async def test_what_is_not_there_is_not_found(sl: SlackSandbox) -> None:
    async with aiohttp.ClientSession() as session, session.get(f"{sl.origin}/page/channels/C404") as answer:
        assert answer.status == 404
