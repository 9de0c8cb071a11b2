"""A desk that confirms its requesters: when it is asked, with which card, and what the person is told."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from bot.domain.buttons import Press, RegistrationPress, Verb, encode
from bot.domain.caller import is_caller
from bot.domain.desk import RegistrationRule
from bot.domain.effects import AskRegistration
from bot.domain.message import Button, Fact, Message, Style
from bot.domain.process import Fills, Result, Section
from bot.domain.questions import filled
from bot.domain.registration import Registered, Registration, Standing
from bot.domain.text import Text, Untrusted, phrase
from bot.domain.turn import Turn

UNKNOWN = Untrusted("—")


def ask_desk(turn: Turn) -> None:
    """Once the profile is whole, the desk is asked about an organisation that it does not know; the questionnaire goes
    on meanwhile. An organisation that was corrected is asked about anew."""
    if turn.process.registration is not RegistrationRule.CONFIRMED or not _profile_is_whole(turn):
        return
    if is_caller(turn.state.chat):  # somebody of the desk is talking to them
        return
    answers = turn.intake.answers
    organisation = filled(turn.process, answers, Fills.ORGANISATION)
    if organisation is None or organisation.text is None:
        return
    if organisation.result is Result.VERIFIED:  # the desk's register knows it
        turn.state = replace(turn.state, registration=None)
        return
    named = organisation.text.folded
    if turn.state.registration is not None and turn.state.registration.organisation == named:
        return
    turn.state = replace(turn.state, registration=Registered(standing=Standing.PENDING, organisation=named))
    name, email = (filled(turn.process, answers, fills) for fills in (Fills.NAME, Fills.EMAIL))
    turn.effects.append(
        AskRegistration(
            chat=turn.state.chat,
            person=turn.event.person,
            language=turn.language,
            process=turn.process.ref,
            name=(name.text if name is not None else None) or UNKNOWN,
            organisation=organisation.text,
            email=(email.text if email is not None else None) or UNKNOWN,
        )
    )


def _profile_is_whole(turn: Turn) -> bool:
    intake = turn.state.intake
    if intake is None or intake.parked or not intake.known or not turn.agreed:
        return False
    asked = [step for step in turn.steps if step.section is Section.PROFILE]
    return bool(asked) and all(step.id in intake.answers for step in asked)


def standing(turn: Turn) -> Standing | None:
    """How the person stands, for the ticket that is opened now; None where nobody has to confirm them."""
    if turn.process.registration is not RegistrationRule.CONFIRMED or turn.state.registration is None:
        return None
    return turn.state.registration.standing


def asked_card(registration: Registration, decided_by: Untrusted | None = None) -> Message:
    """What stands in the desk's channel: who asks, and the buttons or how it was decided."""
    facts = (
        Fact(label=(phrase("Name"),), value=(registration.name,)),
        Fact(label=(phrase("Organisation"),), value=(registration.organisation,)),
        Fact(label=(phrase("E-mail"),), value=(registration.email,)),
    )
    asked = Message(title=(phrase("🪪 Somebody asks to be registered"),), facts=facts)
    name = decided_by or UNKNOWN
    match registration.standing:
        case Standing.PENDING:
            return replace(asked, buttons=(_buttons(registration),))
        case Standing.CONFIRMED:
            return replace(asked, note=(phrase("✔ Confirmed by %(name)s", name=name),))
        case Standing.REFUSED:
            return replace(asked, note=(phrase("✖ No client, says %(name)s", name=name),))
        case Standing.SUPERSEDED:
            return replace(asked, note=(phrase("The person has corrected the organisation since."),))
        case _:
            assert_never(registration.standing)


def _buttons(registration: Registration) -> tuple[Button, ...]:
    yes, no = (encode(RegistrationPress(registration.id, confirmed)) for confirmed in (True, False))
    return (
        Button(label=phrase("Confirm"), data=yes, style=Style.PRIMARY),
        Button(label=phrase("No client"), data=no),
    )


def told(registration: Registration) -> Message:
    """What the person is told of the decision; a refusal shows the way to put a mistake right."""
    if registration.standing is Standing.CONFIRMED:
        body: Text = (phrase("✔ The desk confirmed your registration with %(name)s.", name=registration.organisation),)
        return Message(body=body)
    words = phrase(
        "The desk does not find %(name)s among its clients. Is the name complete and well written?",
        name=registration.organisation,
    )
    change = Button(label=phrase("✏ Change my details"), data=encode(Press(Verb.PROFILE)), style=Style.PRIMARY)
    return Message(body=(words,), buttons=((change,),))
