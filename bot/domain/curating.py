"""The desk's canned replies: listed, and added, changed and taken away in forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.buttons import CannedPress, encode
from bot.domain.canned import LONGEST_TEXT, LONGEST_TITLE, MOST, PLACES, CannedReply, new_id, together, why_unknown
from bot.domain.message import Choice, Entered, Entry, EntryKind, Form, Message
from bot.domain.process import Process
from bot.domain.text import Phrase, Text, Untrusted, clean, join, lines, phrase

PICK, SAVE = "pick", "save"
"""What a form does: one is chosen to be changed or taken away; one is kept."""

WHICH, DOING, TITLE = "which", "doing", "title"
"""Fields; the text's are `text_` and the language."""

NEW = "+"
"""The choice of one that does not exist yet; no id is that."""

EDIT, DELETE = "edit", "delete"

_LANGUAGES: Mapping[str, Phrase] = {"es": phrase("Text in Spanish"), "en": phrase("Text in English")}

NOT_ENTERED = Entered()


@dataclass(frozen=True, kw_only=True, slots=True)
class Written:
    """What stands in the form: the title and the texts by language, and what is wrong with them, by field."""

    title: Untrusted
    texts: Mapping[str, Untrusted]
    wrong: Mapping[str, Phrase] = field(default_factory=dict)


def listed(process: Process, kept: tuple[CannedReply, ...]) -> Message:
    """All of them, with their texts in the desk's language."""
    language = process.languages[0]
    rows = [("• ", each.title, "\n", each.text(process, language)) for each in together(process, kept)]
    return Message(
        title=(phrase("Canned replies"),),
        body=join("\n\n", rows) or (phrase("None yet."),),
        note=(_places(),),
    )


def choosing(process: Process, kept: tuple[CannedReply, ...]) -> Form:
    """Which one, and what with it."""
    new = (Choice(id=NEW, label=phrase("➕ A new one")),) if len(kept) < MOST else ()
    which = Entry(
        id=WHICH,
        label=(phrase("Which one"),),
        kind=EntryKind.CHOICE,
        choices=(*new, *(Choice(id=each.id, label=each.title) for each in kept)),
        chosen=(NEW,),
    )
    doing = Entry(
        id=DOING,
        label=(phrase("What to do with it"),),
        kind=EntryKind.CHOICE,
        choices=(Choice(id=EDIT, label=phrase("Write it or change it")), Choice(id=DELETE, label=phrase("Delete it"))),
        chosen=(EDIT,),
    )
    fixed = join(", ", ((each.title,) for each in together(process, ())))
    intro: Text = (phrase("These come with the process file, and are changed there: "), *fixed) if fixed else ()
    return Form(
        title=(phrase("Canned replies"),),
        submit=(phrase("Continue"),),
        data=encode(CannedPress(PICK)),
        intro=intro,
        entries=(which, *((doing,) if kept else ())),
    )


def editing(process: Process, reply: str, written: Written) -> Form:
    """One of them, or a new one (`reply` is empty), as it was written so far."""
    title = Entry(
        id=TITLE,
        label=(phrase("Title, by which it is chosen"),),
        max_length=LONGEST_TITLE,
        initial=written.title if written.title.untrusted else None,
        error=_error(written, TITLE),
    )
    texts = tuple(
        Entry(
            id=_field(language),
            label=(_LANGUAGES.get(language) or phrase("Text (%(language)s)", language=language),),
            hint=(_places(),) if place == 0 else (phrase("Empty: the other language is used."),),
            multiline=True,
            max_length=LONGEST_TEXT,
            initial=written.texts.get(language),
            optional=place > 0,
            error=_error(written, _field(language)),
        )
        for place, language in enumerate(process.languages)
    )
    return Form(
        title=(phrase("Canned reply"),),
        submit=(phrase("Save"),),
        data=encode(CannedPress(SAVE, reply)),
        entries=(title, *texts),
    )


def written(process: Process, values: Mapping[str, Entered]) -> Written:
    """What was entered, and what is wrong with it: a text that names what cannot be filled, or nothing in the desk's own
    language."""
    title = _typed(values, TITLE)
    texts = {each: text for each in process.languages if (text := _typed(values, _field(each))).untrusted}
    wrong = {_field(each): why for each, text in texts.items() if (why := why_unknown(text)) is not None}
    if process.languages[0] not in texts:
        wrong[_field(process.languages[0])] = phrase("Write the text.")
    if not title.untrusted:
        wrong[TITLE] = phrase("Write a title.")
    return Written(title=title, texts=texts, wrong=wrong)


def kept_as(reply: str, entered: Written, taken: frozenset[str]) -> CannedReply:
    """The canned reply of what was written; a new one gets an id that none of those has."""
    return CannedReply(id=reply or new_id(entered.title, taken), title=entered.title, texts=entered.texts)


def of(reply: CannedReply) -> Written:
    """It as it stands in the form at first."""
    return Written(title=reply.title, texts=reply.texts)


BLANK = Written(title=Untrusted(""), texts={})


def told(what: Phrase, title: Untrusted) -> Message:
    """What the person who changed it reads."""
    return Message(body=lines((what, " ", title)))


def _field(language: str) -> str:
    return f"text_{language}"


def _typed(values: Mapping[str, Entered], name: str) -> Untrusted:
    text = values.get(name, NOT_ENTERED).text
    return Untrusted(clean(text.untrusted)) if text is not None else Untrusted("")


def _error(entered: Written, name: str) -> Text:
    return (entered.wrong[name],) if name in entered.wrong else ()


def _places() -> Phrase:
    return phrase("Filled by itself: %(places)s", places=" ".join(f"{{{each}}}" for each in PLACES))
