"""The questionnaire as forms: the same intake, asked a page at a time.

What a person enters is given to the same rules as what they write or press in the chat, one field after the other; what
these say is shown in the next form instead of in the chat. The state knows nothing of forms, so that the chat can go on
with it at any moment.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from bot.domain import contributions, navigation, profile
from bot.domain.answers import Answer, Note
from bot.domain.buttons import Press, Verb, decode, encode
from bot.domain.caller import is_caller, number_of
from bot.domain.conversation import Draft
from bot.domain.effects import AskForm, Effect, Revise, Say, Toast
from bot.domain.events import Commanded, Filled, FormClosed, Pressed, Said
from bot.domain.forms import PRESSED, before_question, is_written, leaves_out, prompt_form, questions_form, whole
from bot.domain.ids import ChatRef, Interaction, MessageRef
from bot.domain.message import Button, Entered, Message, Style
from bot.domain.pages import page_of
from bot.domain.process import Fills, Step, StepKind
from bot.domain.text import Text, Untrusted, clean, lines, phrase
from bot.domain.turn import Turn

Answered: TypeAlias = Callable[[Turn, Said, Step], None]
"""How the chat takes a message that was written at a question."""


@dataclass(slots=True)
class _Heard:
    """What the chat would have been told: `before` on the way, then the prompt, with `above` over its question (None when
    the prompt is not one plain question)."""

    before: Text = ()
    above: Text | None = None
    prompt: Message | None = None
    messages: list[Message] = field(default_factory=list)

    def listen(self, turn: Turn) -> None:
        """Takes what was said since the last time out of the turn."""
        fresh = [each.message for each in turn.effects if isinstance(each, Say) and each.chat == turn.state.chat]
        turn.effects = [each for each in turn.effects if not _is_for(turn.state.chat, each)]
        if not fresh:
            return
        self.messages += fresh
        self.before = lines(self.before, self.above or (), *(whole(message) for message in fresh[:-1]))
        self.prompt = fresh[-1]
        step = turn.step if turn.state.intake is not None else None
        self.above = before_question(turn.page, step, self.prompt) if step is not None else None


def _is_for(chat: ChatRef, effect: Effect) -> bool:
    """Whether it is shown to the person in the chat, or to the one who pressed."""
    return isinstance(effect, Toast) or (isinstance(effect, Say | Revise) and effect.chat == chat)


def began(turn: Turn, event: Commanded, interaction: Interaction) -> None:
    """A form was asked for: the questionnaire begins, or goes on. Words that came along are kept with it."""
    if profile.under_way(turn):
        profile.leave(turn)
    text = clean(event.argument.untrusted)
    note = Note(text=Untrusted(text)) if text else None
    if turn.state.intake is None:
        turn.begin(welcome=turn.state.run == 0 and not is_caller(turn.state.chat), note=note)
    elif note is None:
        navigation.resume(turn)
    else:
        turn.note(note)
        turn.change(replace(turn.intake, parked=True))
        turn.say(navigation.resume_offer(turn))
    _show(turn, interaction, _Heard(), {}, refused=False)


def continued(turn: Turn, event: Pressed) -> None:
    """A specialist goes on with the questionnaire of a caller."""
    press = event.press
    if turn.state.intake is None or press is None or press.run != turn.intake.run:
        turn.toast(phrase("That call's questionnaire is finished."))
        return
    navigation.resume(turn)
    _show(turn, event.interaction, _Heard(), {}, refused=False)


def filled(turn: Turn, event: Filled, answered: Answered) -> None:
    """A form was sent: each field is taken as the chat would take it, until one is not; then the next form opens."""
    intake = turn.state.intake
    if intake is None or event.run != intake.run:
        navigation.stale(turn)
        return
    heard, refused = _Heard(), False
    if not _has_pressed(turn, event):
        turn.change(replace(turn.intake, parked=False) if turn.state.intake is not None else None)
        refused = _page_answered(turn, event, answered, heard)
    heard.listen(turn)
    if heard.prompt is None and turn.state.intake is not None:
        turn.ask()
    _show(turn, event.interaction, heard, event.values, refused=refused)


def closed(turn: Turn, event: FormClosed) -> None:
    """The chat takes over where the form was, once: not when something else has happened since it was shown."""
    intake = turn.state.intake
    if intake is None or event.run != intake.run or event.seen != turn.previous.revision:
        return
    if is_caller(turn.state.chat):
        _offer_call(turn, ChatRef(event.person))
        return
    if intake.parked:
        turn.say(navigation.resume_offer(turn))
    else:
        turn.ask((phrase("We go on here, by message:"),))


def written_beside(turn: Turn, note: Note) -> None:
    """Words in the chat while a form is open: no answer to what only the form asks, but from now on the chat asks it."""
    turn.note(note)
    turn.ask((phrase("📝 I note it down for the specialist. Now, please:"),))


def spoken_in_chat(turn: Turn) -> None:
    """Once the chat has said something, whatever is asked now stands there too."""
    if turn.state.intake is None or not turn.intake.in_form or any(isinstance(each, AskForm) for each in turn.effects):
        return
    if any(isinstance(each, Say) and each.chat == turn.state.chat for each in turn.effects):
        turn.change(replace(turn.intake, in_form=False))


def _offer_call(turn: Turn, specialist: ChatRef) -> None:
    press = encode(Press(Verb.CALL, turn.intake.run, "", number_of(turn.state.chat)))
    message = Message(
        body=(phrase("📞 I keep the questionnaire of the call."),),
        buttons=((Button(label=phrase("▶ Go on"), data=press, style=Style.PRIMARY),),),
    )
    turn.effects.append(Say(chat=specialist, message=message, language=turn.process.languages[0]))


def _has_pressed(turn: Turn, event: Filled) -> bool:
    """Whether a button's choice was all there is to the form; one that answered the first of its questions is not."""
    chosen = event.values.get(PRESSED, Entered()).choices
    if not chosen:
        return False
    before = turn.step
    _press(turn, event, decode(chosen[0]))
    after = turn.step if turn.state.intake is not None else None
    return len(event.values) == 1 or before is None or after is None or after.id == before.id


def _pass_files(turn: Turn) -> None:
    """Nobody sends files through the telephone."""
    while turn.state.intake is not None and is_caller(turn.state.chat):
        step = turn.step
        if step is None or not leaves_out(step) or not turn.agreed:
            return
        turn.answer(step, Answer())


def _page_answered(turn: Turn, event: Filled, answered: Answered, heard: _Heard) -> bool:
    """Whether a field was not taken; those behind it are kept as they were entered."""
    for step_id, entered in event.values.items():
        step = turn.step
        if step is None or step.id != step_id:
            continue  # answered in the chat meanwhile, or no longer asked
        heard.listen(turn)
        _give(turn, event, step, entered, answered)
        if turn.state.intake is None or step.id not in turn.intake.answers:
            return True
        _drop_draft(turn, step)
        _pass_files(turn)
    return False


def _give(turn: Turn, event: Filled, step: Step, entered: Entered, answered: Answered) -> None:
    run = turn.intake.run
    written = entered.text is not None and bool(entered.text.folded)
    if step.optional and not (written or entered.choices or entered.files):
        _press(turn, event, Press(Verb.SKIP, run, step.id))
    elif step.kind is StepKind.FILES:
        said = contributions.admit(turn, _said(event, entered))
        if said.files:
            answered(turn, said, step)
        _press(turn, event, Press(Verb.DONE, run, step.id))
    elif is_written(step):
        answered(turn, _said(event, entered), step)
    elif step.kind is StepKind.MULTI_CHOICE:
        offered = {option.id for option in turn.process.options_of(step, event.at)}
        options = tuple(each for each in entered.choices if each in offered)
        turn.change(replace(turn.intake, draft=Draft(step=step.id, options=options)))
        _press(turn, event, Press(Verb.DONE, run, step.id))
    else:
        _press(turn, event, Press(Verb.PICK, run, step.id, next(iter(entered.choices), "")))


def _said(event: Filled, entered: Entered) -> Said:
    """What was entered, as if it had been written in the chat."""
    return Said(
        id=event.id,
        at=event.at,
        chat=event.chat,
        person=event.person,
        language=event.language,
        text=entered.text or Untrusted(""),
        message=MessageRef(f"form:{event.id}"),  # no message that could be edited later
        files=entered.files,
    )


def _press(turn: Turn, event: Filled, press: object) -> None:
    """What was chosen, as if it had been pressed in the chat."""
    pressed = Pressed(
        id=event.id,
        at=event.at,
        chat=event.chat,
        person=event.person,
        language=event.language,
        press=press if isinstance(press, Press) else None,
        message=None,
        interaction=event.interaction,
    )
    navigation.pressed(turn, pressed)


def _drop_draft(turn: Turn, step: Step) -> None:
    """The words with which the questionnaire began are no note any more once they are the description."""
    answer = turn.intake.answers[step.id]
    if step.fills is Fills.DESCRIPTION and answer.text is not None:
        notes = tuple(note for note in turn.intake.notes if note.files or note.text != answer.text)
        turn.change(replace(turn.intake, notes=notes))


def _show(
    turn: Turn, interaction: Interaction, heard: _Heard, entered: Mapping[str, Entered], *, refused: bool
) -> None:
    """The next form; where there is none, what was said goes to the chat."""
    _pass_files(turn)
    heard.listen(turn)
    form = None
    if turn.state.intake is not None and heard.prompt is not None:
        step = turn.step
        if step is not None and heard.above is not None:
            steps = page_of(turn.process, turn.steps, turn.intake.answers)
            above = heard.above
            before, error = (heard.before, above) if refused else (lines(heard.before, above), ())
            form = questions_form(turn.page, steps, before, error, entered)
        else:
            form = prompt_form(turn.page, heard.prompt, heard.before)
    if form is not None:
        turn.change(replace(turn.intake, in_form=True))
        turn.effects.append(AskForm(interaction=interaction, form=form, language=turn.language))
        return
    for message in heard.messages:
        turn.say(message)
