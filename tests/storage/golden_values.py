"""One value of each stored shape with every field set, and one with as little as there can be, spelled out: a default
that changes would change the meaning of what is stored without it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.app.files import StoredFile
from bot.app.knowledge_ports import Indexed
from bot.app.outbox import Letter, ParcelKind
from bot.domain.answers import Answer, Note
from bot.domain.asked import Asked, Pause, Questioned
from bot.domain.clocks import Clock, Entry, Reason, Turn, Which
from bot.domain.consent import Agreement
from bot.domain.conversation import Burst, Candidate, Conversation, Draft, Intake, Purpose, Refused
from bot.domain.ids import ChatRef, FileRef, MessageRef, PersonRef, PostKey, TicketId
from bot.domain.knowledge import Consulted, Consulting, Item, ItemKind, Title, Use
from bot.domain.message import Button, Fact, File, FileKind, Message, Style
from bot.domain.misses import Misses
from bot.domain.process import Result
from bot.domain.registration import Registered, Standing
from bot.domain.text import Code, Moment, Phrase, Strong, Untrusted
from bot.domain.ticket import Action, HistoryEntry, Offer, Requester, Status, Ticket

AT = datetime(2026, 11, 23, 18, 30, 15, 250_000, tzinfo=UTC)
CHAT = ChatRef("telegram:1")
FILE = File(ref=FileRef("telegram:f1"), kind=FileKind.PHOTO, label=Untrusted("pantalla.png"), size=2048)
FILE_OF_UNKNOWN_SIZE = File(ref=FileRef("telegram:f2"), kind=FileKind.VOICE, label=Untrusted("voz"), size=None)
ANSWER = Answer(
    options=("error", "other"),
    text=Untrusted("No abre «SAACG»\nni así <b>"),
    files=(FILE, FILE_OF_UNKNOWN_SIZE),
    result=Result.REMEDIABLE,
    routed=True,
    message=MessageRef("telegram:1:7"),
    tells=("menu", "button"),
    as_typed=True,
)
SKIPPED = Answer(options=(), text=None, files=(), result=Result.DECLARED, routed=False, message=None)
NOTE = Note(text=Untrusted("y además"), files=(FILE,), message=MessageRef("telegram:1:8"))
EMPTY_NOTE = Note(text=None, files=(), message=None)

CONVERSATION = Conversation(
    chat=CHAT,
    touched=AT,
    language="es",
    run=3,
    revision=17,
    remembered={"name": ANSWER, "phone": SKIPPED},
    intake=Intake(
        process="saacg@2",
        run=3,
        answers={"kind": ANSWER, "backup": SKIPPED},
        notes=(NOTE, EMPTY_NOTE),
        draft=Draft(step="files", options=("a",), files=(FILE,)),
        known=False,
        blocked="backup",
        parked=True,
        refused=(Refused(step="phone", times=2, messages=(MessageRef("telegram:1:8"),)),),
    ),
    pending=NOTE,
    album="telegram:album",
    reachable=False,
)
IDENTIFIED = Conversation(
    chat=CHAT,
    touched=AT,
    intake=Intake(process="saacg@2", run=4, answers={"name": ANSWER}, purpose=Purpose.PROFILE),
    consents={
        "saacg": Agreement(version=2, given=True),
        "advertmind": Agreement(version=1, given=False),
    },
    registration=Registered(standing=Standing.PENDING, organisation="compras del sur"),
    shelved=Intake(process="saacg@2", run=3, answers={"kind": ANSWER}, parked=True),
)
MANNERS = Conversation(
    chat=CHAT,
    touched=AT,
    intake=Intake(process="saacg@2", run=1, parked=True, reminded=True, told_of_edits=True),
    pending=NOTE,
    further=(EMPTY_NOTE,),
    last_ticket=TicketId(12),
    dropped=True,
    invited=AT,
    burst=Burst(since=AT, weight=42, silent=True, held=(NOTE,), lost=3),
)
QUESTIONED = Conversation(
    chat=CHAT,
    touched=AT,
    questioned=Questioned(
        ticket=TicketId(12),
        question=7,
        waiting=True,
        shown=False,
        reminded=True,
        times=2,
        wrote=Untrusted("la azul"),
    ),
    answered_album="a1",
)
NEW_CONVERSATION = Conversation(
    chat=CHAT,
    touched=AT,
    language=None,
    run=0,
    revision=0,
    remembered={},
    intake=Intake(process="saacg@2", run=1, answers={}, notes=(), draft=None, known=True, blocked=None, parked=False),
    pending=None,
    album=None,
    reachable=True,
)

ITEM = Item(
    id="vibrates",
    kind=ItemKind.MANUAL,
    title="El torno vibra",
    language="es",
    text="Nivele las patas.",
    link="https://example.org/patas",
    modules=("lathe",),
    keywords=("vibración",),
    example=True,
)
CONSULTING_CONVERSATION = Conversation(
    chat=CHAT,
    touched=AT,
    intake=Intake(
        process="saacg@2",
        run=1,
        answers={
            "knowledge": Answer(
                consulted=Consulted(
                    opened=(Title(id="vibrates", kind=ItemKind.MANUAL, title="El torno vibra"),),
                    offered=3,
                    why=Use.OTHER,
                    words=Untrusted("no es eso"),
                )
            )
        },
        consulting=Consulting(offered=(ITEM,), opened=("vibrates",), asking=True),
    ),
)
INDEXED = Indexed(item=ITEM, stems=("torn", "vibr"))
LOOKED_UP = Conversation(
    chat=CHAT,
    touched=AT,
    remembered={
        "entity": Answer(options=("teq",), text=Untrusted("Municipio de Tequila"), result=Result.VERIFIED),
        "email": Answer(text=Untrusted("a@tequila.mx"), result=Result.VERIFIED, workplace=Untrusted("Tequila")),
    },
    intake=Intake(
        process="saacg@2",
        run=1,
        answers={
            "update": Answer(options=("yes",), result=Result.VERIFIED, looked_up=True),
            "running": Answer(options=("no",), result=Result.WAIVED, waived_by=Untrusted("Ana")),
        },
        draft=Draft(
            step="entity", text=Untrusted("tequila"), candidates=(Candidate(id="teq", name=Untrusted("Tequila")),)
        ),
    ),
    organisation="teq",
)

TICKET = Ticket(
    id=TicketId(12),
    code="M-2026-00012",
    process="saacg@2",
    status=Status.RESOLVED,
    kind="error",
    level="first",
    requester=Requester(chat=CHAT, person=PersonRef("telegram:1"), language="es"),
    answers={"kind": ANSWER},
    notes=(NOTE,),
    title=Untrusted("No abre"),
    opened_at=AT,
    updated_at=AT,
    module="budget",
    assignee=PersonRef("slack:T1:U1"),
    assignee_name=Untrusted("Ana"),
    resolution=Untrusted("Reinstalado"),
    finished_at=AT,
    revision=5,
    unreachable=True,
)
OFFERED_TICKET = Ticket(
    id=TicketId(3),
    code="M-2026-00003",
    process="saacg@2",
    status=Status.NEW,
    kind="error",
    level="first",
    requester=Requester(chat=CHAT, person=PersonRef("telegram:1"), language="es", zone="America/Tijuana"),
    answers={},
    title=Untrusted(""),
    opened_at=AT,
    updated_at=AT,
    offer=Offer(
        post=PostKey("offer:3:4"),
        person=PersonRef("slack:T1:ANA"),
        name=Untrusted("Ana"),
        until=AT,
    ),
    offered_to=(PersonRef("slack:T1:LUIS"), PersonRef("slack:T1:ANA")),
)
UNCONFIRMED_TICKET = replace(TICKET, registration=Standing.REFUSED)
RESTING_TICKET = replace(
    TICKET,
    asked=(
        Asked(id=7, what="version", by=PersonRef("slack:T:ana"), name=Untrusted("Ana"), at=AT),
        Asked(id=8, what="free", by=PersonRef("slack:T:ana"), name=Untrusted("Ana"), at=AT, text=Untrusted("¿Y?")),
    ),
    pause=Pause(reason=Untrusted("Junta"), by=PersonRef("slack:T:ana"), name=Untrusted("Ana"), at=AT),
)
NEW_TICKET = Ticket(
    id=TicketId(1),
    code="M-2026-00001",
    process="saacg@2",
    status=Status.NEW,
    kind="error",
    level="first",
    requester=Requester(chat=CHAT, person=PersonRef("telegram:1"), language="es"),
    answers={},
    notes=(),
    title=Untrusted(""),
    opened_at=AT,
    updated_at=AT,
    module=None,
    assignee=None,
    assignee_name=None,
    resolution=None,
    finished_at=None,
    revision=1,
    unreachable=False,
)

CLOCKED_TICKET = replace(
    NEW_TICKET,
    priority="urgent",
    clocks=(
        Clock(
            which=Which.FIRST_RESPONSE,
            entries=(
                Entry(
                    turn=Turn.START,
                    at=AT,
                    actor=PersonRef("telegram:1"),
                    target=timedelta(minutes=90),
                    calendar="office",
                    reason=None,
                    words=None,
                ),
                Entry(
                    turn=Turn.PAUSE,
                    at=AT,
                    actor=PersonRef("slack:T:ana"),
                    target=None,
                    calendar=None,
                    reason=Reason.DESK,
                    words=Untrusted("mañana"),
                ),
            ),
        ),
        Clock(
            which=Which.NEXT_RESPONSE,
            entries=(
                Entry(turn=Turn.RESUME, at=AT, actor=PersonRef("slack:T:ana"), reason=Reason.REQUESTER),
                Entry(turn=Turn.STOP, at=AT, actor=PersonRef("slack:T:ana")),
                Entry(turn=Turn.RETARGET, at=AT, actor=PersonRef("slack:T:ana"), target=timedelta(days=3)),
            ),
        ),
        Clock(which=Which.RESOLUTION, entries=()),
    ),
)

ENTRY = HistoryEntry(
    ticket=TicketId(12),
    seq=2,
    at=AT,
    action=Action.RESOLVE,
    actor=PersonRef("slack:T1:U1"),
    channel="slack",
    before=Status.IN_PROGRESS,
    after=Status.RESOLVED,
    reason=Untrusted("Reinstalado"),
    data={"level": "second"},
)
SHORT_ENTRY = HistoryEntry(
    ticket=TicketId(12),
    seq=1,
    at=AT,
    action=Action.OPEN,
    actor=PersonRef("telegram:1"),
    channel="telegram",
    before=Status.NEW,
    after=Status.NEW,
    reason=None,
    data={},
)

SAY = Letter(
    key="telegram:update:1:0",
    chat=CHAT,
    kind=ParcelKind.SAY,
    message=Message(
        title=(Strong("Ticket "), Code("M-2026-00012")),
        body=("Hola, ", Untrusted("Ana <3"), " ", Moment(AT, "America/Mexico_City")),
        facts=(Fact(label=("Estado",), value=(Phrase("in progress", (("by", Untrusted("Bea")), ("n", "2"))),)),),
        note=("nota",),
        buttons=(
            (
                Button(label="Sí", data="a:1:yes", style=Style.PRIMARY),
                Button(label=Untrusted("No"), data="a:1:no", style=Style.PLAIN),
            ),
        ),
        silent=True,
    ),
    at=AT,
    post=PostKey("card:12"),
    thread=PostKey("card:11"),
    target=None,
    target_post=None,
    file=None,
    ticket=TicketId(12),
)
SECRET = replace(SAY, secret=True)
REVISE = Letter(
    key="telegram:update:2:0",
    chat=ChatRef("slack:T1:C1"),
    kind=ParcelKind.REVISE,
    message=Message(title=(), body=("Hecho",), facts=(), note=(), buttons=(), silent=False),
    at=AT,
    post=None,
    thread=None,
    target=MessageRef("slack:T1:C1:1.2"),
    target_post=PostKey("card:12"),
    file=None,
    ticket=None,
)
GUESSING = Conversation(
    chat=ChatRef("telegram:6"), touched=AT, misses=Misses(at=(AT,), until=AT + timedelta(minutes=10))
)
FORWARD = Letter(
    key="telegram:update:3:0",
    chat=ChatRef("slack:T1:C1"),
    kind=ParcelKind.FORWARD,
    message=Message(),
    at=AT,
    thread=PostKey("card:12"),
    file=FILE,
    ticket=TicketId(12),
)
STORED = replace(FORWARD, stored=StoredFile(name="0f" * 16 + ".png", media_type="image/png", size=2047))
FETCH = Letter(
    key="telegram:update:4:0",
    chat=ChatRef("telegram:files:telegram:1"),
    kind=ParcelKind.FETCH,
    message=Message(),
    at=AT,
    file=FILE,
)
HOME = Letter(
    key="slack:event:T1:Ev1:0",
    chat=ChatRef("slack:home:slack:T1:U1"),
    kind=ParcelKind.HOME,
    message=Message(),
    parts=(Message(title=("Mesa",), body=("Está en turno.",)), Message(note=("Y 3 más.",))),
    at=AT,
    secret=True,
)
