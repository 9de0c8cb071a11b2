"""`/ticket help`: the words in groups, and each by itself with an example."""

from __future__ import annotations

from collections.abc import Callable

from bot.app.order_word import GROUP_WORDS, Group, OrderWord
from bot.app.order_words import NAMES, WORDS
from bot.app.typed_order import TypedOrder, nearest
from bot.domain.message import Fact, Message
from bot.domain.text import Code, Text, Untrusted, fold, join, lines, phrase

LONGEST_SHOWN = 60
"""Characters of what was typed that an answer repeats."""

MOST_NAMES = 6
"""Other names of a word that its help tells."""


def help_page(language: str, may: Callable[[OrderWord], bool]) -> Message:
    """Every word that the person may use, by what it is for."""
    facts = [
        Fact(label=(GROUP_WORDS[group],), value=join(" · ", ((Code(each.name(language)),) for each in words)))
        for group in Group
        if (words := [each for each in WORDS if each.group is group and may(each)])
    ]
    return Message(
        title=(phrase("What you can type"),),
        body=lines(
            (phrase("The ticket's number stands after the word: %(example)s", example=_code("take", language, "12")),),
            (phrase("The number alone shows the ticket: %(example)s", example=Code("/ticket 12")),),
        ),
        facts=tuple(facts),
        note=(phrase("More about a word: %(example)s", example=_code("help", language, NAMES["take"].name(language))),),
    )


def help_word(word: OrderWord, language: str) -> Message:
    """What a word does, an example, and its other names."""
    own = word.name(language)
    others = [name for name in dict.fromkeys((word.english, word.spanish, *word.also)) if fold(name) != fold(own)]
    told = join(" · ", ((each,) for each in others[:MOST_NAMES]))
    example: Text = (f"/ticket {own}", *((" ", word.example) if word.example else ()))
    return Message(
        title=(f"/ticket {own}",),
        body=lines((word.does,), (phrase("For example:"), " ", *example)),
        note=(phrase("Also:"), " ", *told) if told else (),
    )


def unknown(order: TypedOrder, language: str) -> Text:
    """A word that nobody knows, with the one that looks most like it."""
    every = phrase("Everything that you can type: %(command)s", command=_code("help", language))
    typed = phrase("I do not know the word %(word)s.", word=Untrusted(order.typed[:LONGEST_SHOWN]))
    near = nearest(order.typed)
    if near is None:
        return lines((typed,), (every,))
    meant = f"/ticket {near} {order.number}".strip()
    return lines((typed, " ", phrase("Did you mean %(command)s?", command=Code(meant))), (every,))


def _code(name: str, language: str, *after: str) -> Code:
    return Code(" ".join(("/ticket", NAMES[name].name(language), *after)))
