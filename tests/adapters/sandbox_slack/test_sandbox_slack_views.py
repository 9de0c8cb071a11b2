"""Modals and Home: triggers, submissions, the stack, state, hashes, inputs, through a real Bolt app."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.sandbox.slack import NoSuchChoiceError, SlackSandbox
from adapters.sandbox.timeline import Timeline
from tests.adapters.recorded_inbox import until


async def test_a_trigger_opens_one_modal_within_three_seconds(
    sl: SlackSandbox, client: AsyncWebClient, trigger: Any, kit: Any, refusal: Any, timeline: Timeline
) -> None:
    ana = sl.member("ana")
    first = await trigger(ana)
    timeline.advance(3)
    await client.views_open(trigger_id=first, view=kit.modal())
    assert (await ana.wait_for_modal()).rendered == "Resolver\nMotivo\n[ ▾]"
    again = client.views_open(trigger_id=first, view=kit.modal())
    assert (await refusal(again))["error"] == "exchanged_trigger_id"
    second = await trigger(ana)
    timeline.advance(3.1)
    late = client.views_open(trigger_id=second, view=kit.modal())
    assert (await refusal(late))["error"] == "expired_trigger_id"
    unknown = client.views_open(trigger_id="1.2.3", view=kit.modal())
    assert (await refusal(unknown))["error"] == "invalid_trigger_id"


async def test_a_refused_view_does_not_use_up_the_trigger(
    sl: SlackSandbox, client: AsyncWebClient, trigger: Any, kit: Any, refusal: Any
) -> None:
    ana = sl.member("ana")
    mine = await trigger(ana)
    wrong = await refusal(client.views_open(trigger_id=mine, view=kit.modal(title="x" * 25)))
    assert wrong == {
        "ok": False,
        "error": "invalid_arguments",
        "response_metadata": {
            "messages": [
                "[ERROR] failed to match all allowed schemas [json-pointer:/view]",
                "[ERROR] must be less than 25 characters [json-pointer:/view/title/text]",
            ]
        },
    }
    blocks = [kit.section("x" * 3000) for _ in range(90)]
    large = kit.modal(*blocks, private_metadata="x" * 3000)
    assert (await refusal(client.views_open(trigger_id=mine, view=large)))["error"] == "view_too_large"
    await client.views_open(trigger_id=mine, view=kit.modal())


async def test_a_submission_reaches_the_app_and_an_empty_ack_closes_the_modal(
    sl: SlackSandbox, bolt: AsyncApp, client: AsyncWebClient, trigger: Any, kit: Any
) -> None:
    submitted: list[dict[str, Any]] = []

    @bolt.view("resolve")
    async def on_submit(ack: Any, view: dict[str, Any]) -> None:
        await ack()
        submitted.append(view)

    ana = sl.member("ana")
    await client.views_open(trigger_id=await trigger(ana), view=kit.modal(private_metadata="t-1"))
    ack = await ana.submit({"Motivo": "Reinicié el servicio"})
    assert ack is not None
    assert ack.ok
    assert ana.modal is None
    assert submitted[0]["private_metadata"] == "t-1"
    assert submitted[0]["state"]["values"] == {
        "motivo": {"text": {"type": "plain_text_input", "value": "Reinicié el servicio"}}
    }


async def test_slacks_own_client_refuses_an_incomplete_form(
    sl: SlackSandbox, client: AsyncWebClient, trigger: Any, kit: Any
) -> None:
    ana = sl.member("ana")
    view = kit.modal(
        kit.text_input("corto", "Corto", min_length=3, max_length=5),
        kit.text_input("largo", "Largo", max_length=5),
        kit.text_input("vacio", "Vacío"),
        {**kit.text_input("libre", "Libre"), "optional": True},
    )
    await client.views_open(trigger_id=await trigger(ana), view=view)
    assert await ana.submit({"corto": "ab", "largo": "abcdef"}) is None
    assert ana.modal is not None
    assert ana.modal.errors == {
        "corto": "Please enter at least 3 characters.",
        "largo": "Please enter 5 characters or fewer.",
        "vacio": "Please complete this required field.",
    }
    assert not any(e.payload.get("type") == "view_submission" for e in sl.journal.envelopes)
    with pytest.raises(NoSuchChoiceError, match="the modal has no input 'otro'"):
        await ana.submit({"otro": "x"})


async def test_errors_in_the_ack_are_shown_and_gone_at_the_next_try(
    sl: SlackSandbox, bolt: AsyncApp, client: AsyncWebClient, trigger: Any, kit: Any
) -> None:
    @bolt.view("resolve")
    async def on_submit(ack: Any, view: dict[str, Any]) -> None:
        value = view["state"]["values"]["motivo"]["text"]["value"]
        if value == "no":
            await ack(response_action="errors", errors={"motivo": "Explique más"})
        elif value == "roto":
            await ack(response_action="errors", errors={"no_existe": "x"})
        else:
            await ack()

    ana = sl.member("ana")
    await client.views_open(trigger_id=await trigger(ana), view=kit.modal())
    await ana.submit({"motivo": "no"})
    view = ana.modal
    assert view is not None
    assert view.errors == {"motivo": "Explique más"}
    await ana.submit({"motivo": "roto"})
    assert (view.errors, view.trouble) == ({}, "We had some trouble connecting. Try again?")
    await ana.submit({"motivo": "bien"})
    assert ana.modal is None


async def test_update_push_and_clear_work_on_the_stack(
    sl: SlackSandbox, bolt: AsyncApp, client: AsyncWebClient, trigger: Any, kit: Any
) -> None:
    plans: list[dict[str, Any]] = [
        {"response_action": "update", "view": kit.modal(kit.text_input("b"), title="Segunda")},
        {"response_action": "push", "view": kit.modal(kit.text_input("c"), title="Tercera")},
        {"response_action": "push", "view": kit.modal(kit.text_input("d"), title="Cuarta")},
        {"response_action": "push", "view": kit.modal(kit.text_input("e"), title="De más")},
        {"response_action": "clear"},
    ]

    @bolt.view("resolve")
    async def on_submit(ack: Any) -> None:
        await ack(**plans.pop(0))

    ana = sl.member("ana")
    opened = await client.views_open(trigger_id=await trigger(ana), view=kit.modal(title="Primera"))
    titles = []
    for _ in range(5):
        await ana.submit({"Motivo": "x"})
        titles.append((ana.modal.title, ana.modal.trouble) if ana.modal else None)
    trouble = "We had some trouble connecting. Try again?"
    expected = [("Segunda", None), ("Tercera", None), ("Cuarta", None), ("Cuarta", trouble), None]
    assert titles == expected
    submissions = [e.payload["view"] for e in sl.journal.envelopes if e.payload["type"] == "view_submission"]
    assert submissions[1]["id"] == opened["view"]["id"]
    assert submissions[2]["previous_view_id"] == opened["view"]["id"]
    assert submissions[3]["root_view_id"] == opened["view"]["id"]


async def test_views_push_stops_at_three_and_needs_an_open_modal(
    sl: SlackSandbox, client: AsyncWebClient, trigger: Any, kit: Any, refusal: Any
) -> None:
    ana = sl.member("ana")
    alone = await refusal(client.views_push(trigger_id=await trigger(ana), view=kit.modal()))
    assert alone["response_metadata"]["messages"] == [
        "[ERROR] must match the `type` of the root view whose stack we're pushing onto [json-pointer:/view/type]"
    ]
    await client.views_open(trigger_id=await trigger(ana), view=kit.modal(title="1"))
    await client.views_push(trigger_id=await trigger(ana), view=kit.modal(title="2"))
    await client.views_push(trigger_id=await trigger(ana), view=kit.modal(title="3"))
    deep = client.views_push(trigger_id=await trigger(ana), view=kit.modal(title="4"))
    assert (await refusal(deep))["error"] == "push_limit_reached"
    await ana.close_modal()
    assert ana.modal is not None
    assert ana.modal.title == "2"


async def test_an_update_keeps_what_was_typed_and_respects_the_hash(
    sl: SlackSandbox, client: AsyncWebClient, trigger: Any, kit: Any, refusal: Any
) -> None:
    ana = sl.member("ana")
    opened = (await client.views_open(trigger_id=await trigger(ana), view=kit.modal()))["view"]
    await ana.fill({"motivo": "a medias"})
    larger = kit.modal(kit.text_input(), kit.text_input("otro", "Otro"), title="Más", external_id="ext-1")
    updated = await client.views_update(view_id=opened["id"], hash=opened["hash"], view=larger)
    assert updated["view"]["state"]["values"]["motivo"]["text"]["value"] == "a medias"
    stale = client.views_update(view_id=opened["id"], hash=opened["hash"], view=kit.modal())
    assert (await refusal(stale))["error"] == "hash_conflict"
    await client.views_update(external_id="ext-1", view=kit.modal(title="Otra vez"))
    assert (await ana.wait_for_modal("Otra vez")).errors == {}
    gone = client.views_update(view_id="V404", view=kit.modal())
    assert (await refusal(gone))["error"] == "not_found"


async def test_closing_tells_the_app_only_if_it_asked(
    sl: SlackSandbox, bolt: AsyncApp, client: AsyncWebClient, trigger: Any, kit: Any
) -> None:
    closed: list[dict[str, Any]] = []

    @bolt.view_closed("resolve")
    async def on_closed(ack: Any, body: dict[str, Any]) -> None:
        await ack()
        closed.append(body)

    ana = sl.member("ana")
    await client.views_open(trigger_id=await trigger(ana), view=kit.modal())
    assert await ana.close_modal() is None
    await client.views_open(trigger_id=await trigger(ana), view=kit.modal(notify_on_close=True))
    assert await ana.close_modal() is not None
    assert ana.modal is None
    (body,) = closed
    assert (body["is_cleared"], "trigger_id" in body) == (False, False)


async def test_a_submission_without_ack_leaves_the_modal_with_trouble(
    sl: SlackSandbox, client: AsyncWebClient, trigger: Any, kit: Any, timeline: Timeline
) -> None:
    ana = sl.member("ana")
    await client.views_open(trigger_id=await trigger(ana), view=kit.modal())
    sl.silence()
    submitting = asyncio.create_task(ana.submit({"motivo": "x"}))
    await until(lambda: timeline.sleepers)
    timeline.advance(3)
    ack = await submitting
    assert ack is not None
    assert ack.error == "operation_timeout"
    assert ana.modal is not None
    assert ana.modal.trouble == "We had some trouble connecting. Try again?"


async def test_every_kind_of_input_reports_what_was_put_in(
    sl: SlackSandbox, bolt: AsyncApp, client: AsyncWebClient, trigger: Any, kit: Any
) -> None:
    @bolt.view("resolve")
    async def on_submit(ack: Any) -> None:
        await ack()

    options = [{"text": kit.plain(name), "value": name.lower()} for name in ("Alta", "Baja")]
    elements: dict[str, tuple[dict[str, Any], Any, dict[str, Any]]] = {
        "estatica": ({"type": "static_select", "options": options}, "Alta", {"selected_option": options[0]}),
        "radio": ({"type": "radio_buttons", "options": options}, "baja", {"selected_option": options[1]}),
        "casillas": ({"type": "checkboxes", "options": options}, ["Alta", "baja"], {"selected_options": options}),
        "varias": ({"type": "multi_static_select", "options": options}, ["alta"], {"selected_options": options[:1]}),
        "quien": ({"type": "users_select"}, "U1", {"selected_user": "U1"}),
        "fecha": ({"type": "datepicker"}, "2026-03-02", {"selected_date": "2026-03-02"}),
        "hora": ({"type": "timepicker"}, "10:30", {"selected_time": "10:30"}),
        "numero": ({"type": "number_input", "is_decimal_allowed": False}, 7, {"value": "7"}),
        "correo": ({"type": "email_text_input"}, "a@b.mx", {"value": "a@b.mx"}),
        "liga": ({"type": "url_text_input"}, "https://b.mx", {"value": "https://b.mx"}),
    }
    blocks = [
        {"type": "input", "block_id": name, "label": kit.plain(name), "element": {**element, "action_id": "a"}}
        for name, (element, _, _) in elements.items()
    ]
    archive = {"type": "file_input", "action_id": "a", "max_files": 1}
    blocks.append({"type": "input", "block_id": "archivo", "label": kit.plain("Archivo"), "element": archive})
    ana = sl.member("ana")
    await client.views_open(trigger_id=await trigger(ana), view=kit.modal(*blocks))
    values = {name: value for name, (_, value, _) in elements.items()}
    assert await ana.submit(values | {"archivo": [("a.png", b"png")], "correo": "no es correo"}) is None
    assert ana.modal is not None
    assert ana.modal.errors == {"correo": "Please enter a valid email address."}
    assert await ana.submit({"correo": "a@b.mx"}) is not None
    view = next(e.payload["view"] for e in sl.journal.envelopes if e.payload["type"] == "view_submission")
    held = view["state"]["values"]
    for name, (element, _, expected) in elements.items():
        assert held[name]["a"] == {"type": element["type"], **expected}
    assert held["archivo"]["a"]["files"][0]["name"] == "a.png"


async def test_an_external_menu_asks_the_app_for_what_was_typed(
    sl: SlackSandbox, bolt: AsyncApp, client: AsyncWebClient, trigger: Any, kit: Any
) -> None:
    @bolt.options("who")
    async def on_options(ack: Any, payload: dict[str, Any]) -> None:
        names = [name for name in ("Ana López", "Ana Ruiz", "Benito") if payload["value"] in name]
        await ack(options=[{"text": kit.plain(name), "value": name} for name in names])

    @bolt.action("who")
    async def on_choice(ack: Any) -> None:
        await ack()

    @bolt.view("resolve")
    async def on_submit(ack: Any) -> None:
        await ack()

    ana = sl.member("ana")
    menu = {"type": "external_select", "action_id": "who"}
    await client.chat_postMessage(channel=ana.id, text="x", blocks=[kit.actions(menu)])
    assert (await ana.choose("who", "Ana Ruiz")).ok
    with pytest.raises(NoSuchChoiceError, match="'Carlos' is not on offer"):
        await ana.choose("who", "Carlos")
    question = {"type": "input", "block_id": "quien", "label": kit.plain("Quién"), "element": menu}
    await client.views_open(trigger_id=await trigger(ana), view=kit.modal(question))
    assert await ana.submit({"quien": "Benito"}) is not None
    view = next(e.payload["view"] for e in sl.journal.envelopes if e.payload["type"] == "view_submission")
    assert view["state"]["values"]["quien"]["who"]["selected_option"]["value"] == "Benito"


async def test_a_button_in_a_modal_brings_the_view_and_no_response_url(
    sl: SlackSandbox, bolt: AsyncApp, client: AsyncWebClient, trigger: Any, kit: Any, bodies: list[dict[str, Any]]
) -> None:
    @bolt.action("more")
    async def on_more(ack: Any, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        await client.views_push(trigger_id=body["trigger_id"], view=kit.modal(title="Detalle"))

    ana = sl.member("ana")
    row = kit.actions(kit.button("Más", "more"))
    await client.views_open(trigger_id=await trigger(ana), view=kit.modal(kit.text_input(), row))
    assert (await ana.press_in_modal("Más")).ok
    await ana.wait_for_modal("Detalle")
    body = bodies[-1]
    assert body["container"]["type"] == "view"
    assert "response_url" not in body


async def test_the_home_tab_is_published_opened_and_pressed(
    sl: SlackSandbox, bolt: AsyncApp, client: AsyncWebClient, connect: Any, kit: Any, refusal: Any
) -> None:
    opened: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    @bolt.event("app_home_opened")
    async def on_home(event: dict[str, Any], client: AsyncWebClient) -> None:
        await opened.put(event)
        blocks = [kit.section("Mis fichas"), kit.actions(kit.button("Nueva", "new"))]
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})

    @bolt.action("new")
    async def on_new(ack: Any, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=kit.modal(title="Nueva ficha"))

    await connect(bolt)
    ana = sl.member("ana")
    await ana.open_home()
    home = await ana.wait_for_home("Mis fichas")
    assert "view" not in await asyncio.wait_for(opened.get(), 30)
    await ana.press_in_home("Nueva")
    await ana.wait_for_modal("Nueva ficha")
    await ana.open_home()
    assert (await asyncio.wait_for(opened.get(), 30))["view"]["id"] == home.id
    await ana.open_home("messages")
    seen = await asyncio.wait_for(opened.get(), 30)
    assert (seen["tab"], "view" in seen, seen["channel"]) == ("messages", False, ana.dm_channel)
    wrong = client.views_publish(user_id=ana.id, view=kit.modal())
    assert (await refusal(wrong))["error"] == "invalid_arguments"
    stale = client.views_publish(user_id=ana.id, hash="vieja", view={"type": "home", "blocks": []})
    assert (await refusal(stale))["error"] == "hash_conflict"
