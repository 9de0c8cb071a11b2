"""The forms in which people are put at the desk: who, and as what."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.buttons import HomePress, encode
from bot.domain.ids import PersonRef
from bot.domain.message import Choice, Entry, EntryKind, Form
from bot.domain.process import Process
from bot.domain.roles import DeskOrder, Role, Staff, may_give
from bot.domain.text import Phrase, Text, Untrusted, join, phrase

WHO = "who"
ROLES = "roles"
NAME = "name"
SKILLS = "skills"
CAPACITY = "capacity"
LONGEST_NAME = 80
LONGEST_CAPACITY = 3
MOST = 500
"""Open tickets that somebody can be said to have room for."""

ROLE_WORDS: Mapping[Role, Phrase] = {
    Role.SPECIALIST: phrase("Specialist, first level"),
    Role.SECOND_LEVEL: phrase("Second level"),
    Role.DEVELOPER: phrase("Developer"),
    Role.SUPERVISOR: phrase("Supervisor"),
    Role.ADMINISTRATOR: phrase("Administrator"),
    Role.PRIVACY: phrase("Privacy"),
}
"""The roles that can be given, in the order in which they are offered."""


def ask_who(error: Text = ()) -> Form:
    """Whose roles are to change."""
    return Form(
        title=(phrase("People of the desk"),),
        submit=(phrase("Continue"),),
        data=encode(HomePress(DeskOrder.STAFF)),
        entries=(Entry(id=WHO, label=(phrase("Who?"),), kind=EntryKind.PERSON, error=error),),
    )


def ask_what(
    process: Process, giver: Staff, known: Staff | None, person: PersonRef, *, error: Text = (), wrong: Text = ()
) -> Form:
    """As what: what they are now stands there. Roles that the giver may not give are only named. `error` is what is wrong
    with the roles, `wrong` with the capacity."""
    mine = may_give(giver.roles)
    before = known.roles if known is not None else frozenset[Role]()
    offered = tuple(role for role in ROLE_WORDS if role in mine)
    beyond = [role for role in ROLE_WORDS if role in before - mine]
    intro: Text = (phrase("Also, and not yours to change: "), *join(", ", ((ROLE_WORDS[role],) for role in beyond)))
    name = known.name if known is not None else None
    return Form(
        title=(phrase("People of the desk"),),
        submit=(phrase("Save"),),
        data=encode(HomePress(DeskOrder.STAFF, person)),
        intro=(*((known.name, "\n") if known is not None else ()), *(intro if beyond else ())),
        entries=(
            Entry(
                id=ROLES,
                label=(phrase("Roles"),),
                kind=EntryKind.CHOICES,
                choices=tuple(Choice(id=role.value, label=ROLE_WORDS[role]) for role in offered),
                chosen=tuple(role.value for role in offered if role in before),
                optional=True,
                error=error,
            ),
            Entry(
                id=NAME,
                label=(phrase("Name that requesters are told"),),
                max_length=LONGEST_NAME,
                initial=name,
            ),
            *_skills(process, known),
            Entry(
                id=CAPACITY,
                label=(phrase("Open tickets at most"),),
                hint=(phrase("Empty: as the desk's file says."),),
                max_length=LONGEST_CAPACITY,
                initial=Untrusted(str(known.capacity)) if known is not None and known.capacity is not None else None,
                optional=True,
                error=wrong,
            ),
        ),
    )


def _skills(process: Process, known: Staff | None) -> tuple[Entry, ...]:
    """The modules that they know, where the desk has any."""
    language = process.languages[0]
    modules = tuple(Choice(id=each.id, label=each.label.get(language, each.id)) for each in process.modules)
    if not modules:
        return ()
    chosen = tuple(each.id for each in process.modules if known is not None and each.id in known.skills)
    return (
        Entry(
            id=SKILLS,
            label=(phrase("Modules they know"),),
            hint=(phrase("None ticked: every module."),),
            kind=EntryKind.CHOICES,
            choices=modules,
            chosen=chosen,
            optional=True,
        ),
    )


def chosen_skills(process: Process, chosen: tuple[str, ...]) -> frozenset[str]:
    """The modules that were ticked, of those that there are."""
    return frozenset(chosen) & {each.id for each in process.modules}


def capacity(typed: Untrusted | None) -> int | Phrase | None:
    """The number that was typed; None for an empty field; why it cannot be taken."""
    written = typed.untrusted.strip() if typed is not None else ""
    if not written:
        return None
    number = int(written) if written.isascii() and written.isdecimal() else 0
    return number if 0 < number <= MOST else phrase("A whole number from 1 to %(most)s, or nothing.", most=MOST)


def chosen_roles(giver: Staff, known: Staff | None, chosen: tuple[str, ...]) -> frozenset[Role]:
    """What was ticked, and what they had that is not the giver's to take."""
    kept = (known.roles if known is not None else frozenset[Role]()) - may_give(giver.roles)
    return frozenset(Role(each) for each in chosen if each in set(Role)) | kept


def summary(staff: Staff) -> Text:
    """The member in a line."""
    roles = join(", ", ((ROLE_WORDS[role],) for role in ROLE_WORDS if role in staff.roles))
    return (staff.name, ": ", *(roles or ("—",)))


def called(known: Staff | None, typed: Untrusted | None, person: PersonRef) -> Untrusted:
    """The name that requesters are told."""
    if typed is not None and typed.untrusted:
        return typed
    return known.name if known is not None else Untrusted(person.rpartition(":")[2])
