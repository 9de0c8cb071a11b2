"""What a person typed when the ID and the password of their remote help were asked: which of the words are which. Pure.

An ID has 9 or 10 digits, in any grouping. A password is what a word like "contraseña" points to; without one, the only
word that is left when the ID and what people say around it are taken away.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.domain.sealed import SecretField
from bot.domain.text import fold, unaccented


@dataclass(frozen=True, kw_only=True, slots=True)
class Credentials:
    """The `id` in groups of three digits, the `password` as it was typed; None for what is not there."""

    id: str | None = None
    password: str | None = None

    def __repr__(self) -> str:
        """Without the values: whoever logs it learns what there is, and nothing of it."""
        return f"Credentials(id={self.id is not None}, password={self.password is not None})"


LENGTHS = (9, 10)
"""How many digits an ID has."""

LONGEST_TEXT = 1000
"""Characters of a text in which the two are looked for; a longer one is no answer to what was asked."""

LONGEST = 64
"""Characters of a password that are taken for one; a word that is longer is none."""

_GAP = r"[ .\-\u00a0\u2007\u2009\u202f_/]{1,3}"
_RUN = re.compile(rf"(?<![\w+])\+?\d+(?:{_GAP}\d+)*(?!\w)")
_GROUP = re.compile(r"\d+")
_GLUED = re.compile(r"\b(id|tv)(?=\d)", re.IGNORECASE)
_SHAPES = ((9,), (10,), (3, 3, 3), (1, 3, 3, 3))
"""How TeamViewer and people write an ID; these are looked for before any other grouping."""

_TELEPHONE = re.compile(
    r"(?:tel|telefono|cel|celular|whatsapp|phone|movil|llame\w*|marque\w*)\W{0,3}(?:\w{1,3}\W{1,2})?$"
)
"""What stands before a number that is to be called."""

_LABEL = (
    r"(?:contrase(?:ñ|n|ni)a|contrase|contra|clave|password|passwd|passcode|pass|pwd|psw|pw|pin)"
    r"(?:[ \t]+(?:de|del|of|for|temporal|actual|para|the|la|el|teamviewer|team[ \t]viewer|tv|equipo|acceso|remoto|remota|"
    r"sesi[oó]n))*"
)
_LABELLED = re.compile(
    rf"(?<!\w){_LABEL}\s*(?:[:=>#]|-+>?|→|\bes\b|\bis\b|\bser[ií]a\b)*\s*[:=]?\s*(?P<value>[\"“'«`].+?[\"”'»`]|\S+)",
    re.IGNORECASE,
)
_LABELLED_AFTER = re.compile(
    rf"(?P<value>\S+)\s+(?:(?:es|is)\s+)?(?:(?:la|mi|el|su|the|my)\s+|[(\[]\s*){_LABEL}(?!\w)", re.IGNORECASE
)
_QUOTES = "\"“”'«»`"
_ENDS = ",;."
_TOKEN = re.compile(r"\S+")
_BETWEEN = re.compile(r"^\s*(?:-+>?|[/|,;→])\s*")
"""What people put between the ID and the password."""

_AROUND = "()[]{}<>:=,;→|/"

_WORDS = """
    id ids mi tu su el la los las lo le un una y e o es son esta estan este ese esa aqui ahi va van de del al para por con
    favor gracias hola buenos buenas dias tardes noches buen dia ok okay okey vale sale listo lista ya si no claro bueno perfecto
    teamviewer team viewer tv anydesk numero num no. nro usuario user datos dato acceso remoto remota asistencia contrasena
    contra clave password pass pwd pin codigo siguiente me aparece sale dice tengo pone ing ingeniero licenciado lic
    senorita joven my your the is are here it and number this please thanks thank you hi hello yes code partner
    que se veo ve se como donde cual cuando espere espereme momento momentito ahorita ahora luego despues mande digame quien
    voy vamos hay nada bien mal tal solo toma tenga usted les nos mis sus tengo
    telefono tel celular cel whatsapp llame llameme marque marqueme
    ayuda help what where wait moment sorry perdon disculpe oiga entendido enterado correcto incorrecto done ready
    """
_SAID = frozenset(_WORDS.split())
"""What people say around the two; none of it is a password."""


def read_credentials(text: str, wanted: SecretField = SecretField.REMOTE_ID) -> Credentials:
    """The ID and the password in what was typed, together or one of them. When the password is `wanted`, a single word is
    that, unless it only answers; when the ID is, it takes more to be the password: its name, or an ID beside it."""
    if len(text) > LONGEST_TEXT:
        return Credentials()
    asked_password = wanted is SecretField.REMOTE_PASSWORD
    if asked_password and len(text.split()) == 1 and _may_be(text.strip()):
        return Credentials(password=text.strip())
    spaced = _without_telephones(_GLUED.sub(lambda found: f"{found[1]} ", text))
    found = _find_id(spaced)
    if found is None:
        named = _named(spaced)
        return Credentials(password=_left_over(spaced, most=3) if named is None and asked_password else named)
    digits, start, end = found
    rest = f"{spaced[:start]}\n{_BETWEEN.sub('', spaced[end:])}"
    return Credentials(id=in_groups(digits), password=_named(rest) or _left_over(rest))


def in_groups(digits: str) -> str:
    """An ID as TeamViewer shows it: groups of three from the right."""
    first = len(digits) % 3
    groups = [digits[:first]] if first else []
    groups += [digits[at : at + 3] for at in range(first, len(digits), 3)]
    return " ".join(groups)


def _without_telephones(text: str) -> str:
    """What is to be called is neither of the two."""

    def kept(run: re.Match[str]) -> str:
        is_telephone = run[0].startswith("+") or _TELEPHONE.search(unaccented(text[: run.start()])[-30:])
        return "\n" if is_telephone else run[0]

    return _RUN.sub(kept, text)


def _find_id(text: str) -> tuple[str, int, int] | None:
    """Its digits, and where it stands."""
    for run in _RUN.finditer(text):
        groups = [(each[0], run.start() + each.start(), run.start() + each.end()) for each in _GROUP.finditer(run[0])]
        if (part := _id_among(groups)) is not None:
            return "".join(digits for digits, _, _ in part), part[0][1], part[-1][2]
    return None


def _id_among(groups: Sequence[tuple[str, int, int]]) -> Sequence[tuple[str, int, int]] | None:
    """The groups that make an ID: written as usual, wherever they stand; else the first that have as many digits."""
    sizes = [len(digits) for digits, _, _ in groups]
    for shape in _SHAPES:
        for start in range(len(groups) - len(shape) + 1):
            if tuple(sizes[start : start + len(shape)]) == shape and not _goes_on(sizes, start, len(shape)):
                return groups[start : start + len(shape)]
    for end in range(len(groups), 0, -1):
        if sum(sizes[:end]) in LENGTHS:
            return groups[:end]
    return None


def _goes_on(sizes: Sequence[int], start: int, length: int) -> bool:
    """Whether a lone digit before three groups of three belongs to them."""
    return length == len(_SHAPES[2]) and start > 0 and sizes[start - 1] == 1


def _named(text: str) -> str | None:
    """What is called the password."""
    for shape in (_LABELLED, _LABELLED_AFTER):
        for labelled in shape.finditer(text):
            if (value := _bare(labelled["value"])) and _may_be(value):
                return value
    return None


def _left_over(text: str, most: int = LONGEST) -> str | None:
    """The only word that can be one; `most` are left, since a longer sentence with a number in it is a sentence."""
    left = list(_left(text))
    if len(left) == 1:
        return left[0]
    made = [each for each in left if _looks_made(each)]
    return made[0] if len(made) == 1 and len(left) <= most else None


def _left(text: str) -> Iterator[str]:
    """The words that are none of those that people say around the two."""
    for token in _TOKEN.findall(text):
        value = _bare(token)
        if value and _may_be(value) and any(each.isalnum() for each in value):
            yield value


def _bare(token: str) -> str:
    """The word without quotes around it, and without what ends a sentence."""
    value = token.strip()
    if len(value) > 1 and value[0] in _QUOTES and value[-1] in _QUOTES:
        return value[1:-1]
    return value.strip(_QUOTES).lstrip(_AROUND).rstrip(_ENDS + "→|)]>")


def _may_be(value: str) -> bool:
    return bool(fold(value)) and fold(value) not in _SAID and len(value) <= LONGEST


def _looks_made(value: str) -> bool:
    """Letters with digits or signs among them, or digits alone: no word of a language."""
    digits, letters = any(each.isdigit() for each in value), any(each.isalpha() for each in value)
    mixed = value[1:].lower() != value[1:] and value.upper() != value
    return digits or mixed or (letters and any(each in "#$%&*@!+=_~^" for each in value))
