"""decide() for the person asking: one event of one chat in; the chat's new state and the effects out.

Rules of the file: the question asked is always `questions.current`; free talk never fills a field; nothing is opened
without a confirmed summary; whatever was pressed or written, something answers it. The function is total.
"""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from bot.domain import (
    amending,
    answering,
    beginning,
    coaching,
    colleague,
    consenting,
    consulting,
    contributions,
    disclosing,
    entity,
    filling,
    flooding,
    following,
    forgetting,
    giving_access,
    inviting,
    navigation,
    preferences,
    profile,
    prompts,
    recognising,
    registering,
    sending,
    skipping,
    turning,
    unfinished,
    withholding,
)
from bot.domain.answers import Answer, Note
from bot.domain.asking import ASKED
from bot.domain.caller import is_caller
from bot.domain.commands import Command, named, spoken
from bot.domain.conversation import Conversation, Draft
from bot.domain.decision import Decision
from bot.domain.effects import IssueCode, RedeemCode, Say, Unlink
from bot.domain.events import (
    Addressed,
    Amended,
    Commanded,
    Deleted,
    Due,
    FileRefused,
    Filled,
    FormClosed,
    Pressed,
    Reachable,
    RequesterEvent,
    Said,
    Unsupported,
)
from bot.domain.known import NOTHING, Known
from bot.domain.process import Process, Step, StepKind
from bot.domain.questioning import REMIND
from bot.domain.replies import read
from bot.domain.text import Untrusted, clean, phrase
from bot.domain.turn import REMINDER, Turn

NOTED = phrase("📝 I note it down for the specialist. Now, please:")
"""What is said of words that answer nothing."""


def decide(
    process: Process,
    conversation: Conversation,
    event: RequesterEvent | Due,
    known: Known = NOTHING,
) -> Decision:
    """What the event leads to. `process` is the version pinned on the intake under way, else the current one; `known` is
    what `wanted` asked for."""
    turn = Turn(process, conversation, event, known)
    if flooding.is_over(turn):
        _take_up(turn)
    if not withholding.is_asked_for(event.held) and flooding.is_silent(turn, event):
        return withholding.erased(turn, turn.decided())
    match event:
        case Said():
            _said(turn, event)
        case Commanded() if event.interaction is not None:
            filling.began(turn, event, event.interaction)
        case Commanded():
            _command(turn, named(event.name), event.argument)
        case Pressed() if is_caller(event.chat):
            filling.continued(turn, event)
        case Pressed():
            navigation.pressed(turn, event)
        case Filled():
            filling.filled(turn, event, _answer_said)
        case FormClosed():
            filling.closed(turn, event)
        case Amended():
            _amended(turn, event)
        case Deleted():
            amending.deleted(turn, event)
        case Addressed():
            inviting.invite(turn)
        case Unsupported():
            turn.tell(contributions.unread(event.what))
            _again(turn)
        case Reachable():
            turn.state = replace(turn.state, reachable=event.reachable)
        case FileRefused():
            contributions.refused(turn, event)
        case Due():
            _due(turn, event)
        case _:
            assert_never(event)
    answering.watch(turn)
    filling.spoken_in_chat(turn)
    registering.ask_desk(turn)
    flooding.weigh(turn, event)
    return withholding.told(turn, turn.decided())


def _said(turn: Turn, event: Said) -> None:
    gave = giving_access.heard(turn, event)
    if giving_access.shown_in_a_file(turn, event):
        return
    if gave:
        if not event.files:
            return
        event = replace(event, text=Untrusted(""), held=None)
    if answering.heard(turn, event):
        return
    album_goes_on = event.album is not None and turn.repeats(event.album)
    sent = event.files
    if sent and turn.known.about is None:  # a file is about a case, never about who somebody is
        profile.leave(turn)
    event = contributions.admit(turn, event) if sent else event
    refusals = len(turn.effects)
    _heard(turn, event, sent=bool(sent), quiet=album_goes_on)
    if album_goes_on:  # an album is one contribution, and gets one answer
        spoken_once = [effect for effect in turn.effects[refusals:] if not isinstance(effect, Say)]
        turn.effects = [*turn.effects[:refusals], *spoken_once]
        turn.keep_buttons()


def _amended(turn: Turn, event: Amended) -> None:
    if not giving_access.heard(turn, event):
        amending.amended(turn, event)


def _heard(turn: Turn, event: Said, *, sent: bool, quiet: bool) -> None:
    """`sent`: files came with it, of which perhaps none was taken."""
    if amending.passed_on(turn, event):
        return
    if turn.state.intake is None and withholding.is_bare(event) and following.has_open_ticket(turn):
        return  # nothing is left that anybody could read, and the person is told so
    intake = turn.state.intake
    step = turn.step if intake and not intake.parked else None
    command = spoken(event.text.untrusted, answering=step is not None and step.kind is StepKind.TEXT)
    about, said_something = turn.known.about, bool(event.files or event.text.folded)
    if about is not None and said_something and following.replied(turn, event, about, quiet=quiet):
        pass
    elif sent and not event.files:
        _nothing_taken(turn, event)
    elif command is not None and not event.files:
        _command(turn, command, Untrusted(""))
    elif not event.files and preferences.language_named(turn, event.text) is not None:
        preferences.choose_language(turn, event.text)
    elif intake is None:
        following.said_outside(turn, event, quiet=quiet)
    elif intake.parked:
        _parked_said(turn, event)
    elif intake.in_form:
        filling.written_beside(turn, contributions.contribution(event))
    elif not turn.agreed:
        consenting.said(turn, event.text, contributions.contribution(event))
    elif not intake.known:
        _known_person_said(turn, event)
    elif step is None and profile.under_way(turn):
        _profile_said(turn, event, sent=sent, quiet=quiet)
    elif step is None:
        _summary_said(turn, event)
    else:
        _answer_said(turn, event, step)


def _nothing_taken(turn: Turn, event: Said) -> None:
    """None of its files was taken, which was said. The words with them answer no question, but they are kept."""
    if turn.state.intake is None:
        if event.text.folded or not following.has_open_ticket(turn):
            following.said_outside(turn, event, quiet=False)
        return
    if event.text.folded:
        turn.note(contributions.contribution(event))
    if turn.intake.parked:
        turn.say(navigation.resume_offer(turn))
    else:
        turn.ask()


def _profile_said(turn: Turn, event: Said, *, sent: bool, quiet: bool) -> None:
    """At the page of the details: yes and no are about them, anything else is no longer."""
    match navigation.yes_or_no(event.text) if not event.files else None:
        case True:
            navigation.close_profile(turn)
        case False:
            turn.ask()
        case None:
            profile.leave(turn)
            _heard(turn, event, sent=sent, quiet=quiet)


def _parked_said(turn: Turn, event: Said) -> None:
    match navigation.yes_or_no(event.text) if not event.files else None:
        case True:
            navigation.resume(turn)
        case False:
            turn.tell(navigation.KEPT)
        case None:
            turn.note(contributions.contribution(event))
            turn.say(navigation.resume_offer(turn))


def _answer_said(turn: Turn, event: Said, step: Step) -> None:
    if withholding.is_no_answer(event, step):
        turn.ask()
        return
    if event.step not in (None, step.id):  # it was written to another question
        turn.note(contributions.contribution(event))
        turn.ask((NOTED,))
        return
    if step.kind is StepKind.KNOWLEDGE and consulting.said(turn, step, event):
        return
    if event.files and step.kind is not StepKind.FILES:
        turn.note(contributions.contribution(event))
        turn.ask((phrase("📎 I keep it with your request."),))
        return
    if step.kind is StepKind.FILES and event.files:
        _file_said(turn, event, step)
        return
    if skipping.finished_or_skipped(turn, step, event.text) or coaching.said(turn, step, event.text):
        return
    if entity.chose(turn, step, event.text):
        return
    given = read(turn.process, step, event.text, event.files, event.at, turn.language, turn.zone)
    if isinstance(given, Answer):
        given = recognising.recognised(step, replace(given, message=event.message), turn.known.register)
        entity.answered(turn, step, given)
    elif given.why is not None:
        coaching.refused(turn, step, event, given.why)
    elif profile.under_way(turn):
        profile.leave(turn)
        _heard(turn, event, sent=False, quiet=False)
    else:
        turn.note(contributions.contribution(event))
        turning.talked(turn, step)


def _file_said(turn: Turn, event: Said, step: Step) -> None:
    draft = turn.intake.draft if turn.intake.draft and turn.intake.draft.step == step.id else Draft(step=step.id)
    sent = tuple(replace(file, message=event.message) for file in event.files)
    turn.change(replace(turn.intake, draft=replace(draft, files=(*draft.files, *sent))))
    if event.text.folded:
        turn.note(Note(text=Untrusted(clean(event.text.untrusted)), message=event.message))
    turn.ask((phrase("📎 Received. Send more, or press “That is all”."),))


def _known_person_said(turn: Turn, event: Said) -> None:
    match navigation.yes_or_no(event.text) if not event.files else None:
        case True:
            navigation.confirm_known(turn, still_true=True)
        case False:
            navigation.confirm_known(turn, still_true=False)
        case None:
            turn.note(contributions.contribution(event))
            turn.ask((NOTED,))


def _summary_said(turn: Turn, event: Said) -> None:
    match navigation.yes_or_no(event.text) if not event.files else None:
        case True if sending.too_many(turn):
            pass
        case True:
            sending.confirm(turn)
        case False:
            turn.say(prompts.choose_answer(turn.page))
        case None:
            turn.note(contributions.contribution(event))
            turn.ask((phrase("📝 I add it to your request."),))


def _command(turn: Turn, command: Command | None, argument: Untrusted) -> None:
    match command:
        case Command.START | Command.NEW:
            beginning.request(turn, welcome=command is Command.START or turn.state.run == 0)
        case Command.STATUS | Command.MINE | Command.WHY:
            following.asked(turn, command, argument)
            _again(turn)
        case Command.PROFILE:
            profile.begin(turn)
        case Command.ERASE:
            forgetting.asked(turn)
        case Command.MY_DATA:
            disclosing.asked(turn)
            _again(turn)
        case Command.FOLLOW:
            colleague.ask(turn, argument)
        case Command.MODIFICATION:
            beginning.wish(turn, argument)
        case Command.LINK if argument.folded:
            person = turn.event.person
            turn.effects.append(RedeemCode(chat=turn.state.chat, person=person, language=turn.language, typed=argument))
        case Command.LINK:
            turn.effects.append(IssueCode(chat=turn.state.chat, language=turn.language))
        case Command.UNLINK:
            turn.effects.append(Unlink(chat=turn.state.chat, language=turn.language))
        case Command.CANCEL:
            navigation.cancel(turn)
        case Command.HELP:
            navigation.help_(turn)
        case Command.LANGUAGE:
            preferences.choose_language(turn, argument)
        case Command.ZONE:
            preferences.choose_zone(turn, argument)
        case Command.BACK:
            navigation.back(turn)
        case Command.LATER:
            navigation.later(turn)
        case Command.PERSON:
            navigation.person(turn)
        case None:
            _unknown(turn)
        case _:
            assert_never(command)


def _unknown(turn: Turn) -> None:
    turn.tell(
        phrase(
            "I do not know that command. These I know: /new /status /my_tickets /profile /link /cancel /help /language"
        )
    )
    _again(turn)


def _again(turn: Turn) -> None:
    if turn.state.intake is not None and not turn.intake.parked:
        turn.ask()


def _due(turn: Turn, event: Due) -> None:
    turn.state = replace(turn.state, touched=turn.previous.touched)
    if event.purpose == flooding.CALM:
        _take_up(turn)
    elif event.purpose in (REMINDER, unfinished.EXPIRY):
        unfinished.due(turn, event)
    elif event.purpose in (REMIND, ASKED):
        answering.due(turn, event)


def _take_up(turn: Turn) -> None:
    """What was written too fast, as one contribution."""
    held = flooding.calmed(turn)
    if held is None:
        return
    profile.leave(turn)
    held = replace(held, files=contributions.taken(turn, held.files))
    if held.text is None and not held.files:
        return
    if turn.state.intake is None:
        following.received(turn, held)
        return
    turn.note(held)
    if turn.intake.parked:
        turn.say(navigation.resume_offer(turn))
    else:
        turn.ask((NOTED if turn.agreed else consenting.HELD,))
