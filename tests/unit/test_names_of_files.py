"""A copy of a database or a program is told by its name, however the name is dressed up; and names people never chose are
left alone."""

from __future__ import annotations

import pytest

from adapters.telegram.enclosing import file_name
from bot.domain.ids import FileRef
from bot.domain.message import File, FileKind
from bot.domain.text import Untrusted
from bot.domain.unfit import Unfit, at_sight

KEPT = "0" * 32 + ".pdf"

DATABASES = [
    "respaldo.bak",
    "SAACG.MDF",
    "saacg_log.LdF",
    "polizas.sql",
    "todo.dump",
    "respaldo.bak.pdf",  # double endings, either way round
    "respaldo.pdf.bak",
    "RESPALDO.BAK.ZIP",
    "a.sql.txt",
    "respaldo.bak.",  # what Windows leaves off
    "respaldo.bak . . ",
    "respaldo.bak\u00a0",
    "respaldo.bak\t",
    "respaldo. bak",
    "respaldo.b\u200bak",  # characters that nobody sees
    "respaldo.bak\u202efdp.",
    "respaldo.\u202ebak",
    "respaldo.bak\x00.pdf",
    "respaldo．ｂａｋ",
    "respaldo。bak",
    "respaldo.bak:oculto.pdf",
    "respaldo.bak::$DATA",
    "../../var/respaldo.bak/",
    "C:\\respaldos\\saacg.mdf",
    ".bak",
    "x" * 300 + ".bak",
]
PROGRAMS = [
    "factura.exe",
    "FACTURA.PDF.EXE",
    "factura.exe.pdf",
    "factura\u202efdp.exe",  # shows as facturaexe.pdf
    "factura.e\u2060x\ufeffe",
    "factura.scr.",
    "ayuda.bat .txt",
    "a.ps1",
    "a.lnk",
    "instalador.msi.zip",
    "macro.vbs",
    "a.js\u0301",
    "acta.com",
]
HARMLESS = [
    "póliza.pdf",
    "pantalla 10.30.png",
    "www.indetec.com.mx.pdf",
    "respaldo bak.pdf",
    "sql.docx",
    "bak",
    "Captura de pantalla 2026-11-23 a la(s) 10.30.15 a.m..png",
    "estado.de.cuenta.xlsx",
    "CON.txt",
    "../../etc/cron.d/x",
    "/etc/passwd",
    "",
    ".",
    "..",
    "\x00",
]


def seen(name: str) -> Unfit | None:
    return at_sight(File(ref=FileRef("x"), kind=FileKind.DOCUMENT, label=Untrusted(name), size=9))


@pytest.mark.parametrize("name", DATABASES)
def test_a_copy_of_a_database_is_refused_by_its_name(name: str) -> None:
    assert seen(name) is Unfit.DATABASE


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_is_refused_by_its_name(name: str) -> None:
    assert seen(name) is Unfit.PROGRAM


@pytest.mark.parametrize("name", HARMLESS)
def test_an_ordinary_name_or_a_strange_one_is_no_reason(name: str) -> None:
    assert seen(name) is None


@pytest.mark.parametrize(
    ("label", "saved"),
    [
        ("manual.pdf", "manual.pdf"),
        ("../../etc/cron.d/x", "etc_cron.d_x"),
        ("/etc/passwd", "etc_passwd.pdf"),
        ("C:\\Windows\\a.pdf", "C_Windows_a.pdf"),
        ("factura\u202efdp.exe", "facturafdp.exe"),
        ("a\x00b.pdf", "ab.pdf"),
        ("CON", "_CON.pdf"),
        ("con.txt", "_con.txt"),
        ("Lpt1.pdf", "_Lpt1.pdf"),
        ("aux .pdf", "_aux .pdf"),
        ("contable.pdf", "contable.pdf"),
        ('<a>|b?"*.pdf', "a_b_.pdf"),
        ("", KEPT),
        ("..", KEPT),
        ("\u202e", KEPT),
    ],
)
def test_what_a_requester_saves_has_a_name_only_and_none_that_a_system_keeps_for_itself(label: str, saved: str) -> None:
    assert file_name(Untrusted(label), KEPT) == saved


def test_a_long_name_keeps_its_end() -> None:
    name = file_name(Untrusted("ñ" * 300 + ".pdf"), KEPT)
    assert len(name) == 100
    assert name.endswith("ñ.pdf")
