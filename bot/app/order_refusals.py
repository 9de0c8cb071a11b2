"""Why an order of somebody is not obeyed."""

from __future__ import annotations

from collections.abc import Mapping

from bot.app.order_word import OrderWord
from bot.domain.roles import MAY, Role
from bot.domain.text import Code, Phrase, Text, join, phrase

ROLE_WORDS: Mapping[Role, Phrase] = {
    Role.SPECIALIST: phrase("specialists"),
    Role.SECOND_LEVEL: phrase("the second level"),
    Role.DEVELOPER: phrase("developers"),
    Role.SUPERVISOR: phrase("supervisors"),
    Role.ADMINISTRATOR: phrase("administrators"),
    Role.PRIVACY: phrase("the person in charge of privacy"),
}
"""The roles as people say them, in the order of the table of roles."""


def not_of_the_desk() -> Phrase:
    """For whoever has no role."""
    return phrase("You may not do that. An administrator gives roles with /ticket staff.")


def not_with_these_roles(word: OrderWord, language: str) -> Text:
    """For a member of the desk whose roles do not include it: who may."""
    able = MAY.get(word.order, frozenset()) if word.order is not None else frozenset[Role]()
    names = join(", ", ((said,) for role, said in ROLE_WORDS.items() if role in able))
    typed = Code(f"/ticket {word.name(language)}")
    if not names:
        return (phrase("%(command)s is not for people to use.", command=typed),)
    return (phrase("Your role does not include %(command)s. It is for:", command=typed), " ", *names, ".")
