"""What a specialist says to the requester: written in a form, shown as the requester will read it, and sent.

The first form has the canned replies, the words and the files; what it makes is shown in a second one, where the words can
still be changed. What the second one sends goes out as it stands. Words typed after a command are sent at once.
"""

from __future__ import annotations

from dataclasses import replace

from bot.domain.buttons import TicketPress, encode
from bot.domain.caller import is_caller
from bot.domain.canned import filled_in, why_unknown
from bot.domain.card import headline
from bot.domain.deeds import Change, Refusal, Work, requester_name
from bot.domain.delivery import Delivery, Fate, line_of, outgoing
from bot.domain.effects import AskForm, Enclose, Fetch, Track
from bot.domain.ids import PersonRef, PostKey, gateway_of
from bot.domain.message import Choice, Entered, Entry, EntryKind, File, Form, Message
from bot.domain.text import Code, Phrase, Text, Untrusted, clean, join, lines, phrase
from bot.domain.ticket import Action, Call, Status, Ticket
from bot.domain.unfit import at_sight

TEXT, CANNED, FILES, ENCLOSED = "text", "canned", "files", "enclosed"
"""The fields: the words, a canned reply, files to add, and those that were added before."""

LONGEST = 3000
"""Characters that fit a form's field."""

NOTHING = Entered()
"""A field that is not in the form."""

LONGEST_QUOTE = 300
"""Characters of the requester's last words in the form."""


def reply(work: Work, after: Status) -> Change | Refusal:
    """The words go into the requester's own chat, or into the next form."""
    deed = work.deed
    if deed.pointed:
        return _pointed(work, deed.text or Untrusted(""), deed.files)
    if deed.text is None and not deed.values:
        return _drafting(work)
    if deed.author is not None:
        return _final(work, after, Untrusted(clean((deed.text or Untrusted("")).untrusted)))
    composed, in_form = _composed(work), bool({FILES, CANNED} & set(deed.values))
    if isinstance(composed, Phrase):
        return _drafting(work, wrong=composed) if in_form else Refusal(composed)
    if not in_form:
        return _sent(work, after, composed)
    unfit = tuple(file for file in deed.values.get(FILES, NOTHING).files if at_sight(file) is not None)
    if unfit:
        return _drafting(work, unfit=unfit)
    return _preview(work, composed, _all_files(work))


def _pointed(work: Work, text: Untrusted, files: tuple[File, ...]) -> Change | Refusal:
    """What was written elsewhere, as the requester would read it; with a button that sends it."""
    fits = tuple(file for file in files if at_sight(file) is None)
    left_out = tuple(file for file in files if at_sight(file) is not None)
    return _preview(work, text, () if is_caller(work.ticket.requester.chat) else fits, left_out)


def called(work: Work, after: Status) -> Change | Refusal:
    """The requester was told by telephone what had not reached them."""
    if not work.ticket.calls:
        return Refusal(phrase("Nobody has to be called about %(number)s.", number=Code(work.ticket.code)))
    work.thread((phrase("📞 %(name)s told the requester by telephone.", name=work.deed.actor.name),))
    replies = " ".join(each.at.isoformat() for each in work.ticket.calls)
    return work.change(replace(work.ticket, status=after, calls=()), data={"replies": replies})


def _asked(work: Work, *entries: Entry, wrong: Phrase | None = None) -> Change | Refusal:
    ticket, deed = work.ticket, work.deed
    if deed.interaction is None:
        return Refusal(wrong or phrase("Write the text after the number: /ticket reply 12 Good morning…"))
    form = Form(
        title=(phrase("Reply to the requester"),),
        submit=(phrase("Continue"),),
        data=encode(TicketPress(deed.action, ticket.id, ticket.revision)),
        intro=lines(headline(work.process, ticket), _last_words(work)),
        entries=entries,
    )
    return Change(ticket, None, (AskForm(interaction=deed.interaction, form=form, language=work.desk_language),))


def _last_words(work: Work) -> Text:
    said = work.deed.last_words
    if said is None:
        return ()
    words = said.untrusted
    short = words if len(words) <= LONGEST_QUOTE else f"{words[:LONGEST_QUOTE]}…"
    return ("👤 ", requester_name(work.process, work.ticket), ": ", Untrusted(short))


def _drafting(work: Work, *, wrong: Phrase | None = None, unfit: tuple[File, ...] = ()) -> Change | Refusal:
    """The first form; again with what was entered, when it does not do."""
    deed = work.deed
    chosen = deed.values.get(CANNED, NOTHING).choices
    text = Entry(
        id=TEXT,
        label=(phrase("Message for the requester"),),
        multiline=True,
        initial=deed.text if deed.text is not None and deed.text.untrusted else None,
        optional=bool(deed.canned),
        hint=(phrase("Next you see it as the requester will read it; then you send it."),),
        error=(wrong,) if wrong is not None else (),
    )
    canned = Entry(
        id=CANNED,
        label=(phrase("Canned reply"),),
        kind=EntryKind.CHOICE,
        choices=tuple(Choice(id=each.id, label=each.title) for each in deed.canned),
        chosen=chosen,
        optional=True,
    )
    files = Entry(
        id=FILES,
        label=(phrase("Files for the requester"),),
        kind=EntryKind.FILES,
        optional=True,
        error=_not_sent(unfit) if unfit else (),
    )
    fits = tuple(file for file in _all_files(work) if file not in unfit)
    entries = (
        *((canned,) if deed.canned else ()),
        text,
        *((_enclosed(fits),) if fits else ()),
        *(() if is_caller(work.ticket.requester.chat) else (files,)),
    )
    asked = _asked(work, *entries, wrong=wrong)
    return replace(asked, effects=(*_fetched(work, fits), *asked.effects)) if isinstance(asked, Change) else asked


def _composed(work: Work) -> Untrusted | Phrase:
    """The canned reply with its places filled and, under it, what was typed, as it is; or what is wrong with that."""
    deed, requester = work.deed, work.ticket.requester
    wanted = deed.values.get(CANNED, NOTHING).choices
    canned = [each.text(work.process, requester.language) for each in deed.canned if each.id in wanted]
    wrong = next((why for each in canned if (why := why_unknown(each)) is not None), None)
    if wrong is not None:
        return wrong
    typed = deed.values.get(TEXT, NOTHING).text or deed.text or Untrusted("")
    parts = [*(filled_in(each, _values(work)).untrusted for each in canned), clean(typed.untrusted)]
    text = Untrusted("\n\n".join(each for each in parts if each))
    if not text.untrusted and not _all_files(work):
        return phrase("Write what the requester should read, or choose a canned reply.")
    return text


def _values(work: Work) -> dict[str, str]:
    """What fills the places of a canned reply."""
    desk, language = work.process.desk, work.ticket.requester.language
    return {
        "requester": requester_name(work.process, work.ticket).untrusted,
        "number": work.ticket.code,
        "title": work.ticket.title.untrusted,
        "specialist": work.deed.actor.name.untrusted,
        "desk": desk.name.get(language) or desk.name.get(work.desk_language, ""),
        "telephone": desk.telephone or "",
    }


def _all_files(work: Work) -> tuple[File, ...]:
    """Those that were added before and those that were added now."""
    return (*work.deed.enclosed, *work.deed.values.get(FILES, NOTHING).files)


def _fetched(work: Work, files: tuple[File, ...]) -> tuple[Fetch, ...]:
    """They are brought over while the words are still being read."""
    person = work.deed.actor.person
    place = outgoing(person)
    return tuple(Fetch(chat=place, person=person, language=work.desk_language, file=file) for file in files)


def _not_sent(files: tuple[File, ...]) -> Text:
    names = join(", ", ((file.label,) for file in files))
    return (phrase("These files cannot be sent (up to 20 MB; no programs, archives or copies of databases): "), *names)


def _enclosed(files: tuple[File, ...]) -> Entry:
    """The files as boxes to untick; their names are looked up again by their references."""
    return Entry(
        id=ENCLOSED,
        label=(phrase("Files that go with it"),),
        kind=EntryKind.CHOICES,
        choices=tuple(Choice(id=file.ref, label=file.label) for file in files),
        chosen=tuple(file.ref for file in files),
        optional=True,
    )


def _preview(
    work: Work,
    text: Untrusted,
    files: tuple[File, ...],
    unfit: tuple[File, ...] = (),
    wrong: Phrase | None = None,
) -> Change | Refusal:
    """What the requester will read, whole, and a button that sends it."""
    ticket, deed = work.ticket, work.deed
    if deed.interaction is None:
        return Refusal(wrong or phrase("Write the text after the number: /ticket reply 12 Good morning…"))
    author = deed.author or deed.actor.person
    too_long = phrase("That is too long for one message: the end is missing here.")
    problem: Text = (too_long,) if len(text.untrusted) > LONGEST else (wrong,) if wrong is not None else ()
    words = Entry(
        id=TEXT,
        label=(phrase("Change it here, if you like"),),
        multiline=True,
        initial=text if text.untrusted else None,
        max_length=LONGEST,
        optional=bool(files),
        error=problem,
    )
    names: Text = ("\n📎 ", *join(", ", ((file.label,) for file in files))) if files else ()
    form = Form(
        title=(phrase("What they will read"),),
        submit=(phrase("Send"),),
        data=encode(TicketPress(Action.REPLY, ticket.id, ticket.revision, author)),
        intro=lines(headline(work.process, ticket), _reading_place(work), _not_sent(unfit) if unfit else ()),
        quote=(*_message(work, text), *names),
        quote_language=ticket.requester.language,
        entries=(words, *((_enclosed(files),) if files else ())),
    )
    ask = AskForm(interaction=deed.interaction, form=form, language=work.desk_language)
    return Change(ticket, None, (*_fetched(work, files), ask))


def _reading_place(work: Work) -> Text:
    requester = work.ticket.requester
    if is_caller(requester.chat):
        return (phrase("📞 They have no chat: what you send becomes a call to make."),)
    return (phrase("In %(platform)s they read:", platform=gateway_of(requester.chat).capitalize()),)


def _message(work: Work, text: Untrusted) -> Text:
    """What arrives in the requester's chat."""
    said = phrase("💬 %(name)s, about %(number)s:", name=work.deed.actor.name, number=Code(work.ticket.code))
    return lines((said,), (text,) if text.untrusted else ())


def _final(work: Work, after: Status, text: Untrusted) -> Change | Refusal:
    """The second form was sent."""
    deed = work.deed
    if deed.unfit:
        return _preview(work, text, deed.enclosed, deed.unfit)
    if not text.untrusted and not deed.enclosed:
        return _preview(work, text, (), wrong=phrase("Write what the requester should read."))
    return _sent(work, after, text)


def tracked(work: Work, text: Untrusted, *, author: Untrusted | None = None, resolved: bool = False) -> Delivery:
    """What is told to the requester now gets a line in the thread, which says how it fares; the message itself is the
    caller's to send, with that line as its proof."""
    ticket, deed, chat = work.ticket, work.deed, work.ticket.requester.chat
    no_chat = is_caller(chat)
    delivery = Delivery(
        post=PostKey(f"sent:{ticket.id}:{ticket.revision + 1}"),
        ticket=ticket.id,
        chat=chat,
        at=deed.at,
        by=deed.actor.person,
        name=deed.actor.name,
        text=text,
        author=author,
        resolved=resolved,
        files=() if no_chat else deed.enclosed,
        fate=Fate.TELEPHONE if no_chat else Fate.WAITING,
    )
    work.effects.append(Track(delivery=delivery))
    work.thread(line_of(work.process, ticket, delivery), delivery.post)
    return delivery


def _sent(work: Work, after: Status, text: Untrusted) -> Change:
    """It goes out; its line in the thread says how it fares."""
    ticket, deed, chat = work.ticket, work.deed, work.ticket.requester.chat
    other = deed.author if deed.author != deed.actor.person else None
    author = (deed.author_name or Untrusted("")) if other is not None else None
    delivery = tracked(work, text, author=author)
    if delivery.fate is not Fate.TELEPHONE:
        work.to_requester(Message(body=_message(work, text)), delivery.post)
    place = outgoing(deed.actor.person)
    work.effects.extend(
        Enclose(chat=chat, place=place, file=file, ticket=ticket.id, proof=delivery.post) for file in delivery.files
    )
    calls = with_call(ticket, delivery)
    return work.change(replace(ticket, status=after, calls=calls), reason=text, data=_data(other, delivery.files))


def with_call(ticket: Ticket, delivery: Delivery) -> tuple[Call, ...]:
    """The calls to make, with one for what can only be told by telephone."""
    return (*ticket.calls, Call(at=delivery.at)) if delivery.fate is Fate.TELEPHONE else ticket.calls


def _data(author: PersonRef | None, files: tuple[File, ...]) -> dict[str, str]:
    data = {"author": author} if author is not None else {}
    return {**data, "files": str(len(files))} if files else {**data}
