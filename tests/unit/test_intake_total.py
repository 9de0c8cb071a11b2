"""decide() is total: whatever arrives, in whatever state, it answers with a state and effects, and raises nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.slack.forms import show_form
from bot.app.catalogue import Catalogue
from bot.app.knowing import facts
from bot.app.words import Words
from bot.domain import intake, wanting
from bot.domain.buttons import Press, Verb, decode, encode
from bot.domain.conversation import Conversation
from bot.domain.effects import AskForm, OpenTicket, Say
from bot.domain.events import (
    Addressed,
    Amended,
    Commanded,
    Deleted,
    Due,
    Filled,
    FormClosed,
    Pressed,
    Reachable,
    RequesterEvent,
    Said,
    Unsupported,
)
from bot.domain.forms import PRESSED
from bot.domain.ids import EventId, Interaction, MessageRef
from bot.domain.knowledge import Item, ItemKind, Use
from bot.domain.known import Known
from bot.domain.message import Entered, File, FileKind, Message
from bot.domain.offer_rules import LONGEST_ID
from bot.domain.process import Process
from bot.domain.prompts import NONE_HELPED, SOLVED
from bot.domain.questions import applicable
from bot.domain.register import Course, Licence, LicenceKind, Organisation, Record
from bot.domain.text import Untrusted
from storage.memory import MemoryUnitOfWork
from storage.memory_rows import Rows
from tests.player import CHAT, NOON, PERSON, accepted, plain, read_aloud

PROCESSES = {name: Catalogue.load([name]).current(name) for name in ("saacg", "advertmind")}
WORDS = Words.load()
TEQUILA = Organisation(id="teq", name=Untrusted("Municipio de Tequila"), aliases=(Untrusted("33 3669 5550"),))
TWIN = Organisation(id="twin", name=Untrusted("Tequila"), aliases=(Untrusted("hola"),))
REGISTERED: list[Record] = [
    TEQUILA,
    TWIN,
    Licence(id="l", organisation="teq", kind=LicenceKind.ACQUIRED, updates_until=NOON.date()),
    Licence(id="l", organisation="teq", kind=LicenceKind.TRIAL),
    Course(email="a@b.mx", course="implementation", taken_on=NOON.date()),
]
FILE = File(ref="console:f", kind=FileKind.PHOTO, label=Untrusted("f.png"))  # type: ignore[arg-type]  # any reference

ITEMS = tuple(
    Item(id=each, kind=ItemKind.FAQ, title=f"Título {each}", text="Texto", language="es")
    for each in ("a", "b" * LONGEST_ID)
)
OFFERED = (*(each.id for each in ITEMS), SOLVED, NONE_HELPED, *Use)

TEXTS = st.one_of(
    st.sampled_from(
        ["hola", "sí", "no", "1", "2", "atrás", "cancelar", "después", "33 3669 5550", "a@b.mx", "tequila", "", "🙂"]
    ),
    st.text(max_size=40),
)


KINDS = ("unsupported", "blocked", "due", "expired", "calm", "deleted", "addressed")


def events(process: Process) -> st.SearchStrategy[dict[str, object]]:
    """Kinds of events with their varying parts; the rest is put in as the run goes."""
    steps = [step.id for step in process.steps]
    options = [option.id for step in process.steps for option in process.options_of(step, NOON)]
    presses = st.builds(
        Press,
        st.sampled_from(Verb),
        st.integers(0, 3),
        st.sampled_from([*steps, "", "5", "12", "nonsense"]),
        st.sampled_from([*options, *steps, *OFFERED, "yes", "no", "es", "en", "new", "7", ""]),
    )
    field = st.builds(
        Entered,
        text=st.one_of(st.none(), TEXTS.map(Untrusted)),
        choices=st.lists(st.one_of(st.sampled_from([*options, "x"]), presses.map(encode)), max_size=2).map(tuple),
        files=st.sampled_from([(), (FILE,)]),
    )
    values = st.dictionaries(st.sampled_from([*steps, PRESSED, "nonsense"]), field, max_size=8)
    return st.one_of(
        st.fixed_dictionaries({"kind": st.just("said"), "text": TEXTS, "files": st.integers(0, 2)}),
        st.fixed_dictionaries(
            {
                "kind": st.just("command"),
                "name": st.sampled_from(
                    ["start", "nuevo", "estado", "idioma", "x", "persona", "perfil", "vincular", "despues"]
                ),
            }
        ),
        st.fixed_dictionaries({"kind": st.just("pressed"), "press": st.one_of(st.none(), presses)}),
        st.fixed_dictionaries({"kind": st.just("fitting"), "place": st.integers(0, 12)}),
        st.fixed_dictionaries({"kind": st.sampled_from([*KINDS, "amended"])}),
        st.fixed_dictionaries({"kind": st.just("form"), "words": st.sampled_from(["", "No imprime"])}),
        st.fixed_dictionaries({"kind": st.just("closed"), "run": st.integers(0, 3), "seen": st.integers(0, 40)}),
        st.fixed_dictionaries({"kind": st.just("filled"), "run": st.integers(0, 3), "values": values}),
    )


def _event(spec: dict[str, object], number: int, last: Message | None) -> RequesterEvent | Due:
    common = {"id": EventId(f"e{number}"), "at": NOON + timedelta(seconds=number), "chat": CHAT, "person": PERSON}
    here = MessageRef(f"console:1:{number}")
    match spec["kind"]:
        case "said":
            files = (FILE,) * int(str(spec["files"]))
            return Said(**common, text=Untrusted(str(spec["text"])), message=here, files=files)  # type: ignore[arg-type]
        case "command":
            return Commanded(**common, name=str(spec["name"]), argument=Untrusted("7"), message=here)  # type: ignore[arg-type]
        case "pressed" | "fitting":
            press = spec.get("press")
            buttons = [button for row in (last.buttons if last else ()) for button in row]
            if spec["kind"] == "fitting" and buttons:
                data = buttons[int(str(spec["place"])) % len(buttons)].data
                press = decode(data)
            return Pressed(**common, press=press, message=here, interaction=Interaction("i"))  # type: ignore[arg-type]
        case "amended":
            return Amended(**common, message=MessageRef("console:1:1"), text=Untrusted("cambiado"))  # type: ignore[arg-type]
        case "unsupported":
            return Unsupported(**common, what="sticker")  # type: ignore[arg-type]
        case "form":
            words = Untrusted(str(spec["words"]))
            return Commanded(**common, name="nuevo", argument=words, message=here, interaction=Interaction("i"))  # type: ignore[arg-type]
        case "closed":
            return FormClosed(**common, run=int(str(spec["run"])), seen=int(str(spec["seen"])))  # type: ignore[arg-type]
        case "filled":
            run, values = int(str(spec["run"])), spec["values"]
            return Filled(**common, run=run, values=values, interaction=Interaction("i"))  # type: ignore[arg-type]
        case "blocked":
            return Reachable(**common, reachable=False)  # type: ignore[arg-type]
        case "deleted":
            return Deleted(**common, message=MessageRef("console:1:1"), text=Untrusted("borrado"))  # type: ignore[arg-type]
        case "addressed":
            return Addressed(**common)  # type: ignore[arg-type]
        case purpose:
            purposes = {"due": "reminder", "expired": "expiry", "calm": "calm"}
            return Due(**common, timer=f"{purpose}:console:1", purpose=purposes[str(purpose)])  # type: ignore[arg-type]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), name=st.sampled_from(sorted(PROCESSES)), kept=st.lists(st.sampled_from(REGISTERED), unique=True))
def test_whatever_arrives_is_decided_and_every_message_can_be_read(
    data: st.DataObject, name: str, kept: list[Record]
) -> None:
    registers = MemoryUnitOfWork(Rows).registers
    for each in sorted(kept, key=REGISTERED.index):
        registers.save(each if not isinstance(each, Licence) or TEQUILA in kept else TEQUILA)
    process = PROCESSES[name]
    consents = data.draw(st.sampled_from([{}, accepted(process)]))
    state, last, opened = Conversation(chat=CHAT, touched=NOON, consents=consents), None, 0
    specs = data.draw(st.lists(events(process), min_size=1, max_size=60))
    for number, spec in enumerate(specs):
        before = state
        event = _event(spec, number, last)
        wanted = wanting.wanted(process, state, event).register
        known = Known(register=facts(registers, wanted)) if wanted is not None else Known()
        decision = intake.decide(process, state, event, known)
        if decision.lacks is not None:
            decision = intake.decide(process, state, event, replace(known, items=ITEMS))
            assert decision.lacks is None
        state = decision.conversation
        shown = state.intake != before.intake or any(isinstance(each, Say | AskForm) for each in decision.effects)
        assert state.revision in ((before.revision + 1,) if shown else (before.revision, before.revision + 1))
        opened += sum(isinstance(effect, OpenTicket) for effect in decision.effects)
        for effect in decision.effects:
            if isinstance(effect, AskForm):
                form = WORDS.form(effect.form, effect.language)
                assert all(
                    (plain(entry.label), [plain((each.label,)) for each in entry.choices]) for entry in form.entries
                )
                assert form.entries
                assert len(form.data.encode()) <= 64
                assert len(show_form(form)["blocks"]) <= 100
            if isinstance(effect, Say):
                message = WORDS.message(effect.message, effect.language)
                assert read_aloud(message)
                assert all(len(button.data.encode()) <= 64 for row in message.buttons for button in row)
                last = message
        if state.intake is not None:
            steps = applicable(process, state.intake.answers)
            assert len({step.id for step in steps}) == len(steps)
    assert opened <= state.run


@given(
    press=st.builds(
        Press,
        st.sampled_from(Verb),
        st.integers(0, 999_999),
        st.text("abc_1", max_size=8),
        st.text("xyz_2", max_size=8),
    )
)
def test_a_button_carries_exactly_what_it_means(press: Press) -> None:
    assert decode(encode(press)) == press
