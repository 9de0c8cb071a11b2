"""One event being answered: the chat's state as it changes, and the effects as they gather.

A Turn lives for the length of one decide() and is never shared; from outside, decide() stays a pure function.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.domain import lookups, prompts
from bot.domain.answers import Answer, Answers, Note
from bot.domain.conversation import Conversation, Intake
from bot.domain.decision import Decision
from bot.domain.effects import Effect, Revise, Say, SetTimer, Toast
from bot.domain.events import Due, Pressed, RequesterEvent
from bot.domain.known import Known
from bot.domain.message import Message
from bot.domain.process import Consequence, Fills, Notice, Process, Section, Step, Texts
from bot.domain.questions import applicable, current, outcome, take
from bot.domain.text import Span, Text, lines

REMINDER = "reminder"
"""The purpose of the timer that reminds of an unfinished intake."""


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
        self._applicable: tuple[Answers, tuple[Step, ...]] | None = None

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
        answers = self.intake.answers
        if self._applicable is None or self._applicable[0] is not answers:
            self._applicable = (answers, applicable(self.process, answers))
        return self._applicable[1]

    @property
    def step(self) -> Step | None:
        """The question now asked; None at the summary or while the profile is to be confirmed."""
        if not self.intake.known:
            return None
        return current(self.steps, self.intake.answers)

    def decided(self) -> Decision:
        """The turn's outcome."""
        return Decision(self.state, tuple(self.effects))

    def say(self, message: Message) -> None:
        """A new message to this chat."""
        self.effects.append(Say(chat=self.state.chat, message=message, language=self.language))

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

    def begin(self, *, welcome: bool, note: Note | None = None) -> None:
        """Starts a new questionnaire; what came with the first message is kept."""
        run = self.state.run + 1
        waiting = self.state.pending
        intake = Intake(
            process=self.process.ref,
            run=run,
            known=not self.state.remembered,
            notes=tuple(each for each in (waiting, note) if each is not None),
        )
        self.state = replace(self.state, run=run, intake=intake, pending=None)
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
        self.ask(prompts.notice(self.process, Notice.WELCOME, self.language) if welcome else ())

    def ask(self, before: Text = ()) -> None:
        """Asks what is to be asked now: the profile to confirm, a question, or the summary. What the registers know is not
        asked."""
        if not self.intake.known:
            message = prompts.known_person(self.page)
            self.say(replace(message, body=lines(before, message.body)))
            return
        found = lookups.look_up(self.process, self.intake.answers, self.known.register, self.event.at)
        if found.items:
            self.change(replace(self.intake, answers=found.answers, draft=None, blocked=None))
            said = lookups.told(self.page, found.items)
            blocked = found.blocked
            if blocked is not None:
                self.change(replace(self.intake, blocked=blocked.step.id))
                self.say(prompts.blocked(self.page, blocked.step, lines(before, said)))
                return
            if any(item.outcome.text for item in found.items):  # a message of its own: the question stays short
                self.say(Message(body=lines(before, said)))
                before = ()
            else:
                before = lines(before, said)
        self._ask(before)

    def _ask(self, before: Text) -> None:
        if (step := self.step) is not None:
            self.say(prompts.question(self.page, step, before))
        else:
            self.say(prompts.summary(self.page, before))

    def answer(self, step: Step, answer: Answer) -> None:
        """Takes the answer as the desk's rules say, and goes on; a condition that is not met stops here."""
        answers = self.intake.answers
        if lookups.found(self.process, step, answers, self.known.register, self.event.at) is not None:
            self.toast()  # the register speaks, whatever was answered
            self.ask()
            return
        if step.fills in lookups.IDENTIFYING:
            answers = lookups.forgotten(self.process, answers, entity=step.fills is Fills.ORGANISATION)
        result = outcome(step, answer, answers)
        self.settle(prompts.answered(self.page, step, answer))
        self.toast()
        if result.do is Consequence.BLOCK:
            self.change(replace(self.intake, blocked=step.id, draft=None))
            self.say(prompts.blocked(self.page, step, (self.page.say(result.text),)))
            return
        taken = take(self.process, answers, step, answer)
        self.change(replace(self.intake, answers=taken.answers, draft=None, blocked=None))
        if step.section is Section.PROFILE:
            self._remember(step, taken.answer)
        said = self.page.say(result.text)
        self.ask((said,) if said else ())

    def _remember(self, step: Step, answer: Answer) -> None:
        self.state = replace(self.state, remembered={**self.state.remembered, step.id: answer})
        if lookups.names_entity(step):
            self.state = replace(self.state, organisation=answer.options[0] if answer.options else None)
