"""`bot.app.holdings.Holdings`, over every database: all that is a person's is found by the inventory, and nothing of anybody
else's. Every datum here says whose it is (`M…` is María's, `P…` Pedro's, `S…` a specialist's own)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from bot.app.holdings import Node, Whose
from bot.app.ports import UnitOfWork
from bot.app.sealing import SecretRow
from bot.domain.answers import Answer, Note
from bot.domain.asked import Asked
from bot.domain.audit import Audited, Kind, Outcome
from bot.domain.conversation import Conversation, Draft, Intake
from bot.domain.delivery import Delivery
from bot.domain.erasure import Erasure, ErasureStanding
from bot.domain.ids import ChatRef, EventId, FileRef, IncidentId, PersonRef, PostKey, TicketId
from bot.domain.incident import Incident, IncidentAction, IncidentEntry, IncidentKind, IncidentStatus, LinkedTicket
from bot.domain.linking import LinkCode
from bot.domain.message import Message
from bot.domain.personal import SHOWN
from bot.domain.register import Course, Person
from bot.domain.registration import Registration, Standing
from bot.domain.sealed import SecretField, SecretId
from bot.domain.text import Untrusted
from bot.domain.ticket import Action, Follower, HistoryEntry, IncidentRef, Rating, Requester, Status, Ticket
from storage.inventory import INVENTORY
from tests.clock import NOON
from tests.contracts.conftest import Run
from tests.contracts.examples import arrival, consent, letter, member, timer
from tests.contracts.test_files_contract import sent

ANA = PersonRef("slack:T1:ANA")
WORD = re.compile(r"[MPS]-[a-z0-9-]+")


class Somebody:
    """A person with two chats, of whom everything is held: each word begins with their letter."""

    def __init__(self, letter: str, number: int) -> None:
        self.letter = letter
        self.number = TicketId(number)
        self.chat, self.other = ChatRef(f"telegram:{number}"), ChatRef(f"slack:T1:U{number}")
        self.person = PersonRef(self.chat)
        self.email = f"{letter}-email@x.mx".lower()

    def said(self, what: str) -> Untrusted:
        return Untrusted(f"{self.letter}-{what}")

    @property
    def requester(self) -> Requester:
        return Requester(chat=self.chat, person=self.person, language="es")

    def write(self, uow: UnitOfWork) -> None:
        """Something in every table."""
        said, chat = self.said, self.chat
        draft = Draft(step="title", text=said("draft"))
        intake = Intake(process="demo@1", run=1, answers={"name": Answer(text=said("intake"))}, draft=draft)
        remembered = {"email": Answer(text=Untrusted(self.email)), "name": Answer(text=said("name"))}
        uow.conversations.save(
            Conversation(
                chat=chat,
                touched=NOON,
                remembered=remembered,
                intake=intake,
                pending=Note(text=said("pending")),
                organisation=said("organisation").untrusted,
            )
        )
        uow.conversations.save(Conversation(chat=self.other, touched=NOON, pending=Note(text=said("other-chat"))))
        uow.identities.link(chat, self.other)
        self._known_to_the_desk(uow)
        self._on_its_way(uow)
        self._ticket(uow)

    def _known_to_the_desk(self, uow: UnitOfWork) -> None:
        said, chat = self.said, self.chat
        uow.consents.add(replace(consent(chat=chat), process=said("notice").untrusted))
        registered = uow.registrations.add(
            Registration(
                id=0,
                chat=chat,
                person=self.person,
                process="demo@1",
                language="es",
                name=said("registered"),
                organisation=said("body"),
                email=Untrusted(self.email),
                at=NOON,
            )
        )
        found = uow.registrations.get(registered)
        assert found is not None
        uow.registrations.save(replace(found, standing=Standing.CONFIRMED, decided_by=ANA, decided_at=NOON))
        uow.registers.save(
            Person(email=self.email, name=said("in-register"), position=said("position"), telephone=said("phone"))
        )
        uow.registers.save(Course(email=self.email, course=said("course").untrusted, taken_on=date(2026, 1, 2)))
        uow.erasures.add(
            Erasure(
                id=int(self.number),
                code=f"{self.letter}-DATOS-{self.number}".lower(),
                chat=chat,
                person=self.person,
                chats=(chat, self.other),
                process="demo@1",
                language="es",
                at=NOON,
                answer_by=NOON,
                carry_out_by=NOON,
                standing=ErasureStanding.REFUSED,
                decided_by=ANA,
                decided_name=said("decided-by"),
                decided_at=NOON,
                reason=said("refused"),
            )
        )

    def _on_its_way(self, uow: UnitOfWork) -> None:
        said, chat = self.said, self.chat
        uow.files.add(
            replace(
                sent(FileRef(f"telegram:photo:{self.number}"), chat=chat),
                person=self.person,
                file=replace(sent().file, label=said("file"), ref=FileRef(f"telegram:photo:{self.number}")),
            )
        )
        uow.outbox.add([replace(letter(f"k{self.number}", chat), message=Message(body=(said("waiting"),)))])
        uow.outbox.add(
            [replace(letter(f"s{self.number}", chat), message=Message(body=(said("one-time-code"),)), secret=True)]
        )
        body = json.dumps({"token": f"{self.letter}-platform-token", "text": f"{self.letter}-arrived"})
        uow.inbox.add([replace(arrival(f"a{self.number}", chat), key=EventId(f"a{self.number}"), body=body)])
        uow.timers.set(replace(timer(f"t{self.number}", 5), chat=chat, person=self.person))
        uow.link_codes.put(
            LinkCode(chat=chat, language="es", salt=f"{self.letter}-salt", digest=f"{self.letter}-digest", expires=NOON)
        )
        uow.secrets.add(
            SecretRow(
                id=SecretId(f"id{self.number}"),
                chat=chat,
                ticket=None,
                field=SecretField.MESSAGE,
                envelope=f"{self.letter}-envelope",
                sealed_at=NOON,
                expires=NOON,
            )
        )
        uow.audit.add(self._audited())

    def _audited(self) -> Audited:
        return Audited(
            at=NOON,
            person=self.person,
            gateway="telegram",
            kind=Kind.HOME,
            what=self.said("tried"),
            outcome=Outcome.DENIED,
            reason="x",
        )

    def _ticket(self, uow: UnitOfWork) -> None:
        said = self.said
        uow.tickets.add(self.ticket(), desk="demo", year=2026, number=int(self.number))
        uow.index.put(self.number, ["palabra"])
        for seq, (action, actor, reason) in enumerate(
            ((Action.TELL, self.person, "told"), (Action.NOTE, ANA, "internal-note"), (Action.REPLY, ANA, "reply")), 1
        ):
            uow.tickets.append(
                HistoryEntry(
                    ticket=self.number,
                    seq=seq,
                    at=NOON,
                    action=action,
                    actor=actor,
                    channel="slack",
                    before=Status.NEW,
                    after=Status.NEW,
                    reason=said(reason),
                )
            )
        uow.deliveries.save(
            Delivery(
                post=PostKey(f"reply:{self.number}"),
                ticket=self.number,
                chat=self.chat,
                at=NOON,
                by=ANA,
                name=said("served-by"),
                text=said("delivered"),
            )
        )

    def ticket(self) -> Ticket:
        said = self.said
        return Ticket(
            id=self.number,
            code=f"{self.letter}-2026-{self.number}",
            process="demo@1",
            status=Status.CLOSED,
            kind="error",
            level="first",
            requester=self.requester,
            answers={
                "description": Answer(text=said("description"), files=(replace(sent().file, label=said("attached")),))
            },
            notes=(Note(text=said("note")),),
            title=said("title"),
            opened_at=NOON,
            updated_at=NOON,
            assignee=ANA,
            assignee_name=said("specialist"),
            resolution=said("solution"),
            rating=Rating(score=5, at=NOON, comment=said("comment")),
            asked=(Asked(id=1, what="other", by=ANA, name=said("asker"), at=NOON, text=said("question")),),
        )

    WHOLE = frozenset(
        [
            "draft",
            "intake",
            "name",
            "pending",
            "organisation",
            "other-chat",
            "notice",
            "registered",
            "body",
            "in-register",
            "position",
            "phone",
            "course",
            "file",
            "waiting",
            "arrived",
            "tried",
            "told",
            "internal-note",
            "reply",
            "served-by",
            "delivered",
            "description",
            "attached",
            "note",
            "title",
            "specialist",
            "solution",
            "comment",
            "asker",
            "question",
            "decided-by",
            "refused",
        ]
    )


MARIA, PEDRO = Somebody("M", 1), Somebody("P", 2)


def words(held: object) -> set[str]:
    """The words in it that say whose they are, without the tickets' numbers."""
    return {each for each in WORD.findall(json.dumps(held, ensure_ascii=False)) if "-2026-" not in each}


def all_of(uow: UnitOfWork, whose: Whose) -> Mapping[str, tuple[Mapping[str, Node], ...]]:
    return {each.table: each.rows for each in uow.holdings.of(whose)}


async def test_everything_of_a_person_is_found_and_nothing_of_anybody_else(run: Run) -> None:
    for each in (MARIA, PEDRO):
        await run(each.write)

    held = await run(lambda uow: all_of(uow, Whose(chats=(MARIA.chat, MARIA.other))))

    assert words(held) == {f"M-{each}" for each in Somebody.WHOLE}
    assert list(held) == [table for table, each in INVENTORY.items() if each.found]
    nothing = {table for table, rows in held.items() if not rows and SHOWN & set(INVENTORY[table].columns.values())}
    assert nothing == {"incidents", "troubles", "link_tries", "expected_secrets", "homes", "staff"}
    assert [row["envelope"] for row in held["secrets"]] == ["•••"]
    assert ANA not in json.dumps(held)
    assert [row.get("by_you") for row in held["history"]] == [True, None, None]


async def test_what_a_colleague_wrote_on_a_ticket_is_theirs_and_not_its_requesters(run: Run) -> None:
    def write(uow: UnitOfWork) -> None:
        MARIA.write(uow)
        follower = Follower(requester=PEDRO.requester, name=PEDRO.said("follows"))
        uow.tickets.save(replace(MARIA.ticket(), followers=(follower,)))
        told = uow.tickets.history(MARIA.number)[0]
        uow.tickets.append(replace(told, seq=4, actor=PEDRO.person, reason=PEDRO.said("private-remark")))

    await run(write)
    marias = await run(lambda uow: all_of(uow, Whose(chats=(MARIA.chat, MARIA.other))))
    pedros = await run(lambda uow: all_of(uow, Whose(chats=(PEDRO.chat,))))

    assert not any(each.startswith("P-") for each in words(marias))
    assert len(marias["history"]) == 4
    assert words(pedros) == {"P-follows"}
    assert [(row["code"], row["status"]) for row in pedros["tickets"]] == [("M-2026-1", "closed")]


def an_incident_of_both(uow: UnitOfWork) -> None:
    for each in (MARIA, PEDRO):
        each.write(uow)
        ref = IncidentRef(id=IncidentId(1), code="INC-1")
        uow.tickets.save(replace(each.ticket(), incident=ref))
    links = tuple(
        LinkedTicket(ticket=each.number, code=each.ticket().code, name=each.said("linked")) for each in (MARIA, PEDRO)
    )
    incident = Incident(
        id=IncidentId(1),
        code="INC-1",
        process="demo@1",
        kind=IncidentKind.ERROR,
        status=IncidentStatus.ACCEPTED,
        title=MARIA.said("incident-title"),
        description=MARIA.said("incident-description"),
        opened_at=NOON,
        updated_at=NOON,
        opened_by=MARIA.said("opened-by"),
        links=links,
    )
    uow.incidents.add(incident, desk="demo", year=2026, number=1)
    for seq, (each, action) in enumerate(
        ((MARIA, IncidentAction.TELL), (PEDRO, IncidentAction.TELL), (PEDRO, IncidentAction.REPLY)), 1
    ):
        uow.incidents.append(
            IncidentEntry(
                incident=IncidentId(1),
                seq=seq,
                at=NOON,
                action=action,
                actor=each.person if action is IncidentAction.TELL else ANA,
                channel="telegram",
                before=IncidentStatus.ACCEPTED,
                after=IncidentStatus.ACCEPTED,
                reason=each.said(f"incident-{action.value}"),
                data={"to": each.ticket().code},
            )
        )


async def test_of_an_incident_of_several_tickets_each_gets_what_is_theirs(run: Run) -> None:
    await run(an_incident_of_both)
    marias = await run(lambda uow: all_of(uow, Whose(chats=(MARIA.chat,))))
    pedros = await run(lambda uow: all_of(uow, Whose(chats=(PEDRO.chat,))))

    of_incident = ("incidents", "incident_history")
    assert words([marias[each] for each in of_incident]) == {
        "M-incident-title",
        "M-incident-description",
        "M-incident-tell",
        "M-linked",
    }
    assert words([pedros[each] for each in of_incident]) == {"P-incident-tell", "P-incident-reply", "P-linked"}
    assert [row["code"] for row in pedros["incidents"]] == ["INC-1"]


async def test_whoever_only_types_an_address_learns_nothing_of_it_and_whoever_is_known_to_have_it_gets_all(
    run: Run,
) -> None:
    def write(uow: UnitOfWork) -> None:
        MARIA.write(uow)
        typed = {"email": Answer(text=Untrusted(MARIA.email))}
        uow.conversations.save(Conversation(chat=PEDRO.chat, touched=NOON, remembered=typed))

    await run(write)
    pedros = await run(lambda uow: all_of(uow, Whose(chats=(PEDRO.chat,))))
    by_letter = await run(lambda uow: all_of(uow, Whose(chats=(), emails=(MARIA.email,))))

    assert not any(each.startswith("M-") for each in words(pedros))
    assert {table for table, rows in by_letter.items() if rows} == {"people", "courses", "registrations"}
    assert await run(lambda uow: uow.holdings.chats_of_email(MARIA.email)) == (MARIA.chat,)


async def test_what_somebody_of_the_desk_was_told_about_others_is_not_theirs(run: Run) -> None:
    def write(uow: UnitOfWork) -> None:
        uow.staff.save(replace(member(ANA), name=Untrusted("S-name")))
        uow.outbox.add([replace(letter("k", ChatRef(ANA)), message=Message(body=(MARIA.said("title"),)))])

    await run(write)
    held = await run(lambda uow: uow.holdings.of(Whose(chats=(ChatRef(ANA),), accounts=(ANA,))))

    assert words([each.rows for each in held]) == {"S-name"}
    assert {each.table: each.named for each in held if each.named} == {"outbox": 1}
