"""Work that is locked: it begins when it may, a supervisor lets it begin with a reason, and it is closed again by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta

from bot.domain.audit import Ground
from bot.domain.buttons import TicketPress, encode
from bot.domain.caller import is_caller
from bot.domain.card import headline
from bot.domain.deeds import Change, Deed, Refusal, Work
from bot.domain.effects import AskForm, Effect, Whisper
from bot.domain.ids import Interaction
from bot.domain.lock import Lock, LockEntry, LockTurn
from bot.domain.lock_words import closed_because, lock_line
from bot.domain.locking import LockState, state_of
from bot.domain.message import Choice, Entered, Entry, EntryKind, Form, Message
from bot.domain.roles import allowed
from bot.domain.text import Code, Phrase, Text, Untrusted, filled, fold, lines, phrase
from bot.domain.ticket import Action, Status, Ticket

LOCK, WHAT, REASON = "lock", "what", "reason"
"""Fields of the form."""

_JUST_BEGUN = timedelta(minutes=5)
"""Who says so once more within this has pressed twice: nobody is told again."""

NOTHING = Entered()
NO_LOCKS = phrase("This desk has no work that is locked.")


def instead(work: Work) -> Deed | None:
    """What was chosen in the form, where that is something else than to begin; the policy is asked about it anew."""
    if work.deed.action is not Action.BEGIN:
        return None
    chosen = next(iter(work.deed.values.get(WHAT, NOTHING).choices), "")
    if chosen not in (Action.ATTEST, Action.OVERRIDE):
        return None
    kept = {LOCK, REASON} if chosen == Action.OVERRIDE else {LOCK}
    values = {name: entered for name, entered in work.deed.values.items() if name in kept}
    return replace(work.deed, action=Action(chosen), text=None, values={WHAT: NOTHING, **values})


def meant(work: Work) -> tuple[Lock | None, Untrusted | None]:
    """The lock that is meant, None when that is not clear, and what else was typed."""
    values, known = work.deed.values, work.process.locks
    reason = values[REASON].text if REASON in values else work.deed.text if not values else None
    words = reason.untrusted.strip() if reason is not None else ""
    if LOCK in values or len(known) == 1:
        chosen = next(iter(values.get(LOCK, NOTHING).choices), known[0].id if len(known) == 1 else "")
        found = next((each for each in known if each.id == chosen), None)
    else:
        first, _, rest = words.partition(" ")
        found = next((each for each in known if each.id == fold(first)), None)
        words = rest.strip() if found is not None else words
    return found, Untrusted(words) if words else None


def begin(work: Work, after: Status) -> Change | Refusal:
    """The work begins, if it may; a button that was pressed shows first how things stand."""
    deed = work.deed
    if not work.process.locks:
        return Refusal(NO_LOCKS)
    lock, _ = meant(work)
    typed, chosen = deed.seen is None and not deed.values, deed.values.get(WHAT, NOTHING).choices
    if not typed and deed.interaction is not None and (lock is None or not chosen):
        wrong = phrase("Choose one of these.") if deed.values else None
        return _change(work, deed.interaction, error=wrong)
    if lock is None:
        return _which(work)
    state = state_of(work.process, lock, work.ticket, deed.at)
    if not state.is_open:
        return _closed(work, state)
    if state.begun is not None and state.begun.by == deed.actor.person and deed.at < state.begun.at + _JUST_BEGUN:
        number = Code(work.ticket.code)
        return Refusal(phrase("%(number)s: it has just begun, and the requester was told.", number=number))
    return _begun(work, state, after)


def override(work: Work, after: Status) -> Change | Refusal:
    """A supervisor lets the work begin for the lock's time, and says why."""
    if not work.process.locks:
        return Refusal(NO_LOCKS)
    lock, reason = meant(work)
    if lock is None or reason is None:
        if work.deed.interaction is None:
            return _which(work)
        return _change(work, work.deed.interaction, unsaid=phrase("Say why in a few words."), chosen=Action.OVERRIDE)
    deed, name = work.deed, lock.named(work.desk_language)
    said = phrase("🔓 %(name)s lets this begin: %(lock)s", name=deed.actor.name, lock=name)
    work.thread(lines((said,), (reason,)))
    changed = noted(work, replace(work.ticket, status=after), lock, LockTurn.OVERRIDDEN, reason=reason)
    if work.ticket.assignee is not None and work.ticket.assignee != deed.actor.person:
        work.whisper_to(work.ticket.assignee, said, work.ticket, (reason,))
    return work.change(changed, reason=reason, data={"lock": lock.id})


def expire(work: Work) -> Change | Refusal:
    """The time is over: the card says so, and whoever has the ticket is told."""
    lock, _ = meant(work)
    state = None if lock is None else state_of(work.process, lock, work.ticket, work.deed.at)
    if lock is None or state is None or state.is_open or not state.concerns:
        return Change(work.ticket, None, ())
    name, number = lock.named(work.desk_language), Code(work.ticket.code)
    why = closed_because(work.process, work.ticket, state)
    if work.ticket.assignee is not None:
        said = phrase("🔒 %(number)s, closed again: %(lock)s", number=number, lock=name)
        work.whisper_to(work.ticket.assignee, said, work.ticket, why)
    work.deed = replace(work.deed, text=None)
    return work.change(work.ticket, data={"lock": lock.id})


def noted(
    work: Work,
    ticket: Ticket,
    lock: Lock,
    turn: LockTurn,
    *,
    steps: tuple[str, ...] = (),
    reason: Untrusted | None = None,
) -> Ticket:
    """The ticket with another line in the ledger of its locks."""
    deed = work.deed
    by, name = deed.actor.person, deed.actor.name
    entry = LockEntry(lock=lock.id, turn=turn, at=deed.at, by=by, name=name, steps=steps, reason=reason)
    return replace(ticket, locks=(*ticket.locks, entry))


def by_telephone(ticket: Ticket) -> bool:
    """Whether its requester attests by telephone, since no chat reaches them."""
    return is_caller(ticket.requester.chat) or ticket.unreachable


def _begun(work: Work, state: LockState, after: Status) -> Change:
    deed, lock = work.deed, state.lock
    name = lock.named(work.desk_language)
    work.thread((phrase("▶ %(name)s begins: %(lock)s", name=deed.actor.name, lock=name),))
    requester = work.ticket.requester
    work.to_requester(Message(body=_told(lock.begins, requester.language, work.ticket.code, deed.actor.name)))
    for each in work.ticket.followers:
        code = each.code or work.ticket.code
        told = _told(lock.begins, each.requester.language, code, deed.actor.name)
        work.to_follower(each, Message(body=told))
    changed = noted(work, replace(work.ticket, status=after), lock, LockTurn.BEGUN)
    grounds = {"leave": state.leave.by} if state.leave is not None else {}
    work.deed = replace(deed, text=None)
    return work.change(changed, reason=Untrusted(name), data={"lock": lock.id, **grounds})


def _told(texts: Mapping[str, str], language: str, code: str, name: Untrusted) -> Text:
    words = texts.get(language) or next(iter(texts.values()), "")
    return filled(words, number=Code(code), specialist=name)


def _closed(work: Work, state: LockState) -> Refusal:
    """It was tried all the same: it is said why not, and written down who tried."""
    name, number = state.lock.named(work.desk_language), Code(work.ticket.code)
    why = phrase("%(number)s, still closed: %(lock)s. The card says why.", number=number, lock=name)
    shown: tuple[Effect, ...] = ()
    interaction = work.deed.interaction
    if interaction is not None and work.deed.values:
        shown = _change(work, interaction, error=phrase("It is closed. Read above why.")).effects
    elif interaction is not None:
        said = lines(lock_line(work.process, work.ticket, state), (_how(work.ticket),))
        told = Message(title=headline(work.process, work.ticket), body=said)
        shown = (Whisper(interaction=interaction, message=told, language=work.desk_language),)
    return Refusal(why, denied=True, ground=Ground.CLOSED, shown=shown)


def _how(ticket: Ticket) -> Phrase:
    return phrase(
        "Ask the requester with /ticket attest %(number)s, or a supervisor: /ticket override %(number)s REASON",
        number=Code(ticket.code),
    )


def _which(work: Work) -> Refusal:
    known = ", ".join(each.id for each in work.process.locks)
    if len(work.process.locks) == 1:
        return Refusal(phrase("Write the number and the reason: /ticket override 12 REASON"))
    return Refusal(phrase("Write the number and which work: %(names)s.", names=known))


def _change(
    work: Work,
    interaction: Interaction,
    *,
    error: Phrase | None = None,
    unsaid: Phrase | None = None,
    chosen: Action | None = None,
) -> Change:
    form = _form(work, error=error, unsaid=unsaid, chosen=chosen)
    return Change(work.ticket, None, (AskForm(interaction=interaction, form=form, language=work.desk_language),))


def _form(work: Work, *, error: Phrase | None, unsaid: Phrase | None, chosen: Action | None) -> Form:
    """How each lock stands, and what can be done; `error` is about the choice, `unsaid` about the reason."""
    process, ticket, known = work.process, work.ticket, work.process.locks
    stand = [state_of(process, lock, ticket, work.deed.at) for lock in known]
    choices = tuple(_choices(work, stand))
    ids = [each.id for each in choices]
    first = chosen if chosen in ids else ids[0]
    lock, reason = meant(work)
    which = Entry(
        id=LOCK,
        label=(phrase("Which work"),),
        kind=EntryKind.CHOICE,
        choices=tuple(Choice(id=each.id, label=each.named(work.desk_language)) for each in known),
        chosen=(lock.id,) if lock is not None else (),
    )
    what = Entry(
        id=WHAT,
        label=(phrase("What to do"),),
        kind=EntryKind.CHOICE,
        choices=choices,
        chosen=(first,),
        error=(error,) if error is not None else (),
    )
    why = Entry(
        id=REASON,
        label=(phrase("Why?"),),
        hint=(phrase("Needed when a supervisor lets it begin."),),
        optional=True,
        initial=reason,
        error=(unsaid,) if unsaid is not None else (),
    )
    may_override = Action.OVERRIDE in ids
    return Form(
        title=(phrase("Locked work"),),
        submit=(phrase("Continue"),),
        data=encode(TicketPress(Action.BEGIN, ticket.id, ticket.revision)),
        intro=lines(headline(process, ticket), *(_stands(work, each) for each in stand)),
        entries=(*((which,) if len(known) > 1 else ()), what, *((why,) if may_override else ())),
    )


def _stands(work: Work, state: LockState) -> Text:
    if state.concerns or state.is_open:
        return lock_line(work.process, work.ticket, state)
    name = state.lock.named(work.desk_language)
    told = phrase(
        "🔒 %(lock)s: the ticket does not say that it is needed. If it is, have it attested first.", lock=name
    )
    return (told,)


def _choices(work: Work, stand: list[LockState]) -> Iterator[Choice]:
    actor = work.deed.actor
    if any(each.is_open for each in stand):
        yield Choice(id=Action.BEGIN, label=phrase("Begin the work now"))
    if by_telephone(work.ticket):
        yield Choice(id=Action.ATTEST, label=phrase("Write down what the requester says by telephone"))
    else:
        yield Choice(id=Action.ATTEST, label=phrase("Ask the requester to attest it now"))
    if allowed(actor.roles, Action.OVERRIDE, own=work.ticket.assignee == actor.person):
        yield Choice(id=Action.OVERRIDE, label=phrase("Let it begin without, with a reason"))
