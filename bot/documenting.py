"""The tables of `docs/privacy.md`, made from the code: what is held, of what class, how it is found, how long it is kept.
`python -m bot.documenting docs/privacy.md` brings the file up to date."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path

from bot.domain.personal import DataClass, Kept
from bot.domain.retention import Retention
from storage.inventory import INVENTORY, Held
from storage.inventory_bodies import FIELDS

BEGIN, END = "<!-- made from the code -->\n", "<!-- until here -->\n"

_RULES: Mapping[Kept, str] = {
    Kept.SECRETS: "15 minutes",
    Kept.ARRIVALS: "`arrivals_hours`, `put_aside_days`",
    Kept.ATTACHMENTS: "`attachments_days`, `abandoned_days`",
    Kept.LETTERS: "`letters_days`",
    Kept.AUDIT: "`audit_days`",
    Kept.CONSENTS: "`consents_days`",
    Kept.REQUESTS: "`consents_days`; one that was carried out for good, without the person",
    Kept.KNOWLEDGE_USES: "`knowledge_uses_days`",
    Kept.CORRESPONDENCE: "`correspondence_days`",
    Kept.LINK_CODES: "until they end; wrong codes a day",
    Kept.PROFILES: "`profiles_days`, `callers_days`",
    Kept.TICKETS: "`tickets_days`",
    Kept.INCIDENTS: "for good; their requesters' names go with the tickets",
    Kept.REGISTERS: "until the desk imports anew",
    Kept.WHILE_NEEDED: "while it is needed",
    Kept.DESK: "for good",
}


def tables() -> str:
    """The text between the marks."""
    return "\n".join((*_retention(), "", *_columns(), "", *_fields(), ""))


def current(text: str) -> str:
    """A text with the tables in it as they are now."""
    before, _, rest = text.partition(BEGIN)
    return f"{before}{BEGIN}\n{tables()}\n{END}{rest.partition(END)[2]}"


def _retention() -> Iterator[str]:
    yield from ("### Retention", "", "| Key of `retention:` | Default |", "|---|---|")
    for each in fields(Retention):
        yield f"| `{each.name}` | {each.default if each.default is not None else 'kept for good'} |"


def _columns() -> Iterator[str]:
    yield from ("### Tables", "", "| Table | Found by | Kept | Columns by class |", "|---|---|---|---|")
    for table, held in INVENTORY.items():
        found = ", ".join(f"`{column}` ({by})" for column, by in held.found.items()) or "of no person"
        yield f"| `{table}` | {found} | {_RULES[held.kept]} | {_of_class(_named(held))} |"


def _named(held: Held) -> Mapping[str, DataClass]:
    """The columns; one that holds a whole value is named with that."""
    body = held.body
    return {
        f"{column} → {body.__name__}" if kind is DataClass.PARTS and body is not None else column: kind
        for column, kind in held.columns.items()
    }


def _fields() -> Iterator[str]:
    yield from ("### Values that are kept whole", "", "| Value | Fields by class |", "|---|---|")
    for value, kinds in sorted(FIELDS.items(), key=lambda each: each[0].__name__):
        yield f"| `{value.__name__}` | {_of_class(kinds)} |"


def _of_class(kinds: Mapping[str, DataClass]) -> str:
    found = {kind: [name for name, each in kinds.items() if each is kind] for kind in DataClass}
    return "; ".join(f"**{kind}**: {', '.join(names)}" for kind, names in found.items() if names)


if __name__ == "__main__":
    page = Path(sys.argv[1])
    page.write_text(current(page.read_text("utf-8")), "utf-8")
