"""What a specialist says to a requester, through the pure core."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.app.catalogue import Catalogue
from bot.app.words import Words
from bot.domain.answers import Answer
from bot.domain.buttons import TicketPress, decode, encode
from bot.domain.canned import CannedReply, filled_in, new_id, together, unknown_places
from bot.domain.card import triage_card
from bot.domain.deeds import Change, Deed, Refusal
from bot.domain.delivery import Delivery, Fate, line_of, settled
from bot.domain.effects import AskForm, Effect, Enclose, Fetch, Say, Track
from bot.domain.ids import DESK, ChatRef, FileRef, Interaction, PersonRef, TicketId
from bot.domain.message import Entered, File, FileKind, Form
from bot.domain.process import Fills, Process
from bot.domain.roles import Actor, Role
from bot.domain.text import Untrusted
from bot.domain.ticket import Action, Call, Requester, Status, Ticket
from bot.domain.working import act
from tests.player import CHAT, NOON, PERSON, plain, read_aloud

WORDS = Words.load()
ANA = Actor(person=PersonRef("slack:T:ana"), name=Untrusted("Ana López"), roles=frozenset({Role.SPECIALIST}))
LUIS = PersonRef("slack:T:luis")
PDF = File(ref=FileRef("slack:T:F1"), kind=FileKind.DOCUMENT, label=Untrusted("guía.pdf"), size=2048)
HELLO = CannedReply(
    id="hello",
    title=Untrusted("Saludo"),
    texts={"es": Untrusted("Hola, {requester}"), "en": Untrusted("Hello, {requester}")},
)


@pytest.fixture(scope="module")
def process() -> Process:
    return Catalogue.load(["saacg"]).current("saacg")


@pytest.fixture
def ticket(process: Process) -> Ticket:
    name, phone = process.filling(Fills.NAME), process.filling(Fills.PHONE)
    assert name is not None
    assert phone is not None
    return Ticket(
        id=TicketId(1),
        code="SAACG-2026-00001",
        process=process.ref,
        status=Status.IN_PROGRESS,
        kind="technical",
        level="first",
        requester=Requester(chat=CHAT, person=PERSON, language="es"),
        answers={name.id: Answer(text=Untrusted("María {number}")), phone.id: Answer(text=Untrusted("33 1234 5678"))},
        title=Untrusted("No imprime"),
        opened_at=NOON,
        updated_at=NOON,
        assignee=ANA.person,
        assignee_name=ANA.name,
    )


def deed(values: Mapping[str, Entered] | None = None, **more: object) -> Deed:
    values = values or {}
    text = next((each.text for each in values.values() if each.text is not None), None)
    base = Deed(
        action=Action.REPLY,
        actor=ANA,
        at=NOON,
        channel="slack",
        text=text or Untrusted(""),
        values=values,
        interaction=Interaction("slack:i"),
        canned=(HELLO,),
    )
    return replace(base, **more)  # type: ignore[arg-type]  # fields by name


def draft(text: str | None = None, canned: str | None = None, *files: File) -> Mapping[str, Entered]:
    return {
        "canned": Entered(choices=(canned,) if canned is not None else ()),
        "text": Entered(text=Untrusted(text) if text is not None else None),
        "files": Entered(files=files),
    }


def effects(result: Change | Refusal) -> tuple[Effect, ...]:
    assert isinstance(result, Change), plain(WORDS.span(result.why, "es"))
    return result.effects


def form(result: Change | Refusal) -> Form:
    (asked,) = (each for each in effects(result) if isinstance(each, AskForm))
    return WORDS.form(asked.form, asked.language)


def said(result: Change | Refusal, chat: ChatRef = CHAT) -> list[str]:
    says = (each for each in effects(result) if isinstance(each, Say) and each.chat == chat)
    return [read_aloud(WORDS.message(each.message, each.language)) for each in says]


def test_the_form_shows_who_asks_and_what_they_said_last(process: Process, ticket: Ticket) -> None:
    asked = form(act(process, ticket, deed(text=None, last_words=Untrusted("¿Ya?"))))
    assert plain(asked.intro).endswith("· María {number}\n👤 María {number}: ¿Ya?")
    assert [entry.id for entry in asked.entries] == ["canned", "text", "files"]


def test_what_is_written_is_shown_as_it_will_be_read_and_nothing_is_sent_yet(process: Process, ticket: Ticket) -> None:
    shown = act(process, ticket, deed(draft("¿Sigue {igual}?", "hello", PDF)))
    assert isinstance(shown, Change)
    assert shown.entry is None
    assert plain(form(shown).quote) == (
        "💬 Ana López, sobre SAACG-2026-00001:\nHola, María {number}\n\n¿Sigue {igual}?\n📎 guía.pdf"
    )
    assert [type(each) for each in effects(shown)] == [Fetch, AskForm]
    text, enclosed = form(shown).entries
    assert text.initial == Untrusted("Hola, María {number}\n\n¿Sigue {igual}?")
    assert enclosed.chosen == (PDF.ref,)


def test_the_requester_reads_their_own_language(process: Process, ticket: Ticket) -> None:
    english = replace(ticket, requester=replace(ticket.requester, language="en"))
    quote = plain(form(act(process, english, deed(draft(None, "hello")))).quote)
    assert quote == "💬 Ana López, about SAACG-2026-00001:\nHello, María {number}"


def test_the_second_form_sends_what_stands_in_it(process: Process, ticket: Ticket) -> None:
    entered = {"text": Entered(text=Untrusted("Hola {number}")), "enclosed": Entered(choices=(PDF.ref,))}
    sent = act(process, ticket, deed(entered, author=ANA.person, enclosed=(PDF,)))
    assert said(sent) == ["💬 Ana López, sobre SAACG-2026-00001:\nHola {number}"]
    assert said(sent, DESK)[0] == "➡️ Ana López al solicitante:\nHola {number}\n📎 guía.pdf\n⏳ En camino a Console"
    (track,) = (each for each in effects(sent) if isinstance(each, Track))
    (enclose,) = (each for each in effects(sent) if isinstance(each, Enclose))
    assert enclose.proof == track.delivery.post == "sent:1:2"
    assert isinstance(sent, Change)
    assert sent.entry is not None
    assert (sent.entry.reason, sent.entry.data) == (Untrusted("Hola {number}"), {"files": "1"})


def test_somebody_elses_words_say_so_in_thread_and_history(process: Process, ticket: Ticket) -> None:
    entered = {"text": Entered(text=Untrusted("Reinicie"))}
    sent = act(process, ticket, deed(entered, author=LUIS, author_name=Untrusted("Luis Vera")))
    assert said(sent, DESK)[0].startswith("➡️ Ana López al solicitante, con palabras de Luis Vera:\nReinicie")
    unknown = act(process, ticket, deed(entered, author=LUIS))
    assert said(unknown, DESK)[0].startswith("➡️ Ana López al solicitante, con palabras de un compañero:\n")
    assert isinstance(sent, Change)
    assert sent.entry is not None
    assert sent.entry.data == {"author": LUIS}


def test_words_typed_after_the_command_are_sent_at_once(process: Process, ticket: Ticket) -> None:
    typed = act(process, ticket, deed({"text": Entered(text=Untrusted("¿Sigue?"))}))
    assert said(typed) == ["💬 Ana López, sobre SAACG-2026-00001:\n¿Sigue?"]


def test_nothing_written_comes_back_with_the_reason(process: Process, ticket: Ticket) -> None:
    again = form(act(process, ticket, deed(draft("  "))))
    (text,) = (entry for entry in again.entries if entry.id == "text")
    assert plain(text.error) == "Escriba lo que leerá el solicitante, o elija una respuesta preparada."
    emptied = form(act(process, ticket, deed({"text": Entered()}, author=ANA.person)))
    assert plain(emptied.entries[0].error) == "Escriba lo que leerá el solicitante."


def test_a_canned_reply_that_names_what_cannot_be_filled_is_not_sent(process: Process, ticket: Ticket) -> None:
    broken = replace(HELLO, texts={"es": Untrusted("Hola, {requestor}")})
    again = form(act(process, ticket, deed(draft("Y más", "hello"), canned=(broken,))))
    (text,) = (entry for entry in again.entries if entry.id == "text")
    assert plain(text.error).startswith("En lugar de {requestor} no se puede poner nada. Existen: {requester}")
    assert text.initial == Untrusted("Y más")
    assert next(entry for entry in again.entries if entry.id == "canned").chosen == ("hello",)


def test_a_file_that_is_not_taken_is_named_and_the_others_stay(process: Process, ticket: Ticket) -> None:
    backup = replace(PDF, ref=FileRef("slack:T:F2"), label=Untrusted("copia.bak"))
    again = form(act(process, ticket, deed(draft("Va", None, PDF, backup))))
    assert [entry.id for entry in again.entries] == ["canned", "text", "enclosed", "files"]
    assert plain(again.entries[3].error).endswith(": copia.bak")
    assert again.entries[2].chosen == (PDF.ref,)
    refused = form(act(process, ticket, deed({"text": Entered(text=Untrusted("Va"))}, author=ANA.person, unfit=(PDF,))))
    assert plain(refused.intro).endswith(": guía.pdf")
    assert [entry.id for entry in refused.entries] == ["text"]


def test_what_is_too_long_for_a_form_says_that_its_end_is_missing(process: Process, ticket: Ticket) -> None:
    shown = form(act(process, ticket, deed(pointed=True, text=Untrusted("x" * 3001))))
    assert plain(shown.entries[0].error) == "Es demasiado largo para un mensaje: aquí falta el final."


def test_a_reply_to_somebody_on_the_telephone_is_a_call_to_make(process: Process, ticket: Ticket) -> None:
    caller = replace(ticket, requester=replace(ticket.requester, chat=ChatRef("caller:abc")))
    assert [entry.id for entry in form(act(process, caller, deed(text=None))).entries] == ["canned", "text"]
    sent = act(process, caller, deed({"text": Entered(text=Untrusted("¿Sigue?"))}))
    assert isinstance(sent, Change)
    assert sent.ticket.calls == (Call(at=NOON),)
    assert said(sent, DESK)[0].endswith("¿Sigue?\n📞 Se le dirá por teléfono: 33 1234 5678")
    assert said(sent, ChatRef("caller:abc")) == []
    card = read_aloud(WORDS.message(triage_card(process, sent.ticket), "es"))
    assert "📞 Llamar por teléfono: 33 1234 5678 (respuesta de 2026-11-23T18:00:00+00:00" in card


def test_a_call_that_was_made_leaves_the_card(process: Process, ticket: Ticket) -> None:
    waiting = replace(ticket, calls=(Call(at=NOON),))
    card = read_aloud(WORDS.message(triage_card(process, waiting), "es"))
    assert "📞 Llamar por teléfono: 33 1234 5678 (no llegó la respuesta de" in card
    assert "[📞 Ya llamé]" in card
    done = act(process, waiting, replace(deed(), action=Action.CALLED))
    assert isinstance(done, Change)
    assert done.ticket.calls == ()
    assert done.entry is not None
    assert done.entry.data == {"replies": NOON.isoformat()}
    assert "[📞 Ya llamé]" not in read_aloud(WORDS.message(triage_card(process, done.ticket), "es"))
    again = act(process, done.ticket, replace(deed(), action=Action.CALLED))
    assert isinstance(again, Refusal)


def test_a_reply_has_arrived_when_its_words_and_its_files_have(process: Process, ticket: Ticket) -> None:
    other = replace(PDF, ref=FileRef("slack:T:F2"), label=Untrusted("otra.pdf"))
    sent = act(process, ticket, deed({"text": Entered(text=Untrusted("Va"))}, author=ANA.person, enclosed=(PDF, other)))
    (track,) = (each for each in effects(sent) if isinstance(each, Track))
    later = NOON + timedelta(minutes=1)

    def line(delivery: Delivery) -> str:
        return plain(WORDS.text(line_of(process, ticket, delivery), "es")).partition("otra.pdf\n")[2]

    words = settled(track.delivery, None, NOON, arrived=True)
    one = settled(words, PDF.ref, NOON, arrived=True)
    assert (line(track.delivery), line(one)) == ("⏳ En camino a Console", "⏳ En camino a Console")
    assert line(settled(one, other.ref, later, arrived=True)).startswith("✔ Entregado en Console, ")
    lost = settled(one, other.ref, later, arrived=False)
    assert line(lost).endswith("❌ Estos archivos no llegaron: otra.pdf")
    assert settled(lost, other.ref, later, arrived=True) == lost  # told twice, it stays as it was
    failed = settled(track.delivery, None, NOON, arrived=False)
    assert failed.fate is Fate.FAILED
    assert line(failed) == "❌ No se entregó: llame por teléfono, 33 1234 5678"


def test_a_place_is_filled_once_and_what_is_put_in_is_not_read_again() -> None:
    text = Untrusted("{title} {number} {x} {{number}}")
    filled = filled_in(text, {"title": "{number}", "number": "7"})
    assert filled == Untrusted("{number} 7 {x} {7}")
    assert unknown_places("{title} {x} {} {x} {two words}") == ("x",)


def test_the_desks_replies_stand_with_those_of_the_file_by_title(process: Process) -> None:
    all_of_them = together(process, (replace(HELLO, title=Untrusted("Á la orden")),))
    assert all_of_them[0].id == "hello"
    assert [each.shipped for each in all_of_them] == [False, *[True] * len(process.canned)]
    assert new_id(Untrusted("¡Saludo cordial!"), frozenset()) == "saludo-cordial"
    assert new_id(Untrusted("Saludo"), frozenset({"saludo", "saludo-2"})) == "saludo-3"
    assert new_id(Untrusted("¿?"), frozenset()) == "reply"


def test_a_form_remembers_who_wrote_the_words() -> None:
    press = TicketPress("reply", TicketId(7), 3, PersonRef("slack:T1:U1"))
    assert decode(encode(press)) == press
    assert decode("t:reply:7:3") == TicketPress("reply", TicketId(7), 3)
