"""The person answers the privacy notice. What they wrote with it waits; it is kept when they accept, dropped when not."""

from __future__ import annotations

from dataclasses import replace

from bot.domain import contributions, courtesies
from bot.domain.answers import Note
from bot.domain.beforehand import acknowledged
from bot.domain.buttons import Press
from bot.domain.consent import Agreement, Consent, ConsentAnswer
from bot.domain.effects import CancelTimer, LogConsent
from bot.domain.events import Pressed
from bot.domain.message import Message
from bot.domain.process import YES, Option
from bot.domain.replies import option_named
from bot.domain.text import Text, Untrusted, lines, phrase
from bot.domain.turn import REMINDER, Turn

_ACCEPT = Option(
    id=YES,
    label={"es": "Acepto", "en": "I accept"},
    words={
        "es": ("sí acepto", "sí, acepto", "de acuerdo", "estoy de acuerdo", "sí, de acuerdo", "aceptar"),
        "en": ("accept", "i agree", "agree", "yes i accept"),
    },
)
_REFUSE = Option(
    id="no",
    label={"es": "No acepto", "en": "I do not accept"},
    words={
        "es": ("no, no acepto", "no estoy de acuerdo", "rechazo", "rechazar"),
        "en": ("i don't accept", "don't accept", "i don't agree", "i do not agree", "refuse"),
    },
)
ANSWERS = (_ACCEPT, _REFUSE)

HELD = phrase("📝 I hold what you sent until you answer this:")
"""What is said of words that are no answer to the notice."""


def said(turn: Turn, text: Untrusted, note: Note) -> None:
    """Words at the notice: an answer to it, or something that waits until there is one."""
    named = option_named(ANSWERS, text.untrusted) if not note.files else None
    if named is not None:
        answer(turn, given=named == YES)
        return
    if courtesies.only_greets(note) or courtesies.only_thanks(note):
        turn.ask()
        return
    turn.note(note)
    turn.ask((HELD,))


def pressed(turn: Turn, event: Pressed, press: Press) -> bool:
    """A button of the notice; False when it is one of another version, or the answer is known."""
    notice = turn.process.privacy
    if turn.agreed or notice is None or press.mark != str(notice.version):
        return False
    given = press.value == YES
    if event.message is not None:
        shown = phrase("✔ I accept") if given else phrase("✖ I do not accept")
        turn.settle(Message(body=lines((turn.page.say(notice.text),), (shown,)), note=(notice.link,)))
    turn.toast()
    answer(turn, given=given)
    return True


def answer(turn: Turn, *, given: bool) -> None:
    """The answer is logged, and the questionnaire goes on or ends with it."""
    notice = turn.process.privacy
    if notice is None:
        return
    before = turn.state.consents.get(turn.process.id)
    refusal = ConsentAnswer.WITHDRAWN if before is not None and before.given else ConsentAnswer.REFUSED
    consent = Consent(
        chat=turn.state.chat,
        person=turn.event.person,
        process=turn.process.id,
        version=notice.version,
        language=turn.language,
        answer=ConsentAnswer.GIVEN if given else refusal,
        at=turn.event.at,
    )
    turn.effects.append(LogConsent(consent=consent))
    agreement = Agreement(version=notice.version, given=given)
    turn.state = replace(turn.state, consents={**turn.state.consents, turn.process.id: agreement})
    if given:
        contributions.fetch_what_waited(turn)
        turn.ask(acknowledged(turn.intake) if turn.intake.known else ())
        return
    turn.state = replace(turn.state, intake=None, shelved=None, pending=None, further=())
    turn.state = replace(turn.state, remembered={}, organisation=None, registration=None)
    turn.effects.append(CancelTimer(key=f"{REMINDER}:{turn.state.chat}"))
    dropped = phrase("Very well: I keep no details of yours, and what you wrote here is dropped.")
    turn.say(Message(body=lines((dropped,), *_other_ways(turn))))


def declined(turn: Turn) -> None:
    """Words of a person who did not accept the notice: how they can still be helped."""
    why = phrase("You did not accept the privacy notice, so I keep nothing of what you write.")
    turn.say(Message(body=lines((why,), *_other_ways(turn))))


def _other_ways(turn: Turn) -> tuple[Text, ...]:
    desk = turn.process.desk
    back: Text = (phrase("If you change your mind, write /new."),)
    if desk.telephone is not None:
        return (phrase("We help you by telephone as well: %(telephone)s", telephone=desk.telephone),), back
    if desk.website is not None:
        return (phrase("You can write to us here as well: %(website)s", website=desk.website),), back
    return (back,)
