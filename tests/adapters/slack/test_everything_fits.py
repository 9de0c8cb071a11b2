"""Whatever people write, and however much of it: every card, thread, list, answer and form is one that Slack takes."""

from __future__ import annotations

from datetime import timedelta
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.sandbox.slack.block_kit import message_problems, view_problems
from adapters.slack.forms import show_form
from adapters.slack.limits import FALLBACK
from adapters.slack.show import show
from bot.app.catalogue import Catalogue
from bot.app.order_help import help_page, help_word, unknown
from bot.app.order_lists import PAGE, line
from bot.app.order_words import WORDS as ORDER_WORDS
from bot.app.typed_order import read_order
from bot.app.words import Words
from bot.domain.answers import Answer, Note
from bot.domain.card import at_length, triage_card
from bot.domain.deeds import Change, Deed
from bot.domain.effects import AskForm, Revise, Say
from bot.domain.ids import ChatRef, FileRef, Interaction, PersonRef, TicketId
from bot.domain.message import Entered, File, FileKind, Form, Message
from bot.domain.process import Process, Result, Step, StepKind
from bot.domain.roles import Actor, Role, Staff
from bot.domain.text import Untrusted, join
from bot.domain.ticket import Action, Requester, Since, Status, Ticket
from bot.domain.working import act
from tests.clock import NOON

WORDS = Words.load()
ANA = Actor(person=PersonRef("slack:T:ana"), name=Untrusted("Ana <!channel> *López*"), roles=frozenset(Role))

HOSTILE = st.sampled_from(
    [
        "",
        " ",
        "<!channel> <@U123> <https://evil.example|aquí>",
        "&amp; &lt; & < >",
        "*_~`" * 900,
        "```\n" * 400,
        "a\n" * 1500,
        "palabra " * 600,
        "x" * 4000,
        "&" * 4000,
        "🔥" * 2000,
        "\u202e\u2066\x00\x1b",
        ":smile: > cita",
    ]
)
TYPED = HOSTILE | st.text(max_size=300)


@cache
def _process(name: str) -> Process:
    return Catalogue.load([name]).current(name)


@st.composite
def tickets(draw: st.DrawFn) -> tuple[Process, Ticket]:
    process = _process(draw(st.sampled_from(["saacg", "advertmind"])))
    text = draw(TYPED)
    files = tuple(
        File(ref=FileRef(f"slack:T:{each}"), kind=FileKind.PHOTO, label=Untrusted(text[:100] or "—"))
        for each in range(draw(st.integers(0, 10)))
    )
    given = {
        step.id: _answer(process, step, draw(TYPED), draw(st.sampled_from(Result)), files) for step in process.steps
    }
    status = draw(st.sampled_from(Status))
    return process, Ticket(
        id=TicketId(1),
        code="T-2026-001",
        process=process.ref,
        status=status,
        kind=process.kinds[0].id,
        level=process.levels[-1].id,
        requester=Requester(chat=ChatRef("telegram:1"), person=PersonRef("telegram:1"), language="es"),
        answers=given,
        notes=tuple(Note(text=Untrusted(draw(TYPED)), files=files) for _ in range(draw(st.integers(0, 3)))),
        title=Untrusted(text),
        opened_at=NOON,
        updated_at=NOON,
        assignee=ANA.person if draw(st.booleans()) else None,
        assignee_name=Untrusted(text) if draw(st.booleans()) else None,
        since=Since(at=NOON + timedelta(hours=1), by=Untrusted(text), revision=2),
        unreachable=draw(st.booleans()),
    )


def _answer(process: Process, step: Step, text: str, result: Result, files: tuple[File, ...]) -> Answer:
    if step.kind is StepKind.FILES:
        return Answer(files=files)
    options = process.options_of(step, NOON)
    if options and step.kind is not StepKind.KNOWLEDGE:
        waived_by = Untrusted(text) if result is Result.WAIVED else None
        return Answer(options=tuple(each.id for each in options), result=result, waived_by=waived_by)
    return Answer(text=Untrusted(text), as_typed=len(text) % 2 == 0, result=result)


def is_taken(message: Message) -> None:
    for language in ("es", "en"):
        shown = show(WORDS.message(message, language))
        assert message_problems(shown.blocks) == []
        assert 0 < len(shown.text) <= FALLBACK


def opens(form: Form) -> None:
    for language in ("es", "en"):
        view = show_form(WORDS.form(form, language))
        assert view_problems(view, allowed=("modal",)) == []


@settings(deadline=None, max_examples=40)
@given(tickets(), st.none() | st.frozensets(st.sampled_from(Role)))
def test_every_card_is_taken_and_stays_readable(drawn: tuple[Process, Ticket], roles: frozenset[Role] | None) -> None:
    process, ticket = drawn
    reader = None if roles is None else Staff(person=ANA.person, name=ANA.name, roles=roles)
    card = triage_card(process, ticket, reader)
    is_taken(card)
    is_taken(Message(body=at_length(process, ticket)))
    blocks = show(WORDS.message(card, "es")).blocks
    assert len(blocks) <= 20
    assert sum(len(str(block)) for block in blocks) < 40_000


@settings(deadline=None, max_examples=40)
@given(tickets(), st.sampled_from(Action), TYPED, st.booleans())
def test_every_form_opens_and_every_message_of_a_deed_is_taken(
    drawn: tuple[Process, Ticket], action: Action, text: str, is_form: bool
) -> None:
    process, ticket = drawn
    values = {name: Entered(text=Untrusted(text)) for name in ("text", "reason", "other")} if is_form else {}
    for typed in (None, Untrusted(text)):
        deed = Deed(
            action=action,
            actor=ANA,
            at=NOON,
            channel="slack",
            text=typed,
            values=values if typed is not None else {},
            interaction=Interaction("slack:i"),
        )
        done = act(process, ticket, deed)
        if not isinstance(done, Change):
            is_taken(Message(body=(done.why,)))
            continue
        for effect in done.effects:
            match effect:
                case AskForm():
                    opens(effect.form)
                case Say() | Revise():
                    is_taken(effect.message)
                case _:
                    pass


@settings(deadline=None, max_examples=20)
@given(tickets(), TYPED)
def test_every_answer_to_a_typed_word_is_taken(drawn: tuple[Process, Ticket], typed: str) -> None:
    process, ticket = drawn
    is_taken(Message(body=join("\n", [line(process, ticket)] * PAGE)))
    order = read_order(typed)
    if order.word is None:
        is_taken(Message(body=unknown(order, "es")))


def test_the_help_and_each_of_its_words_is_taken() -> None:
    for language in ("es", "en"):
        is_taken(help_page(language, lambda _word: True))
        for word in ORDER_WORDS:
            is_taken(help_word(word, language))
