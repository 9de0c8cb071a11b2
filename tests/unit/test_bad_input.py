"""Whatever is typed at a question gives a well-formed answer, or a refusal with an example that keeps what was typed."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from functools import cache

import pytest

from adapters.slack.show import show as show_slack
from adapters.telegram.show import show as show_telegram
from bot.app.catalogue import SHIPPED, check_file
from bot.app.words import Words
from bot.domain.answers import Answer
from bot.domain.card import triage_card
from bot.domain.effects import OpenTicket
from bot.domain.process import Process, Step, StepKind
from bot.domain.questions import applicable, current
from bot.domain.replies import LONGEST, Misread, read
from bot.domain.text import Text, Untrusted
from tests.player import NOON, Player, plain
from tests.storage.golden_values import NEW_TICKET
from tests.unit.typed_steps import EVERY_STEP, PROCESSES, SAACG, TYPED, given_to, saacg

WORDS = Words.load()

CORPUS = {
    "emoji only": "😀😀👍🏽",
    "family emoji": "👨\u200d👩\u200d👧\u200d👦 ❤️",
    "ten thousand characters": "póliza " * 1429,
    "ten thousand without a space": "x" * 10_000,
    "ten thousand emoji": "😀" * 10_000,
    "right to left": "\u202eMARZO\u202c \u2066póliza\u2069 שלום",
    "arabic": "لا أستطيع طباعة القيد",
    "control characters": "pól\x00iza\x07 \x1b[31mroja\x1b[0m\x7f",
    "zero width": "po\u200bli\u200bza\ufeff \u2060 34",
    "only invisible": "\u200b\u2060\u202e\x00",
    "only joiners": "\u200d\u200c\u200d",
    "mention of all": "<!channel> <@U1> @everyone",
    "html": "<b>póliza</b> <a href='x'>y</a> &amp; <script>alert(1)</script>",
    "markdown": "*póliza* _x_ `y` [z](http://x) ~~w~~",
    "number in words": "veinticinco",
    "large number in words": "novecientos noventa y nueve",
    "telephone with an extension": "33 3669 5550 ext. 12",
    "telephone with x": "(33) 3669-5550 x12",
    "range of telephones": "33 3669 5550 al 5559 ext 3",
    "wide digits": "３３ ３６６９ ５５５０",
    "e-mail in capitals": "MAILTO:Maria.Perez@Tequila.GOB.MX.",
    "licence number with spaces": "SG 2026-00 12 34",
    "line ends": "\r\n\r\n\u2028\n",
    "lines": "uno\ndos\r\ntres",
    "punctuation": "¿?¡!...",
    "half a surrogate": "\ud83d",
    "zalgo": "p̷̧͓ó̸l̵i̴z̶a̷",
    "sql": "'; DROP TABLE tickets; --",
    "format": "%(name)s {number} %s \\n",
    "empty title": "Problema con el sistema",
    "one letter": "x",
}


IDS = [f"{process.id} {step.id}" for process, step in EVERY_STEP]


def spoken(text: Text, language: str = "es") -> str:
    return plain(WORDS.text(text, language))


def _is_well_formed(step: Step, kept: str) -> bool:
    if not 1 <= len(kept) <= LONGEST or set(kept) & INVISIBLE:
        return False
    if [each for each in kept if unicodedata.category(each) in ("Cc", "Cs") and each not in "\n\t"]:
        return False
    if step.validation is not None and step.validation.max_length is not None:
        return len(kept) <= step.validation.max_length and any(each.isalnum() for each in kept)
    match step.kind:
        case StepKind.EMAIL:
            return re.fullmatch(r"\S+@\S+\.\S{2,}", kept) is not None
        case StepKind.PHONE:
            return 8 <= len(re.sub(r"\D", "", kept.partition(" ext.")[0].partition(" al ")[0])) <= 15
        case _:
            return any(each.isalnum() for each in kept)


INVISIBLE = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\ufeff")


@pytest.mark.parametrize("text", CORPUS.values(), ids=CORPUS)
def test_every_question_takes_a_well_formed_answer_or_refuses_in_words(text: str) -> None:
    for process, step in EVERY_STEP:
        for language in process.languages:
            found = given_to(process, step, text, language)
            if isinstance(found, Misread):
                assert found.why is not None, step.id
                assert spoken((found.why,), language).strip(), step.id
            else:
                assert found.text is not None, step.id
                assert _is_well_formed(step, found.text.untrusted), (step.id, found.text.untrusted)


@cache
def standing_at(process_id: str, step_id: str) -> Player:
    """Somebody at the question: everything before it is answered the way that leads there."""
    process = PROCESSES[process_id]
    kinds = [kind.id for kind in process.kinds]
    for kind in ("technical", "error", *kinds):
        player = Player(process)
        player.says("hola")
        for _ in range(60):
            step = _current(player)
            if step is None:
                break
            if step.id == step_id:
                return player
            _go_on(player, step, kind)
    raise AssertionError(f"nobody gets to {step_id}")


def _current(player: Player) -> Step | None:
    answers = player.intake.answers
    return current(applicable(player.process, answers), answers)


WELL = {
    StepKind.PHONE: "33 1234 5678",
    StepKind.EMAIL: "maria@tequila.gob.mx",
    StepKind.TEXT: "La póliza sale mal",
    StepKind.MOMENT: "hoy a las 9",
}
LEADS_ON = {"database": "yes", "backup": "yes", "server": "yes"}


def _go_on(player: Player, step: Step, kind: str) -> None:
    if step.kind in TYPED:
        player.says(WELL[step.kind])
        return
    options = [option.id for option in player.process.options_of(step, NOON)]
    wanted = kind if step.id == "kind" and kind in options else LEADS_ON.get(step.id, options[0] if options else "")
    if step.kind is StepKind.FILES:
        player.presses("Omitir")
        return
    label = next(o.label["es"] for o in player.process.options_of(step, NOON) if o.id == wanted)
    if step.kind is StepKind.MULTI_CHOICE:
        player.presses(f"☐ {label}")
        player.presses("Es todo")
    else:
        player.presses(label)


def at(process: Process, step: Step) -> Player:
    """A person of their own at the question."""
    found = standing_at(process.id, step.id) if step.id != "title" else at_the_title(process)
    player = Player(process)
    player.state, player.heard, player._count = found.state, list(found.heard), found._count
    return player


@cache
def _title(process_id: str) -> Player:
    before = standing_at(process_id, "description")
    player = Player(PROCESSES[process_id])
    player.state, player.heard, player._count = before.state, list(before.heard), before._count
    player.says("La póliza sale mal en todas partes")
    while "¿Le parece bien este título?" not in player.last:
        step = _current(player)
        assert step is not None
        _go_on(player, step, "technical")
    return player


def at_the_title(process: Process) -> Player:
    return _title(process.id)


NAMES = ["emoji only", "ten thousand characters", "right to left", "mention of all", "html", "empty title"]


@pytest.mark.parametrize(("process", "step"), EVERY_STEP, ids=IDS)
def test_in_the_conversation_nothing_typed_is_lost_and_no_markup_is_let_through(process: Process, step: Step) -> None:
    for name in NAMES:
        _typed_in_the_conversation(process, step, CORPUS[name])


def _typed_in_the_conversation(process: Process, step: Step, text: str) -> None:
    player = at(process, step)
    said = player.says(text)
    answer, refusal = player.intake.answers.get(step.id), player.intake.refusal(step.id)
    assert (answer is None) == (refusal is not None)
    if refusal is not None:
        kept = [note.text.untrusted for note in player.intake.notes if note.message in refusal.messages and note.text]
        assert len(kept) == 1
        assert len(kept[0]) <= LONGEST
        assert "Usted escribió: «" in said
        body = plain(player.heard[-1].body)
        assert len(body.splitlines()) <= 3, body
        assert len(body) <= 700, body
    message = player.heard[-1]
    for shown in (show_telegram(message)[-1].html, str(show_slack(message).blocks)):
        assert "<!channel>" not in shown
        assert "<script>" not in shown
        assert "<b>póliza" not in shown
        assert "\u202e" not in shown


@pytest.mark.parametrize(("process", "step"), EVERY_STEP, ids=IDS)
def test_every_validator_says_what_is_accepted_with_an_example_in_both_languages(process: Process, step: Step) -> None:
    example = {"es": ("ejemplo", "«"), "en": ("example", "“")}
    bad = Untrusted("😀")
    for language in process.languages:
        found = read(process, step, bad, (), NOON, language)
        assert isinstance(found, Misread)
        assert found.why is not None
        rule = step.validation
        texts = [spoken((found.why,), language)]
        texts += [rule.empty[language]] if rule is not None and rule.empty is not None else []
        for text in texts:
            assert any(each in text.lower() for each in example[language]), text
            assert len(text) <= 160, text
            assert "\n" not in text


@pytest.mark.parametrize("process", PROCESSES.values(), ids=PROCESSES)
def test_no_two_validators_say_the_same(process: Process) -> None:
    for language in process.languages:
        rules = [step.validation for step in process.steps if step.validation is not None]
        said = [rule.message[language] for rule in rules]
        said += [rule.empty[language] for rule in rules if rule.empty is not None]
        assert len(said) == len(set(said))
    assert len({rule.message["es"] == rule.message["en"] for rule in rules}) == 1


@pytest.mark.parametrize("name", PROCESSES)
def test_check_finds_a_message_at_every_typed_question_of_the_shipped_files(name: str) -> None:
    assert not [each for each in check_file(SHIPPED / f"{name}.yaml") if "validation" in each.message]


def test_a_refusal_shows_what_was_typed_and_a_better_answer_takes_its_place() -> None:
    maria = at(SAACG, saacg("phone"))
    assert maria.says("el de siempre") == (
        "Eso no parece un teléfono. Son diez dígitos, por ejemplo 33 3669 5550; la extensión va al final: ext. 12.\n"
        "Usted escribió: «el de siempre»\n"
        "¿A qué teléfono le llamamos?\n"
        "7 de 26\n[◀ Atrás] [❓ Ayuda]"
    )
    assert [note.text for note in maria.intake.notes] == [Untrusted("el de siempre")]
    maria.says("33 1234 5678")
    assert maria.intake.notes == ()
    assert maria.intake.refused == ()


def test_what_was_refused_goes_with_the_request_when_nothing_better_is_given() -> None:
    maria = at(SAACG, saacg("button"))
    maria.says("😀👉 F5")
    assert "button" in maria.intake.answers
    maria = at(SAACG, saacg("user"))
    maria.says("x")
    maria.presses("Omitir")
    maria.presses("✔ Usar este título")
    maria.presses("Omitir")
    maria.presses("✅")
    ticket = next(effect for effect in maria.effects if isinstance(effect, OpenTicket))
    assert [note.text for note in ticket.notes] == [Untrusted("x")]


def test_after_two_refusals_nobody_is_stuck() -> None:
    maria = at(SAACG, saacg("description"))
    once = maria.says("no funciona")
    assert "Dejarlo como lo escribí" not in once
    twice = maria.says("AYUDA urgente!!")
    assert "[✔ Dejarlo como lo escribí]\n[🙋 Hablar con alguien]" in twice
    assert "✔ Dejarlo" in maria.presses("❓ Ayuda")
    maria.presses("✔ Dejarlo como lo escribí")
    answer = maria.intake.answers["description"]
    assert answer.text == Untrusted("AYUDA urgente!!")
    assert answer.as_typed
    assert maria.intake.notes == ()
    assert "¿Qué quería hacer en el sistema?" in maria.last


def test_the_card_marks_what_was_left_as_it_was_typed() -> None:
    answers = {"description": Answer(text=Untrusted("AYUDA urgente!!"), as_typed=True)}
    card = triage_card(SAACG, replace(NEW_TICKET, answers=answers))
    shown = next(spoken(fact.value) for fact in card.facts if spoken(fact.label) == "Descripción")
    assert shown.splitlines()[0] == "AYUDA urgente!! ⚠️ tal como lo escribió el solicitante"


def test_leaving_it_so_can_be_said_in_words_but_only_where_it_is_offered() -> None:
    maria = at(SAACG, saacg("description"))
    maria.says("déjelo así")
    assert "description" not in maria.intake.answers
    maria.says("no funciona")
    maria.says("déjelo así")
    assert maria.intake.answers["description"].text == Untrusted("no funciona")


def test_a_contact_left_as_it_was_typed_is_not_remembered_for_the_next_time() -> None:
    maria = at(SAACG, saacg("phone"))
    maria.says("el de siempre")
    maria.says("ya se lo di")
    maria.presses("✔ Dejarlo")
    assert maria.intake.answers["phone"].text == Untrusted("ya se lo di")
    assert "phone" not in maria.state.remembered


def test_ten_thousand_characters_are_refused_with_the_length_and_four_thousand_are_kept() -> None:
    maria = at(SAACG, saacg("description"))
    said = maria.says("póliza " * 1429)
    assert said.splitlines()[0] == (
        "Es demasiado largo; caben hasta 3,500 letras. "
        "Con una frase más le entendemos mejor. Por ejemplo: La póliza 34 no se imprime; antes sí salía."
    )
    (note,) = maria.intake.notes
    assert note.text is not None
    assert 3990 <= len(note.text.untrusted) <= LONGEST


def test_only_the_newest_refused_writings_of_a_question_are_kept() -> None:
    maria = at(SAACG, saacg("phone"))
    for number_of in range(10):
        maria.says(f"no sé {number_of}")
    assert [note.text for note in maria.intake.notes] == [Untrusted(f"no sé {each}") for each in (7, 8, 9)]


def test_an_edited_refused_writing_is_amended() -> None:
    maria = at(SAACG, saacg("phone"))
    maria.says("el de siempre")
    maria.edits(maria._count, "el de la presidencia")
    assert [note.text for note in maria.intake.notes] == [Untrusted("el de la presidencia")]


def test_an_invisible_message_is_asked_for_in_writing() -> None:
    maria = at(SAACG, saacg("description"))
    said = maria.says(CORPUS["only invisible"])
    assert said.startswith("Esta respuesta la necesito por escrito, por favor.\nCuéntenos su caso")
    assert maria.intake.notes == ()


@pytest.mark.parametrize("word", ["no", "Ninguno", "no sé", "no recuerdo", "no apareció"])
def test_an_optional_question_in_words_can_be_passed_over_in_words(word: str) -> None:
    maria = at(SAACG, saacg("message"))
    maria.says(word)
    assert maria.intake.answers["message"] == Answer()
