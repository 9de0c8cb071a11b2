"""`bot.app.ports.Knowledge`, over every database: what people write finds what the desk has."""

from __future__ import annotations

import pytest

from bot.app.ports import UnitOfWork
from bot.app.searching import find, indexed
from bot.domain.knowledge import Item, ItemKind, Use
from bot.domain.known import Search
from bot.domain.text import Untrusted
from tests.clock import NOON
from tests.contracts.conftest import Run


def item(item_id: str, title: str, text: str = "", *modules: str, language: str = "es", keywords: str = "") -> Item:
    return Item(
        id=item_id,
        kind=ItemKind.FAQ,
        title=title,
        text=text,
        modules=modules,
        language=language,
        keywords=tuple(keywords.split()),
    )


SHELF = (
    item("lapsed", "Qué hacer con licencias vencidas", "Cómo renovar la licencia y la actualización anual."),
    item("print", "Cómo imprimir una póliza", "Del menú Reportes, elija la impresora y el rango.", "accounting"),
    item("print_cheque", "Imprimir cheques de una póliza de pago", "La impresora y el formato.", "treasury"),
    item("closing", "Cierre del mes", "Antes del cierre, concilie los bancos y revise las pólizas.", "accounting"),
    item("reconcile", "Conciliación bancaria paso a paso", "Las conciliaciones del mes.", "treasury"),
    item("backup", "Respaldar la base de datos", "El respaldo se guarda en el servidor.", keywords="copia resguardo"),
    item("english", "How to print an entry", "Reports menu, choose the printer.", language="en"),
)


def stock(uow: UnitOfWork) -> None:
    uow.knowledge.replace("saacg", "file 1", [indexed(each) for each in SHELF])


async def ids(run: Run, *texts: str, module: str | None = None, language: str = "es") -> list[str]:
    search = Search(process="saacg", language=language, texts=tuple(Untrusted(each) for each in texts), module=module)
    return [each.id for each in await run(lambda uow: find(uow.knowledge, search))]


@pytest.mark.parametrize(
    "words",
    [
        "licencia vencida",
        "licencias vencidas",
        "LICENCIA VENCIDA",
        "Mi licencia está vencida, ¿qué hago?",
        "las licéncias ya están vencídas",
        "licencias vencidos",
    ],
)
async def test_the_singular_finds_the_plural_and_the_plural_the_singular_with_or_without_accents(
    run: Run, words: str
) -> None:
    await run(stock)
    assert (await ids(run, words))[:1] == ["lapsed"]


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("no puedo imprimir polizas", "print"),
        ("¿Cómo se imprime la póliza?", "print"),
        ("conciliaciones bancarias", "reconcile"),
        ("CONCILIACIÓN bancaria", "reconcile"),
        ("resguardo", "backup"),
        ("cierre de los meses", "closing"),
    ],
)
async def test_verbs_nouns_and_other_words_for_it_find_the_item(run: Run, words: str, first: str) -> None:
    await run(stock)
    assert (await ids(run, words))[:1] == [first]


async def test_the_modules_own_items_come_first_then_general_ones_then_those_of_others(run: Run) -> None:
    general = item("paper", "Imprimir una póliza en otro papel", "La impresora y el papel.")
    await run(lambda uow: uow.knowledge.replace("saacg", "x", [indexed(each) for each in (*SHELF, general)]))
    words = "No sale la póliza al imprimir, la impresora no responde"
    assert await ids(run, words, module="treasury") == ["print_cheque", "paper", "print"]
    assert await ids(run, words, module="accounting") == ["print", "paper", "print_cheque"]


async def test_the_item_with_more_of_the_words_and_rarer_ones_comes_first(run: Run) -> None:
    await run(stock)
    assert (await ids(run, "imprimir cheques de la póliza de pago"))[:2] == ["print_cheque", "print"]


async def test_three_are_offered_at_most(run: Run) -> None:
    many = [item(f"n{each}", "Imprimir la póliza") for each in range(9)]
    await run(lambda uow: uow.knowledge.replace("saacg", "x", [indexed(each) for each in many]))
    assert await ids(run, "imprimir póliza") == ["n0", "n1", "n2"]


@pytest.mark.parametrize(
    "words",
    [
        "No sé qué pasa",
        "Tengo un problema con el sistema",
        "",
        "🙂🙂",
        "hola buenas tardes",
        "El torno vibra mucho",
        "пожалуйста",
    ],
)
async def test_what_is_not_about_any_item_finds_nothing(run: Run, words: str) -> None:
    await run(stock)
    assert await ids(run, words) == []


async def test_one_word_in_common_is_chance_when_more_was_written(run: Run) -> None:
    await run(stock)
    assert await ids(run, "El servidor hace ruido y se calienta") == []
    assert await ids(run, "servidor") == ["backup"]


@pytest.mark.parametrize(
    "hostile",
    [
        '" OR 1=1 --',
        "licencia' | !vencida & (",
        "licencia AND NOT vencida",
        'NEAR("licencia" "vencida", 5)',
        "stems:licencia* ^vencida",
        "licencia:*A & <-> vencida",
        "'; DROP TABLE knowledge; --",
        "licencia\x00vencida",
        "((((((((((",
        "or and not near",
        "%(query)s :query {query} \\",
        "<!channel> <b>licencia</b>",
        "licencia vencida " * 2000,
        "\u202elicencia\u202c",
        "a" * 20_000,
    ],
)
async def test_nothing_that_is_typed_is_an_operator(run: Run, hostile: str) -> None:
    await run(stock)
    assert set(await ids(run, hostile)) <= {each.id for each in SHELF}
    assert await ids(run, "licencia vencida") == ["lapsed"]


async def test_each_language_and_each_desk_has_its_own(run: Run) -> None:
    await run(stock)
    assert await ids(run, "I cannot print the entries", language="en") == ["english"]
    assert await ids(run, "licencia vencida", language="en") == []
    elsewhere = Search(process="advertmind", language="es", texts=(Untrusted("licencia vencida"),))
    assert await run(lambda uow: find(uow.knowledge, elsewhere)) == ()


async def test_items_are_replaced_as_a_whole_and_say_where_they_are_from(run: Run) -> None:
    assert await run(lambda uow: uow.knowledge.source("saacg")) is None
    await run(stock)
    assert await run(lambda uow: uow.knowledge.all("saacg")) == SHELF
    await run(lambda uow: uow.knowledge.replace("saacg", "file 2", [indexed(SHELF[1])]))
    assert await run(lambda uow: uow.knowledge.all("saacg")) == (SHELF[1],)
    assert await run(lambda uow: uow.knowledge.source("saacg")) == "file 2"
    assert await ids(run, "licencia vencida") == []
    assert await ids(run, "imprimir póliza") == ["print"]


async def test_what_became_of_items_is_counted_by_desk(run: Run) -> None:
    def use(uow: UnitOfWork) -> None:
        for each in (Use.OPENED, Use.OPENED, Use.HELPED):
            uow.knowledge.count("saacg", "lapsed", each, "accounting", NOON)
        uow.knowledge.count("saacg", "", Use.HELPED, None, NOON)
        uow.knowledge.count("advertmind", "lapsed", Use.HELPED, None, NOON)

    await run(use)
    assert dict(await run(lambda uow: uow.knowledge.uses("saacg"))) == {
        ("lapsed", Use.OPENED): 2,
        ("lapsed", Use.HELPED): 1,
        ("", Use.HELPED): 1,
    }


async def test_a_work_that_fails_leaves_the_items_as_they_were(run: Run) -> None:
    await run(stock)

    def fail(uow: UnitOfWork) -> None:
        uow.knowledge.replace("saacg", "x", [])
        raise ValueError("on purpose")

    with pytest.raises(ValueError, match="on purpose"):
        await run(fail)
    assert await ids(run, "licencia vencida") == ["lapsed"]
