"""The process files that come with the product, and the catalogue that finds them."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.app.catalogue import SHIPPED, Catalogue, ProcessFileError, check_file, load_process, process_json_schema
from bot.domain.answers import Answer, Answers
from bot.domain.process import (
    OLDER,
    Consequence,
    Fills,
    Process,
    Result,
    Section,
    Source,
    StepKind,
)
from bot.domain.questions import applicable, current, outcome

SOUND = Path(__file__).parent / "sound_process.yaml"
DESKS = ("saacg", "advertmind")


@pytest.fixture(scope="module", params=DESKS)
def process(request: pytest.FixtureRequest) -> Process:
    return load_process(SHIPPED / f"{request.param}.yaml")


@pytest.fixture(scope="module")
def saacg() -> Process:
    return load_process(SHIPPED / "saacg.yaml")


def warnings(name: str) -> list[str]:
    return [f"{each.severity}: {each.path}: {each.message}" for each in check_file(SHIPPED / f"{name}.yaml")]


def test_the_process_of_saacg_is_sound_and_says_what_is_invented() -> None:
    assert warnings("saacg") == [
        "warning: privacy: these values are examples; replace them by the desk's own",
        "warning: modules: 8 entries are examples; replace them by the desk's own",
        "warning: calendars: 1 entry is an example; replace it by the desk's own",
        "warning: priorities: 3 entries are examples; replace them by the desk's own",
        "warning: targets: 3 entries are examples; replace them by the desk's own",
        "warning: warnings: 9 entries are examples; replace them by the desk's own",
        "warning: locks: 1 entry is an example; replace it by the desk's own",
        "warning: periods: these values are examples; replace them by the desk's own",
        "warning: erasure: these values are examples; replace them by the desk's own",
        "warning: renewals: these values are examples; replace them by the desk's own",
    ]


def test_the_process_of_advertmind_is_sound_and_says_what_is_invented() -> None:
    assert warnings("advertmind") == [
        "warning: privacy: these values are examples; replace them by the desk's own",
        "warning: modules: 5 entries are examples; replace them by the desk's own",
        "warning: calendars: 2 entries are examples; replace them by the desk's own",
        "warning: priorities: 3 entries are examples; replace them by the desk's own",
        "warning: priority_rules: 2 entries are examples; replace them by the desk's own",
        "warning: targets: 4 entries are examples; replace them by the desk's own",
        "warning: warnings: 9 entries are examples; replace them by the desk's own",
        "warning: incidents.times: 3 entries are examples; replace them by the desk's own",
        "warning: steps.impact.options: 3 entries are examples; replace them by the desk's own",
        "warning: assignment: these values are examples; replace them by the desk's own",
        "warning: remote: these values are examples; replace them by the desk's own",
        "warning: periods: these values are examples; replace them by the desk's own",
        "warning: erasure: these values are examples; replace them by the desk's own",
    ]


def test_a_warning_is_printed_with_its_place() -> None:
    file = SHIPPED / "saacg.yaml"
    first = next(each for each in check_file(file) if each.path == "modules")
    line = file.read_text(encoding="utf-8").splitlines().index("modules:") + 1
    told = "warning: modules: 8 entries are examples; replace them by the desk's own"
    assert str(first) == f"{file}:{line}:1: {told}"


def test_every_question_fits_three_lines_and_can_be_explained(process: Process) -> None:
    for step in process.steps:
        for language in process.languages:
            assert len(step.ask[language].splitlines()) <= 3, step.id
            assert step.ask[language].count("?") <= 2, step.id
        assert step.help is not None, step.id
        assert step.why is not None, step.id


def test_every_refusal_and_warning_fits_three_lines(process: Process) -> None:
    texts = [each.text for step in process.steps for each in step.outcomes if each.text is not None]
    assert texts
    for text in texts:
        assert all(len(sentence.splitlines()) <= 3 for sentence in text.values()), text


def test_spanish_comes_first_and_speaks_with_respect(process: Process) -> None:
    assert process.languages[0] == "es"
    told = json.dumps(process_texts(process), ensure_ascii=False).casefold()
    for familiar in (" tu ", " tus ", " tú ", " te ", "quieres", "puedes", "tienes", "escribe tu", "vos "):
        assert familiar not in told, familiar


def process_texts(process: Process) -> list[str]:
    steps = [text["es"] for step in process.steps for text in (step.ask, step.help, step.why) if text]
    outcomes = [each.text["es"] for step in process.steps for each in step.outcomes if each.text]
    return [*steps, *outcomes, *(text["es"] for text in process.notices.values())]


def test_saacg_asks_every_stage_from_one_to_seven_and_the_identification(saacg: Process) -> None:
    asked: dict[int, list[str]] = {}
    for step in saacg.steps:
        if step.stage is not None:
            asked.setdefault(step.stage, []).append(step.id)
    assert asked == {
        1: ["course", "course_module"],
        2: ["licence", "update", "version"],
        3: ["resources", "knowledge"],
        4: ["running"],
        5: ["machine", "line"],
        6: ["teamviewer"],
        7: ["database", "server", "backup", "backup_when", "backup_place", "backup_photo"],
        9: ["name", "position", "entity", "email", "phone", "description"],
    }


def asked_of(process: Process, answers: Answers) -> list[str]:
    return [step.id for step in applicable(process, answers)]


def chosen(**options: str) -> Answers:
    return {step: Answer(options=(option,)) for step, option in options.items()}


def test_an_administrative_consultation_is_spared_the_technical_conditions(saacg: Process) -> None:
    answers = chosen(kind="administrative", licence="entity")
    assert asked_of(saacg, answers) == [
        "kind",
        "name",
        "position",
        "entity",
        "email",
        "phone",
        "licence",
        "update",
        "version",
        "description",
        "knowledge",
        "title",
        "files",
    ]


def test_work_on_the_database_asks_for_the_server_and_a_backup(saacg: Process) -> None:
    answers = chosen(kind="technical", licence="entity", database="yes", backup="yes")
    asked = asked_of(saacg, answers)
    assert asked[asked.index("server") : asked.index("description")] == [
        "server",
        "backup",
        "backup_when",
        "backup_place",
        "backup_photo",
    ]
    assert "server" not in asked_of(saacg, chosen(kind="technical", licence="entity", database="no"))
    assert "database" not in asked_of(saacg, chosen(kind="normative", licence="entity"))


@pytest.mark.parametrize(
    ("step_id", "option", "consequence", "to"),
    [
        ("course", "no", Consequence.BLOCK, "administrative"),
        ("course_module", "no", Consequence.BLOCK, "administrative"),
        ("licence", "trial", Consequence.ROUTE, "administrative"),
        ("licence", "other_name", Consequence.ROUTE, "administrative"),
        ("licence", "none", Consequence.ROUTE, "administrative"),
        ("licence", "unsure", Consequence.WARN, None),
        ("licence", "entity", Consequence.ACCEPT, None),
        ("update", "no", Consequence.ROUTE, "administrative"),
        ("version", OLDER, Consequence.ROUTE, "administrative"),
        ("version", "2026", Consequence.ACCEPT, None),
        ("resources", "none", Consequence.BLOCK, None),
        ("resources", "faq", Consequence.ACCEPT, None),
        ("running", "no", Consequence.WARN, None),
        ("running", "wont_open", Consequence.ACCEPT, None),
        ("line", "phone", Consequence.WARN, None),
        ("teamviewer", "no", Consequence.WARN, None),
        ("server", "no", Consequence.BLOCK, None),
        ("backup", "no", Consequence.BLOCK, None),
    ],
)
def test_what_a_technical_consultation_meets(
    saacg: Process, step_id: str, option: str, consequence: Consequence, to: str | None
) -> None:
    step = saacg.step(step_id)
    assert step is not None
    found = outcome(step, Answer(options=(option,)), chosen(kind="technical"))
    assert (found.do, found.to) == (consequence, to)
    if consequence is Consequence.BLOCK:
        assert found.result is Result.REMEDIABLE


def test_a_routed_consultation_goes_on_to_its_end_with_its_answers(saacg: Process) -> None:
    answers = chosen(kind="administrative", licence="trial")
    assert "licence" in asked_of(saacg, answers)
    licence = saacg.step("licence")
    assert licence is not None
    assert outcome(licence, answers["licence"], answers).do is Consequence.ACCEPT
    following = current(applicable(saacg, answers), answers)
    assert following is not None
    assert following.id == "name"


def test_the_values_of_teamviewer_are_never_asked(saacg: Process) -> None:
    step = saacg.step("teamviewer")
    assert step is not None
    assert step.kind is StepKind.CONFIRMATION
    assert "no los escriba aquí" in step.ask["es"]


def test_a_request_for_a_modification_says_its_benefit_and_who_approves_it() -> None:
    process = load_process(SHIPPED / "advertmind.yaml")
    case = {step.id for step in process.steps if step.section is Section.CASE}
    asked = [each for each in asked_of(process, chosen(kind="modification")) if each in case]
    assert asked == ["description", "benefit", "approver", "title", "files"]


def test_an_error_is_described_so_that_it_can_be_repeated() -> None:
    process = load_process(SHIPPED / "advertmind.yaml")
    asked = asked_of(process, chosen(kind="error", again="always"))
    assert asked[asked.index("faq") :] == [
        "faq",
        "description",
        "before",
        "intended",
        "option",
        "button",
        "message",
        "user",
        "again",
        "impact",
        "reproduce",
        "title",
        "files",
    ]


@pytest.mark.parametrize(
    ("instant", "years"),
    [
        (datetime(2027, 1, 1, 5, 59, 59, tzinfo=UTC), ["2026", "2025", OLDER]),  # 31 December 23:59:59 in Mexico City
        (datetime(2027, 1, 1, 6, 0, tzinfo=UTC), ["2027", "2026", OLDER]),  # 1 January 00:00 there
        (datetime(2026, 7, 1, 12, 0, tzinfo=UTC), ["2026", "2025", OLDER]),
    ],
)
def test_the_covered_versions_change_at_midnight_of_the_desk(
    saacg: Process, instant: datetime, years: list[str]
) -> None:
    step = saacg.filling(Fills.VERSION)
    assert step is not None
    assert step.source is Source.VERSIONS
    assert [option.id for option in saacg.options_of(step, instant)] == years


def test_a_confirmation_is_answered_with_yes_or_no(saacg: Process) -> None:
    step = saacg.step("course")
    assert step is not None
    options = saacg.options_of(step, datetime(2026, 7, 1, tzinfo=UTC))
    assert [(option.id, option.label["es"], option.label["en"]) for option in options] == [
        ("yes", "Sí", "Yes"),
        ("no", "No", "No"),
    ]


def test_the_schema_for_editors_is_in_step_with_the_product() -> None:
    written = json.loads((SHIPPED / "process.schema.json").read_text(encoding="utf-8"))
    assert written == process_json_schema(), "write process_json_schema() to bot/processes/process.schema.json again"


@pytest.mark.parametrize("name", DESKS)
def test_a_file_names_the_schema_for_editors_in_its_first_line(name: str) -> None:
    first = (SHIPPED / f"{name}.yaml").read_text(encoding="utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=process.schema.json"


def test_the_catalogue_finds_processes_by_name_path_and_version(tmp_path: Path) -> None:
    older = tmp_path / "older.yaml"
    older.write_text(SOUND.read_text(encoding="utf-8").replace("version: 3", "version: 2"), encoding="utf-8")
    catalogue = Catalogue.load(["saacg", str(SOUND), older])
    assert catalogue.current("saacg").ref == "saacg@1"
    assert catalogue.current("bakery").version == 3
    found = catalogue.get("bakery@2")
    assert found is not None
    assert found.version == 2
    assert catalogue.get("bakery@1") is None
    with pytest.raises(KeyError):
        catalogue.current("advertmind")


def test_an_unknown_name_is_told_the_nearest_and_the_others_are_still_checked(tmp_path: Path) -> None:
    empty = tmp_path / "empty.yaml"
    empty.write_text("", encoding="utf-8")
    with pytest.raises(ProcessFileError) as refused:
        Catalogue.load(["sacg", "bakery", empty])
    advice = "(or write the path of a .yaml file)"
    unknown = "no process of that name comes with the product"
    assert [str(each) for each in refused.value.problems] == [
        f'sacg:1:1: {unknown}; did you mean "saacg"? {advice}',
        f"bakery:1:1: {unknown}; there is: advertmind, saacg {advice}",
        f"{empty}:1:1: the file is empty; it needs a process, beginning with `schema: 1`",
    ]


def test_two_files_cannot_be_the_same_version_of_one_process(tmp_path: Path) -> None:
    twin = tmp_path / "twin.yaml"
    shutil.copy(SOUND, twin)
    with pytest.raises(ProcessFileError) as refused:
        Catalogue.load([SOUND, twin])
    told = "bakery@3 is already in another file; give this one another `id` or `version`"
    assert str(refused.value) == f"{twin}:1:1: {told}"
