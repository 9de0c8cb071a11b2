"""One event being answered: the chat's state as it changes, and the effects as they gather.

A Turn lives for the length of one decide() and is never shared; from outside, decide() stays a pure function.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType

from bot.domain import lookups, offering, privacy, prompts, unmet
from bot.domain.answers import Answer, Answers, Note
from bot.domain.conversation import Conversation, Intake, Purpose
from bot.domain.decision import Decision
from bot.domain.details import details
from bot.domain.effects import Effect, Revise, Say, SetTimer, Toast
from bot.domain.events import Due, Pressed, RequesterEvent
from bot.domain.ids import TicketId
from bot.domain.known import Known, Search
from bot.domain.message import FileKind, Message
from bot.domain.process import Consequence, Fills, Notice, Process, Result, Section, Step, StepKind, Texts
from bot.domain.questions import applicable, current, outcome, take
from bot.domain.text import Span, Text, lines, phrase, plural

REMINDER = "reminder"
"""The purpose of the timer that reminds of an unfinished intake."""

NO_ANSWERS: Answers = MappingProxyType({})

PICTURES = (FileKind.PHOTO, FileKind.DOCUMENT, FileKind.VIDEO)
"""Files that can show what is on the screen; a voice note cannot."""


class Turn:
    """The builder of one Decision."""

    def __init__(
        self,
        process: Process,
        conversation: Conversation,
        event: RequesterEvent | Due,
        known: Known,
    ) -> None:
        self.process = process
        self.event = event
        self.known = known
        self.previous = conversation
        self.state = replace(conversation, revision=conversation.revision + 1, touched=event.at)
        self.effects: list[Effect] = []
        self.lacks: Search | None = None
        self._applicable: tuple[Answers, bool, tuple[Step, ...]] | None = None

    @property
    def language(self) -> str:
        """The chosen language, else the platform's word for it, else the process's first."""
        spoken = self.process.languages
        reported = (self.event.language or "").partition("-")[0].lower()
        return self.state.language or (reported if reported in spoken else spoken[0])

    def words(self, texts: Texts) -> str:
        """A text of the process in this person's language."""
        return texts.get(self.language) or texts.get(self.process.languages[0], "")

    @property
    def zone(self) -> str:
        """The zone in which this person is told hours: the chosen one, else the desk's."""
        return self.state.zone or self.process.desk.zone

    @property
    def intake(self) -> Intake:
        """The questionnaire under way; only asked for where there is one."""
        if self.state.intake is None:
            raise LookupError("no intake is under way in this chat")
        return self.state.intake

    @property
    def page(self) -> prompts.Page:
        """What a prompt is made for, as things stand now."""
        return prompts.Page(
            process=self.process,
            conversation=self.state,
            intake=self.intake,
            steps=self.steps,
            language=self.language,
            at=self.event.at,
        )

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps that apply to the answers as they are now; found once for each state of the answers."""
        answers, sent = (
            self.intake.answers,
            any(file.kind in PICTURES for note in self.intake.notes for file in note.files),
        )
        if self._applicable is None or self._applicable[0] is not answers or self._applicable[1] != sent:
            found = applicable(self.process, answers, sent=sent)
            if self.intake.purpose is Purpose.PROFILE:
                found = tuple(step for step in found if step.section is Section.PROFILE)
            self._applicable = (answers, sent, found)
        return self._applicable[2]

    @property
    def step(self) -> Step | None:
        """The question now asked; None at the summary, and before the notice is accepted or the profile confirmed."""
        if not self.intake.known or not self.agreed:
            return None
        return current(self.steps, self.intake.answers)

    @property
    def agreed(self) -> bool:
        """Whether the person has accepted the desk's privacy notice, where it has one."""
        return privacy.agreed(self.process, self.state)

    def decided(self) -> Decision:
        """The turn's outcome. One that neither changed the questionnaire nor said anything leaves its buttons as they are."""
        if self.state.intake is self.previous.intake and not any(isinstance(each, Say) for each in self.effects):
            self.keep_buttons()
        return Decision(self.state, tuple(self.effects), self.lacks)

    def keep_buttons(self) -> None:
        """What was last shown still shows how things stand."""
        self.state = replace(self.state, revision=self.previous.revision)

    def say(self, message: Message, ticket: TicketId | None = None) -> None:
        """A new message to this chat; an answer to it is about `ticket`."""
        self.effects.append(Say(chat=self.state.chat, message=message, language=self.language, ticket=ticket))

    def tell(self, *text: Span) -> None:
        """A new message of one paragraph."""
        self.say(Message(body=text))

    def toast(self, *text: Span) -> None:
        """An answer to the press, when the event is one; without words it only ends the platform's waiting sign."""
        if isinstance(self.event, Pressed):
            self.effects.append(Toast(interaction=self.event.interaction, text=text, language=self.language))

    def settle(self, message: Message) -> None:
        """The pressed message shows what was chosen and loses its buttons."""
        if isinstance(self.event, Pressed) and self.event.message is not None:
            self.effects.append(
                Revise(chat=self.state.chat, target=self.event.message, message=message, language=self.language)
            )

    def change(self, intake: Intake | None) -> None:
        """The questionnaire as it is from now on."""
        self.state = replace(self.state, intake=intake)

    def note(self, note: Note) -> None:
        """Keeps what answered no question."""
        self.change(replace(self.intake, notes=(*self.intake.notes, note)))

    def repeats(self, album: str) -> bool:
        """Whether the album was acknowledged already; from now on it is."""
        again = self.state.album == album
        self.state = replace(self.state, album=album)
        return again

    def begin(
        self,
        *,
        welcome: bool,
        note: Note | None = None,
        follows: TicketId | None = None,
        about: TicketId | None = None,
        answers: Answers = NO_ANSWERS,
    ) -> None:
        """Starts a new questionnaire; what came with the first message is kept. `follows`: about a finished ticket again;
        `about`: followed with an open one; `answers`: what is known of it by how it began."""
        run = self.state.run + 1
        waiting = (self.state.pending, *self.state.further, note)
        intake = Intake(
            process=self.process.ref,
            run=run,
            known=not self.state.remembered,
            notes=tuple(each for each in waiting if each is not None),
            follows=follows,
            about=about,
            answers=answers,
        )
        before: Text = prompts.notice(self.process, Notice.WELCOME, self.language) if welcome else ()
        if welcome and self.agreed and self.state.remembered:
            before = (phrase("Good to hear from you again."),)
        if self.state.dropped:
            before = (
                plural(
                    "I kept your unfinished request for %(count)s day and let it go. We start anew.",
                    "I kept your unfinished request for %(count)s days and let it go. We start anew.",
                    self.process.periods.kept_days,
                ),
            )
        self.state = replace(
            self.state,
            run=run,
            intake=intake,
            pending=None,
            further=(),
            dropped=False,
            commenting=None,
            objecting=None,
        )
        self.remind()
        self.ask(before)

    def remind(self) -> None:
        """Once, when the person is quiet for the desk's time from now on."""
        due = self.event.at + timedelta(hours=self.process.periods.reminder_hours)
        self.effects.append(
            SetTimer(
                key=f"{REMINDER}:{self.state.chat}",
                due=due,
                purpose=REMINDER,
                chat=self.state.chat,
                person=self.event.person,
            )
        )

    def ask(self, before: Text = (), *, brief: bool = False) -> None:
        """Asks what is to be asked now: the consent, the profile to confirm, a question (`brief`: only the line that asks),
        or the summary. What the registers know is not asked. `before` stands above it, by itself when there are too many
        lines."""
        if self.agreed and self.intake.known and self.intake.purpose is Purpose.REQUEST:
            found = lookups.look_up(self.process, self.intake.answers, self.known.register, self.event.at)
            if found.blocked is not None:
                self._stopped(found, before)
                return
            before = self._looked_up(found, before)
            self._offer()
        self._say_under(before, self._asking(brief=brief))

    def _say_under(self, before: Text, message: Message) -> None:
        if before and prompts.height(lines(before, message.body)) > prompts.MOST_LINES:
            self.say(Message(body=before))
            before = ()
        self.say(replace(message, body=lines(before, message.body)))

    def _stopped(self, found: lookups.LookedUp, before: Text) -> None:
        """What a register knows does not meet the desk's condition."""
        if found.blocked is not None:
            step = found.blocked.step
            self.change(replace(self.intake, answers=found.answers, draft=None, blocked=step.id))
            said = lookups.told(self.page, found.items)
            self._say_under(before, unmet.blocked(self.page, step, said))

    def _looked_up(self, found: lookups.LookedUp, before: Text) -> Text:
        """What registers know is taken; what is still to be said of it."""
        if not found.items:
            return before
        self.change(replace(self.intake, answers=found.answers, draft=None, blocked=None))
        earlier = self.previous.intake
        same_run = earlier is not None and earlier.run == self.intake.run
        if earlier is not None and same_run and lookups.repeated(self.process, earlier.answers, found):
            return before
        said = lines(before, lookups.told(self.page, found.items))
        if not any(item.outcome.text for item in found.items):
            return said
        self.say(Message(body=said))  # a message of its own: the question stays short
        return ()

    def _asking(self, *, brief: bool) -> Message:
        if not self.agreed:
            return privacy.notice(self.page)
        if not self.intake.known:
            return prompts.known_person(self.page)
        step = self.step
        if step is not None:
            return prompts.question(self.page, step, brief=brief)
        return details(self.page) if self.intake.purpose is Purpose.PROFILE else prompts.summary(self.page)

    def _offer(self) -> None:
        """At an offer of knowledge that was not made yet: makes it, or goes past it when there is nothing to offer."""
        step = self.step
        if step is None or step.kind is not StepKind.KNOWLEDGE or self.intake.consulting is not None:
            return
        if self.known.items is None:
            self.lacks = offering.searched(self.process, step, self.intake, self.language)
        self.change(offering.reached(self.intake, step, self.known.items or ()))

    def answer(self, step: Step, answer: Answer) -> None:
        """Takes the answer as the desk's rules say, and goes on; a condition that is not met stops here."""
        answers = self.intake.answers
        if lookups.found(self.process, step, answers, self.known.register, self.event.at) is not None:
            self.toast()  # the register speaks, whatever was answered
            self.ask()
            return
        if step.fills in lookups.IDENTIFYING:
            answers = lookups.forgotten(self.process, answers, entity=step.fills is Fills.ORGANISATION)
        if step.kind is StepKind.TEXT and answer.text is not None:
            answer = replace(answer, tells=self.process.coach.told(answer.text.untrusted))
        result = outcome(step, answer, answers)
        self.settle(prompts.answered(self.page, step, answer))
        self.toast()
        if result.do is Consequence.BLOCK:
            self.change(replace(self.intake, blocked=step.id, draft=None))
            self.say(unmet.blocked(self.page, step, (self.page.say(result.text),)))
            return
        taken = take(self.process, answers, step, answer)
        kept = offering.reconsidered(self.process, taken.answers, step)
        settled = self.intake.settled(step.id) if answer != Answer() else self.intake
        self.change(replace(settled, answers=kept, draft=None, blocked=None, consulting=None))
        if step.section is Section.PROFILE and not answer.as_typed:
            self._remember(step, taken.answer)
        said = self.page.say(result.text)
        if said and result.result is Result.REMEDIABLE:  # what is left to do stays in the chat: answering the next
            self.tell(said)  # question would take it out with the buttons
            said = ""
        self.ask((said,) if said else ())

    def _remember(self, step: Step, answer: Answer) -> None:
        self.state = replace(self.state, remembered={**self.state.remembered, step.id: answer})
        if lookups.names_entity(step):
            self.state = replace(self.state, organisation=answer.options[0] if answer.options else None)
