"""The questionnaire in forms: what a form shows, takes and refuses, and how the chat and the forms share one intake."""

from __future__ import annotations

from dataclasses import replace

from bot.app.catalogue import Catalogue
from bot.domain.answers import Answer
from bot.domain.effects import OpenTicket, Say
from bot.domain.forms import PRESSED
from bot.domain.message import Entered, EntryKind, File, FileKind
from bot.domain.process import Consequence
from bot.domain.questions import outcome
from bot.domain.text import Untrusted
from tests.form_player import FormPlayer

SAACG = Catalogue.load(["saacg"]).current("saacg")
ADVERTMIND = Catalogue.load(["advertmind"]).current("advertmind")
FILE = File(ref="console:f", kind=FileKind.PHOTO, label=Untrusted("f.png"))  # type: ignore[arg-type]  # any reference
PROFILE = {
    "name": "María Pérez",
    "position": "Contadora",
    "entity": "Municipio de Tepic",
    "email": "maria@municipio.gob.mx",
    "phone": "33 3669 5550",
}


def at_the_profile() -> FormPlayer:
    player = FormPlayer(SAACG)
    player.opens_form()
    player.sends(kind="Soporte técnico")
    return player


def test_the_privacy_notice_is_a_form_in_which_nothing_is_chosen_beforehand() -> None:
    player = FormPlayer(SAACG, stranger=True)
    assert player.opens_form() == ""
    assert player.asked == [PRESSED]
    assert "¿Está de acuerdo?" in player.read()
    assert player.open_form.entries[0].chosen == ()
    assert player.chooses("✔ Acepto") == ""
    assert player.asked == ["kind"]


def test_who_refuses_the_notice_is_told_so_in_the_chat() -> None:
    player = FormPlayer(SAACG, stranger=True)
    player.opens_form()
    assert "no guardo sus datos" in player.chooses("✖ No acepto")
    assert player.form is None
    assert player.state.intake is None


def test_a_refused_field_is_asked_again_with_the_reason_and_everything_that_was_entered() -> None:
    player = at_the_profile()
    assert player.sends(**{**PROFILE, "email": "maria"}, module="Presupuesto") == ""
    assert player.asked == ["email", "phone"]
    email, phone = player.open_form.entries
    assert "no parece un correo" in player.read()
    assert email.error
    assert (email.initial, phone.initial) == (Untrusted("maria"), Untrusted("33 3669 5550"))
    assert player.intake.answers["name"].text == Untrusted("María Pérez")
    player.sends(email="maria@municipio.gob.mx")
    assert player.intake.notes == ()


def test_a_condition_that_is_not_met_is_a_form_with_the_ways_on() -> None:
    player = at_the_profile()
    player.sends(**PROFILE, module="Presupuesto")
    player.sends(course="No")
    labels = [str(choice.label) for choice in player.open_form.entries[0].choices]
    assert "✔ Ya lo tengo" in labels
    assert any(label.startswith("🙋") for label in labels)
    player.chooses("✔ Ya lo tengo")
    assert player.asked == ["course_module"]


def test_speaking_to_a_person_is_answered_in_the_form_and_the_desk_learns_of_it() -> None:
    player = at_the_profile()
    player.sends(**PROFILE, module="Presupuesto")
    player.sends(course="No")
    player.chooses("🙋")
    assert any(isinstance(effect, Say) and effect.chat == "desk" for effect in player.effects)
    assert "33-3669-5550" in player.read()


def test_later_and_cancel_close_the_form_with_a_word_in_the_chat() -> None:
    player = at_the_profile()
    player.sends(**PROFILE, module="Presupuesto")
    player.sends(course="No")
    assert "Guardado" in player.chooses("💾")
    assert player.form is None
    player.opens_form()
    assert player.asked == ["course"]
    player.sends(course="No")
    assert "no se envió nada" in player.chooses("✖ Cancelar")
    assert player.form is None


def test_a_known_person_confirms_with_one_choice() -> None:
    player = at_the_profile()
    player.sends(**PROFILE, module="Presupuesto")
    player.sends(course="No")
    player.chooses("✖ Cancelar")
    player.opens_form()
    assert "María Pérez" in player.read()
    player.chooses("✔ Sí")
    assert player.asked == ["kind"]
    player.sends(kind="Soporte técnico")
    assert not set(PROFILE) & set(player.asked)


def test_a_closed_form_is_asked_in_the_chat_once() -> None:
    player = at_the_profile()
    form = player.open_form
    assert "¿De qué módulo" in player.closes_form()
    player.form = form
    assert player.closes_form() == "", "the chat asks already"


def test_a_form_that_was_overtaken_by_the_chat_takes_nothing_twice() -> None:
    player = at_the_profile()
    form = player.open_form
    player.says("hola")
    player.presses("Presupuesto")
    player.form = form
    player.sends(**PROFILE, module="Nómina")
    assert player.intake.answers["module"].options == ("budget",)
    assert player.intake.answers["name"].text == Untrusted("María Pérez")


def test_what_is_written_in_the_chat_beside_a_form_answers_nothing() -> None:
    player = at_the_profile()
    player.sends(**{**PROFILE, "name": " "}, module="Presupuesto")
    said = player.says("Una cosa más: es urgente")
    assert "¿Cuál es su nombre completo?" in said
    assert [note.text for note in player.intake.notes] == [Untrusted("Una cosa más: es urgente")]
    assert "name" not in player.intake.answers
    player.says("María Pérez")
    assert player.intake.answers["name"].text == Untrusted("María Pérez")


def test_a_form_of_an_intake_that_ended_says_how_things_stand() -> None:
    player = at_the_profile()
    form = player.open_form
    player.says("/cancelar")
    player.form = form
    assert "/nuevo" in player.sends(**PROFILE, module="Nómina")
    assert player.state.intake is None


def test_words_that_came_with_the_request_are_the_first_wording_of_the_description() -> None:
    player = FormPlayer(ADVERTMIND)
    player.opens_form("Factura electrónica no toma la numeración")
    seen = False
    for _ in range(30):
        if player.asked == [PRESSED]:
            break
        values: dict[str, Entered] = {}
        for entry in player.open_form.entries:
            if entry.id == "description":
                seen = True
                assert entry.initial == Untrusted("Factura electrónica no toma la numeración")
            words = {"email": "a@b.mx", "phone": "3336695550"}.get(entry.id, "Al guardar una factura de exportación")
            typed = entry.initial or Untrusted(words)
            choices = (entry.choices[0].id,) if entry.choices else ()
            text = typed if entry.kind is EntryKind.TEXT else None
            values[entry.id] = Entered(text=text, choices=choices)
        player.sends_entered(values)
    assert seen
    assert player.intake.notes == ()


def test_the_summary_is_sent_with_the_form_s_own_button() -> None:
    player = at_the_summary()
    entry = player.open_form.entries[0]
    assert entry.chosen == (entry.choices[0].id,)
    assert player.read().endswith("[Enviar]")
    player.sends()
    assert any(isinstance(effect, OpenTicket) for effect in player.effects)


def test_an_answer_is_changed_from_the_summary() -> None:
    player = at_the_summary()
    player.chooses("✏ Cambiar")
    player.chooses("Nombre")
    assert player.asked[0] == "name"
    player.sends(name="Ana Ruiz")
    assert "Ana Ruiz" in player.read()
    assert player.asked == [PRESSED]


def at_the_summary() -> FormPlayer:
    """The administrative consultation is the shortest."""
    player = FormPlayer(SAACG)
    player.opens_form()
    player.sends(kind="Administrativa")
    for _ in range(30):
        if player.asked == [PRESSED]:
            return player
        values = {}
        for entry in player.open_form.entries:
            words = PROFILE.get(entry.id, "Queremos renovar la licencia de este año")
            choices = (entry.choices[0].id,) if entry.choices else ()
            files = (FILE,) if entry.kind is EntryKind.FILES else ()
            text = Untrusted(words) if entry.kind is EntryKind.TEXT else None
            values[entry.id] = Entered(text=text, choices=choices, files=files)
        player.sends_entered(values)
    raise AssertionError("there is no summary")


def test_files_are_taken_in_the_form() -> None:
    player = at_the_summary()
    files = [answer.files for answer in player.intake.answers.values() if answer.files]
    ((file,),) = files
    assert replace(file, message=None) == FILE
    assert str(file.message).startswith("form:"), "it came with the form"


def test_what_the_desk_has_to_say_about_an_answer_stands_over_the_next_form() -> None:
    player, warned = FormPlayer(SAACG), 0
    player.opens_form()
    player.sends(kind="Soporte técnico")
    for _ in range(30):
        if player.asked == [PRESSED]:
            break
        values, texts = {}, []
        for entry in (each for each in player.open_form.entries if each.id != PRESSED):
            step = SAACG.step(entry.id)
            assert step is not None
            answers = {choice.id: Answer(options=(choice.id,)) for choice in entry.choices}
            verdicts = {each: outcome(step, answer, player.intake.answers) for each, answer in answers.items()}
            warnings = [each for each, verdict in verdicts.items() if verdict.do is Consequence.WARN]
            accepted = [each for each, verdict in verdicts.items() if verdict.do is Consequence.ACCEPT]
            choice = next(iter((*warnings, *accepted)), None)
            texts += [verdicts[each].text for each in warnings[:1]]
            words = Untrusted(PROFILE.get(entry.id, "Al imprimir la póliza sale un error"))
            text = words if entry.kind is EntryKind.TEXT else None
            values[entry.id] = Entered(text=text, choices=(choice,) if choice is not None else ())
        values |= {PRESSED: Entered()} if PRESSED in player.asked else {}
        player.sends_entered(values)
        for each in texts:
            assert each is not None
            assert each["es"].strip() in player.read()
            warned += 1
    assert warned > 1
