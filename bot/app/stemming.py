"""Words as a search compares them: folded, without those that say nothing, and cut to their stems.

The Snowball stemmers make one stem of "licencias" and "licencia", of "imprime" and "imprimir". They are given words
without accents, as many people write them; so one column of stems serves every database, whatever language support it
has, and a query made of stems carries no operator of anybody's.
"""

from __future__ import annotations

import re

import snowballstemmer

from bot.domain.text import fold

_WORD = re.compile(r"[a-z0-9]+")
_LONGEST_WORD = 30
MOST_WORDS = 400
"""Words of a text that are looked at, so that nobody can make a search long: 400 take about 10 ms, once in a request."""

_STEMMERS = {"es": "spanish", "en": "english"}

_SPANISH = """
a ahi ahora al algo alguien algun alguna algunas alguno algunos ante antes aparece aqui asi aun aunque ayuda bien buen
buena buenas bueno buenos cada casi caso como con cosa cual cuales cuando cuanto de deja del desde despues dia dias
dice donde dos duda dudas el ella ellas ellos en entre era error es esa esas ese eso esos esta estaba estan estar
estas este esto estos estoy favor fue fueron gracias gustaria ha haber habia hace hacer hacerlo hacia hago han hasta
hay haya he hola ir la las le les lo los mas me mi mis mismo mucho muy nada necesito net ni ningun ninguna no nos
nosotros o os otra otras otro otros para pasa pero poder podria por porque problema pude puede pueden puedo pues que
queria quien quiere quiero quisiera saacg saber sale se sea ser si sido siempre sigue sin sistema sobre solicito solo
son soy su sus tal tambien tampoco tan tarde tardes tener tengo ti tiene tienen toda todas todo todos trata tu un una
unas uno unos urge urgente usted ustedes va vamos van ver vez voy y ya yo
"""
_ENGLISH = """
a about after all also am an and any are as at be because been before being but by can cannot case could day did do
does doing don error for from get give good had has have having he hello help her here hi him his how i if in into is
issue it its just know like me more most my need net no not now of on only or other our out over please problem saacg
she should so some something such system t than thank thanks that the their them then there these they this those to
too tried try trying up us very want was we were what when where which while who why will with would yes you your
"""
_NOTHING_SAID = {"es": frozenset(_SPANISH.split()), "en": frozenset(_ENGLISH.split())}
"""Words that stand in any message to any desk: they tell no item from another."""


def stems(text: str, language: str) -> tuple[str, ...]:
    """The stems of the text, in order and with repeats; a language without a stemmer has its words as they are."""
    silent = _NOTHING_SAID.get(language, frozenset())
    words = [each for each in _WORD.findall(fold(text))[:MOST_WORDS] if _says(each, silent)]
    name = _STEMMERS.get(language)
    # One of its own each time: a stemmer keeps its place in a word, and several threads search at once.
    stemmer = snowballstemmer.stemmer(name) if name is not None else None
    return tuple(words if stemmer is None else (stemmer.stemWord(each) for each in words))


def _says(word: str, silent: frozenset[str]) -> bool:
    return 1 < len(word) <= _LONGEST_WORD and word not in silent
