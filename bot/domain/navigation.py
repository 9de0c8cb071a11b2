"""Moving in a questionnaire: presses, back, help, later, a person, cancel, another language, and the confirmation."""

from __future__ import annotations

from dataclasses import replace

from bot.domain import (
    answering,
    coaching,
    consenting,
    consulting,
    entity,
    following,
    lookups,
    outside,
    profile,
    prompts,
    recognising,
    sending,
    turning,
)
from bot.domain.answers import Answer
from bot.domain.beforehand import acknowledged
from bot.domain.buttons import Press, Verb
from bot.domain.conversation import Draft
from bot.domain.effects import CancelTimer, Say
from bot.domain.events import Pressed
from bot.domain.ids import DESK
from bot.domain.message import Message, Style
from bot.domain.process import NO, YES, Fills, Notice, Option, Section, Step, StepKind
from bot.domain.questions import filled, judged, withdrawn
from bot.domain.raising import modification_of
from bot.domain.replies import option_named
from bot.domain.text import Code, Untrusted, fold, lines, phrase
from bot.domain.ticket import STATUS_WORDS
from bot.domain.turn import REMINDER, Turn

KEPT = phrase("💾 Kept. Write to me whenever you like, and we go on where you left off.")
"""What is said of a questionnaire that is put aside."""

_YES_NO = (Option(id=YES, label={"es": "Sí", "en": "Yes"}), Option(id=NO, label={"es": "No", "en": "No"}))


def yes_or_no(text: Untrusted) -> bool | None:
    """What the words say to a yes-or-no question; None when neither."""
    named = option_named(_YES_NO, text.untrusted)
    if named is None and fold(text.untrusted) in ("confirmar", "enviar", "confirm", "send"):
        return True
    return None if named is None else named == YES


def pressed(turn: Turn, event: Pressed) -> None:
    """A button of a questionnaire. One that no longer fits is answered with how things stand."""
    press = event.press
    if press is not None and outside.pressed(turn, press):
        return
    if turn.state.intake is None or press is None or press.run != turn.intake.run:
        stale(turn)
    elif press.verb in (Verb.RESUME, Verb.RESTART, Verb.CANCEL):
        if not turning.has_it(turn, press):
            _returned(turn, press)
    elif turn.intake.parked:
        turn.toast()
        turn.say(resume_offer(turn))
    else:
        _moved(turn, event, press)


def stale(turn: Turn) -> None:
    """A button of the past: says so, and shows the present. A button pressed twice in haste gets one word, no more."""
    if turn.state.intake is None and turn.known.tickets:
        newest = turn.known.tickets[0]
        state = STATUS_WORDS[newest.status]
        turn.toast(phrase("That button is from before. %(number)s: %(state)s.", number=Code(newest.code), state=state))
        return
    turn.toast(phrase("That button is from before. This is how things stand now."))
    if turn.state.intake is None:
        following.present(turn)
    elif turn.intake.parked:
        turn.say(resume_offer(turn))
    else:
        turn.ask()


def _returned(turn: Turn, press: Press) -> None:
    turn.toast()
    match press.verb:
        case Verb.RESTART:
            turn.change(None)
            turn.begin(welcome=False)
        case Verb.CANCEL:
            cancel(turn)
        case _:
            resume(turn)


def resume(turn: Turn) -> None:
    """Goes on with the questionnaire, at the question where it was."""
    answers = turn.intake.answers
    if turn.known.register.read:  # what the registers said may be long ago
        answers = lookups.forgotten(turn.process, answers)
    turn.change(replace(turn.intake, parked=False, blocked=None, answers=answers))
    turn.ask()


def _moved(turn: Turn, event: Pressed, press: Press) -> None:
    match press.verb:
        case Verb.CONSENT if consenting.pressed(turn, event, press):
            pass
        case Verb.CONFIRM | Verb.EDIT if not turn.agreed:
            stale(turn)
        case Verb.PICK | Verb.TOGGLE | Verb.DONE | Verb.SKIP | Verb.PROPOSED | Verb.AS_TYPED | Verb.TURN:
            _chose(turn, event, press)
        case Verb.BACK:
            turn.toast()
            back(turn)
        case Verb.HELP:
            turn.toast()
            help_(turn)
        case Verb.LATER:
            turn.toast()
            later(turn)
        case Verb.PERSON:
            turn.toast()
            person(turn)
        case Verb.KNOWN if not turn.intake.known:
            turn.toast()
            confirm_known(turn, still_true=press.value == YES)
        case Verb.EDIT:
            _edit(turn, press)
        case Verb.CONFIRM if not _confirms(turn, press):
            stale(turn)
        case Verb.CONFIRM if profile.under_way(turn):
            turn.toast()
            close_profile(turn)
        case Verb.CONFIRM if sending.too_many(turn):
            turn.toast()
        case Verb.CONFIRM:
            turn.settle(replace(prompts.summary(turn.page), buttons=(), body=(phrase("✔ Sent"),)))
            turn.toast()
            sending.confirm(turn)
        case _:
            stale(turn)


def _confirms(turn: Turn, press: Press) -> bool:
    """Whether it is the button of the summary that stands there now."""
    return turn.step is None and turn.intake.known and press.mark == str(turn.previous.revision)


def close_profile(turn: Turn) -> None:
    """Back from the details; a request that waited for them is offered again."""
    profile.finish(turn)
    if turn.state.intake is not None:
        turn.say(resume_offer(turn))


def _chose(turn: Turn, event: Pressed, press: Press) -> None:
    step = turn.step
    if step is None or step.id != press.mark:
        stale(turn)
        return
    if step.kind is StepKind.KNOWLEDGE:
        if press.verb is not Verb.PICK or not consulting.chose(turn, step, press.value):
            stale(turn)
        return
    draft = turn.intake.draft if turn.intake.draft and turn.intake.draft.step == step.id else Draft(step=step.id)
    options = {option.id for option in turn.process.options_of(step, event.at)}
    match press.verb:
        case Verb.TURN if turning.turned(turn, step, press):
            return
        case Verb.PROPOSED | Verb.AS_TYPED if coaching.pressed(turn, step, press):
            return
        case Verb.SKIP if step.optional:
            turn.answer(step, Answer())
        case Verb.DONE if draft.options or draft.files:
            turn.answer(step, Answer(options=draft.options, files=draft.files))
        case Verb.TOGGLE if step.kind is StepKind.MULTI_CHOICE and press.value in options:
            _toggled(turn, step, draft, press.value)
        case Verb.PICK if entity.offers(turn, step, press.value):
            entity.chosen(turn, step, press.value)
        case Verb.PICK if press.value in options and step.kind is not StepKind.MULTI_CHOICE:
            turn.answer(step, Answer(options=(press.value,)))
        case _:
            stale(turn)


def _toggled(turn: Turn, step: Step, draft: Draft, option: str) -> None:
    kept = tuple(each for each in draft.options if each != option)
    options = kept if len(kept) < len(draft.options) else (*draft.options, option)
    turn.change(replace(turn.intake, draft=replace(draft, options=options)))
    turn.toast()
    turn.settle(prompts.question(turn.page, step))


def confirm_known(turn: Turn, *, still_true: bool) -> None:
    """The remembered profile is taken over, or asked anew."""
    profile = {step.id for step in turn.process.steps if step.section is Section.PROFILE}
    kept = {key: replace(answer, recalled=True) for key, answer in turn.state.remembered.items() if key in profile}
    answers = {**kept, **turn.intake.answers} if still_true else turn.intake.answers
    turn.change(replace(turn.intake, known=True, answers=answers))
    if still_true:
        entity.confirmed(turn)
        recognising.confirmed(turn)
    turn.ask(acknowledged(turn.intake))


def back(turn: Turn) -> None:
    """The question before is asked again; its answer is taken back."""
    if not _under_way(turn) or profile.back(turn):
        return
    if not turn.agreed:
        turn.ask()
        return
    offer = turn.intake.consulting
    if offer is not None and offer.asking:
        turn.change(replace(turn.intake, consulting=replace(offer, asking=False)))
        turn.ask()
        return
    step = turn.step
    steps = turn.steps
    place = steps.index(step) if step in steps else len(steps)
    answers = turn.intake.answers
    given = [at for at, each in enumerate(steps[:place]) if each.id in answers and not _unasked(answers[each.id])]
    looked_up = step is not None and step.lookup is not None  # going back to it would only be told the same again
    choosing = turn.intake.draft is not None and bool(turn.intake.draft.candidates)
    if (turn.intake.blocked is not None and not looked_up) or choosing or not given:
        turn.change(replace(turn.intake, blocked=None, draft=None))
    else:
        for each in steps[given[-1] : place]:
            if each.id not in answers or not answers[each.id].recalled:
                answers = withdrawn(turn.process, answers, each.id)
        ticked = (
            turn.intake.answers[steps[given[-1]].id].options if steps[given[-1]].kind is StepKind.MULTI_CHOICE else ()
        )
        draft = Draft(step=steps[given[-1]].id, options=ticked) if ticked else None
        kept = judged(turn.process, answers)
        turn.change(replace(turn.intake, answers=kept, blocked=None, draft=draft, consulting=None))
    turn.ask()


def _unasked(answer: Answer) -> bool:
    """Whether the person was never asked for it, so that there is no question to go back to."""
    return answer.looked_up or answer.recalled


def _edit(turn: Turn, press: Press) -> None:
    turn.toast()
    answer = turn.intake.answers.get(press.value)
    if answer is None or answer.looked_up:
        turn.say(prompts.choose_answer(turn.page))
        return
    answers = judged(turn.process, withdrawn(turn.process, turn.intake.answers, press.value))
    turn.change(replace(turn.intake, answers=answers, draft=None, known=True, blocked=None, consulting=None))
    turn.ask()


def help_(turn: Turn) -> None:
    """Help on the question, on what a specialist asks for, or on what the bot can do."""
    if answering.helped(turn):
        return
    step = turn.step if turn.state.intake is not None and not turn.intake.parked else None
    if step is not None:
        for message in prompts.helping(turn.page, step):
            turn.say(message)
        return
    turn.say(
        Message(
            body=lines(
                (phrase("I open a support request with you, step by step, and tell you here how it goes."),),
                (
                    phrase(
                        "/new opens one, /status and /my_tickets say how yours are, /profile shows your details, /cancel stops, /language changes the language."
                    ),
                ),
                (phrase("/modification asks for a new function or a changed process."),)
                if modification_of(turn.process) is not None
                else (),
            )
        )
    )
    if turn.state.intake is not None and not turn.intake.parked:
        turn.ask()


def later(turn: Turn) -> None:
    """Puts the questionnaire aside; nothing is lost."""
    if not _under_way(turn):
        return
    if profile.under_way(turn):
        close_profile(turn)
        return
    turn.change(replace(turn.intake, parked=True))
    turn.tell(KEPT)


def person(turn: Turn) -> None:
    """The person wants somebody to talk to: they are told how, and the desk is told who."""
    turn.say(Message(body=prompts.notice(turn.process, Notice.PERSON, turn.language)))
    answers = turn.intake.answers if turn.state.intake is not None else turn.state.remembered
    known = {**turn.state.remembered, **answers}
    name, telephone, entity = (_written(turn, known, fills) for fills in (Fills.NAME, Fills.PHONE, Fills.ORGANISATION))
    if name != UNKNOWN or telephone != UNKNOWN:
        asked = phrase(
            "🙋 %(name)s asks to speak to a person. %(entity)s %(telephone)s",
            name=name,
            entity=entity,
            telephone=telephone,
        )
        turn.effects.append(Say(chat=DESK, message=Message(body=(asked,)), language=turn.process.languages[0]))
    if turn.state.intake is not None and not turn.intake.parked:
        turn.ask()


UNKNOWN = "—"


def _written(turn: Turn, answers: dict[str, Answer], fills: Fills) -> Untrusted | str:
    answer = filled(turn.process, answers, fills)
    return answer.text if answer is not None and answer.text is not None else UNKNOWN


def cancel(turn: Turn) -> None:
    """Drops the questionnaire; says what is kept."""
    if turn.state.intake is None:
        turn.tell(phrase("There is nothing to cancel. /new opens a request."))
        return
    if profile.under_way(turn):
        close_profile(turn)
        return
    turn.change(None)
    turn.effects.append(CancelTimer(key=f"{REMINDER}:{turn.state.chat}"))
    turn.tell(phrase("Cancelled: nothing was sent. Your contact details stay for the next time; /new starts again."))


def resume_offer(turn: Turn) -> Message:
    """An unfinished questionnaire: go on, or start over."""
    return Message(
        body=(phrase("You have a request that is not finished. Shall we go on where you left off?"),),
        buttons=(
            (
                turn.page.button(phrase("▶ Go on"), Verb.RESUME, style=Style.PRIMARY),
                turn.page.button(phrase("↺ Start over"), Verb.RESTART),
            ),
            (turn.page.button(phrase("✖ Cancel"), Verb.CANCEL),),
        ),
    )


def _under_way(turn: Turn) -> bool:
    if turn.state.intake is None:
        following.present(turn)
        return False
    if turn.intake.parked:
        turn.say(resume_offer(turn))
        return False
    return True
