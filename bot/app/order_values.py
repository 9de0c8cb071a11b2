"""What stands after a ticket's number, put under the names of the fields that the action's form has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.app.typed_order import bare, first_of
from bot.domain.deeds import OTHER
from bot.domain.ids import PersonRef
from bot.domain.message import Entered
from bot.domain.prioritizing import PRIORITY
from bot.domain.raising import INCIDENT
from bot.domain.roles import Staff
from bot.domain.text import Phrase, Untrusted, fold, phrase
from bot.domain.ticket import Action

TEXT, REASON, PERSON = "text", "reason", "person"

QUEUE = "-"
"""In place of a person: nobody, the ticket goes back to the queue."""

FIELDS: Mapping[Action, tuple[str, ...]] = {
    Action.REPLY: (TEXT,),
    Action.NOTE: (TEXT,),
    Action.RESOLVE: (TEXT,),
    Action.ASK: (TEXT,),
    Action.PAUSE: (REASON,),
    Action.RESUME: (REASON,),
    Action.ESCALATE: (REASON,),
    Action.GIVE_BACK: (REASON,),
    Action.PRIORITIZE: (PRIORITY, REASON),
    Action.INCIDENT: (INCIDENT,),
    Action.RELEASE: (REASON,),
    Action.CLOSE: (REASON,),
    Action.REOPEN: (REASON,),
    Action.CANCEL: (REASON,),
    Action.ASSIGN: (PERSON, REASON),
    Action.OVERRIDE: (REASON,),
    Action.MERGE: (OTHER, REASON),
    Action.LINK: (OTHER, REASON),
}
"""The fields that typed words fill, in order: the last one takes all that is left, those before it a word each."""

_NOBODY = frozenset({QUEUE, "cola", "fila", "queue", "nadie", "nobody", "none"})
_MYSELF = frozenset({"me", "mi", "yo", "myself"})


def values_of(
    action: Action, words: str, typist: PersonRef, everybody: Sequence[Staff]
) -> Mapping[str, Entered] | Phrase:
    """The fields that the words fill; empty without words. A sentence when a person is meant whom nobody knows."""
    fields = FIELDS.get(action, ())
    values: dict[str, Entered] = {}
    rest = words
    for place, field in enumerate(fields):
        if not rest:
            break
        if field == PERSON:
            first, rest = first_of(rest)
            person = _person(first, typist, everybody)
            if isinstance(person, Phrase):
                return person
            values[PERSON] = Entered(choices=(person,))
        elif place + 1 < len(fields):
            first, rest = first_of(rest)
            values[field] = Entered(text=Untrusted(bare(first)))
        else:
            values[field] = Entered(text=Untrusted(rest))
    return values


def _person(word: str, typist: PersonRef, everybody: Sequence[Staff]) -> str | Phrase:
    """Who is meant: a mention, a name of the desk, oneself, or nobody."""
    mentioned = word.partition("|")[0]
    if any(each.person == mentioned for each in everybody):
        return mentioned
    if word == QUEUE or fold(bare(word)) in _NOBODY:
        return QUEUE
    name = fold(bare(word).lstrip("@"))
    if name in _MYSELF:
        return typist
    named = [each.person for each in everybody if each.roles and _is_called(each, name)]
    if len(named) == 1:
        return named[0]
    if named:
        return phrase("More than one person at the desk is called %(name)s. Write @ and choose.", name=Untrusted(word))
    return phrase("Nobody at the desk is called %(name)s. Write @ and choose.", name=Untrusted(_shown(word)))


def _is_called(staff: Staff, name: str) -> bool:
    """Whether a word begins one of the names."""
    return bool(name) and any(each.startswith(name) for each in staff.name.folded.split())


def _shown(word: str) -> str:
    """A mention as people know it, anything else as it was typed."""
    return word.rpartition("|")[2] or word
