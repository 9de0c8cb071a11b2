"""What a file is, is found in its content, whatever it is called."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zipfile
from collections.abc import Mapping

import pytest

from adapters.signatures import Recognised, recognised
from bot.domain.unfit import Unfit


def seen(content: bytes) -> Recognised | Unfit:
    return recognised(io.BytesIO(content), len(content))


def zipped(files: Mapping[str, bytes], *, stored: bool = False) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return made.getvalue()


def compound(stream: str = "", root_class: bytes = bytes(16), padding: int = 2000) -> bytes:
    """A compound file (the old Office, installers) with one stream, its directory far from the start."""
    first = padding
    header = bytearray(512)
    header[:8] = bytes.fromhex("d0cf11e0a1b11ae1")
    struct.pack_into("<H", header, 30, 9)
    struct.pack_into("<I", header, 48, first)
    return bytes(header) + bytes(512 * first) + entry("Root Entry", 5, root_class) + entry(stream, 2) + bytes(256)


def entry(name: str, kind: int, root_class: bytes = bytes(16)) -> bytes:
    spelled = name.encode("utf-16-le")
    start = spelled.ljust(64, b"\x00") + struct.pack("<HB", len(spelled) + 2, kind) + bytes(13)
    return (start + root_class).ljust(128, b"\x00")


def office(folder: str) -> bytes:
    return zipped({"_rels/.rels": b"<x/>", f"{folder}/document.xml": b"<x/>" * 999, "[Content_Types].xml": b"<x/>"})


def open_document(kind: str) -> bytes:
    name = f"application/vnd.oasis.opendocument.{kind}"
    return zipped({"mimetype": name.encode(), "content.xml": b"<x/>"}, stored=True)


INSTALLER = bytes.fromhex("84100c0000000000c000000000000046")
BITMAP = b"BM" + struct.pack("<IIII", 1000, 0, 54, 40) + bytes(900)

TAKEN = {
    "jpg": b"\xff\xd8\xff\xe0" + bytes(99),
    "png": b"\x89PNG\r\n\x1a\n" + bytes(99),
    "gif": b"GIF89a" + bytes(99),
    "webp": b"RIFF\x00\x01\x00\x00WEBPVP8 ",
    "heic": b"\x00\x00\x00\x18ftypheic" + bytes(99),
    "bmp": BITMAP,
    "tif": b"II*\x00" + bytes(99),
    "pdf": b"%PDF-1.7\n" + bytes(99),
    "docx": office("word"),
    "xlsx": office("xl"),
    "pptx": office("ppt"),
    "doc": compound("WordDocument"),
    "xls": compound("Workbook"),
    "ppt": compound("PowerPoint Document"),
    "rtf": b"{\\rtf1\\ansi hola}",
    "odt": open_document("text"),
    "ods": open_document("spreadsheet"),
    "odp": open_document("presentation"),
    "ogg": b"OggS" + bytes(99),
    "mp3": b"ID3\x04" + bytes(99),
    "m4a": b"\x00\x00\x00\x20ftypM4A " + bytes(99),
    "wav": b"RIFF\x00\x01\x00\x00WAVEfmt ",
    "amr": b"#!AMR\n" + bytes(99),
    "mp4": b"\x00\x00\x00\x20ftypisom" + bytes(99),
    "mov": b"\x00\x00\x00\x14ftypqt  " + bytes(99),
    "webm": b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm",
    "mkv": b"\x1a\x45\xdf\xa3\xa3\x42\x86\x81\x01\x42\x82\x88matroska",
    "3gp": b"\x00\x00\x00\x20ftyp3gp4" + bytes(99),
    "avi": b"RIFF\x00\x01\x00\x00AVI LIST",
}


@pytest.mark.parametrize("ending", TAKEN)
def test_a_format_that_is_taken_is_recognised_without_its_name(ending: str) -> None:
    found = seen(TAKEN[ending])
    assert isinstance(found, Recognised)
    assert found.endings[0] == ending


@pytest.mark.parametrize(
    "content",
    [
        "El sistema no imprime la póliza 34; ¿qué hago?\r\n".encode(),
        b"\xef\xbb\xbfnombre;importe\r\nMuebles;12\r\n",
        "Año;Módulo\nÑandú;3".encode("latin-1"),
        "Año;Módulo".encode("utf-16"),
        b'<?xml version="1.0"?><cfdi:Comprobante Total="12.00"/>',
        b"ERROR: INSERT INTO polizas violates a constraint\n\tat line 3\n",
        ("á" * 40_000).encode(),  # a letter cut in two between blocks
        b"x",
        b"No se pudo guardar:\nINSERT INTO polizas (id) VALUES (34)\nORA-00001\n",
        b"Al crear: CREATE TABLE polizas no funciona",
    ],
)
def test_plain_text_is_taken_in_the_encodings_that_people_have(content: bytes) -> None:
    found = seen(content)
    assert isinstance(found, Recognised)
    assert found.media_type == "text/plain"


REFUSED: Mapping[str, tuple[bytes, Unfit]] = {
    "nothing": (b"", Unfit.EMPTY),
    "a program of Windows": (b"MZ\x90\x00" + bytes(99), Unfit.PROGRAM),
    "a program of Linux": (b"\x7fELF\x02\x01\x01" + bytes(99), Unfit.PROGRAM),
    "a script": (b"#!/bin/sh\nrm -rf /\n", Unfit.PROGRAM),
    "a batch file": (b"@ECHO OFF\r\ndel *.*\r\n", Unfit.PROGRAM),
    "a page with a script": (b"<script>alert(1)</script>", Unfit.PROGRAM),
    "an installer": (compound("Workbook", INSTALLER), Unfit.PROGRAM),
    "a shortcut": (b"L\x00\x00\x00\x01\x14\x02\x00" + bytes(99), Unfit.PROGRAM),
    "a zip": (zipped({"póliza.pdf": b"%PDF-1.7"}), Unfit.ARCHIVE),
    "a zip with a folder called word": (zipped({"word/a.exe": b"MZ"}), Unfit.ARCHIVE),
    "a broken zip": (b"PK\x03\x04" + bytes(99), Unfit.ARCHIVE),
    "a zip whose directory lies": (b"PK\x03\x04PK\x05\x06" + b"\xff" * 18, Unfit.ARCHIVE),
    "a rar": (b"Rar!\x1a\x07\x01\x00" + bytes(99), Unfit.ARCHIVE),
    "a 7z": (b"7z\xbc\xaf\x27\x1c" + bytes(99), Unfit.ARCHIVE),
    "a gzip": (b"\x1f\x8b\x08" + bytes(99), Unfit.ARCHIVE),
    "a tar": (b"a.txt".ljust(257, b"\x00") + b"ustar\x0000" + bytes(300), Unfit.ARCHIVE),
    "a backup of SQL Server": (b"TAPE\x00\x00" + bytes(999), Unfit.DATABASE),
    "a data file of SQL Server": (b"\x01\x0f\x00\x00\x08\x00" + bytes(999), Unfit.DATABASE),
    "an Access file": (b"\x00\x01\x00\x00Standard Jet DB\x00" + bytes(999), Unfit.DATABASE),
    "a SQLite file": (b"SQLite format 3\x00" + bytes(999), Unfit.DATABASE),
    "a dump of PostgreSQL": (b"--\n-- PostgreSQL database dump\n--\n", Unfit.DATABASE),
    "a dump of MySQL": (b"-- MySQL dump 10.13  Distrib 8.0\n", Unfit.DATABASE),
    "a compressed backup of SQL Server": (b"MSSQLBAK\x01\x00" + bytes(999), Unfit.DATABASE),
    "an export of Oracle": (b"\x03\x00\x01EXPORT:V11.02.00\n" + bytes(999), Unfit.DATABASE),
    "a script of SQL Server's": ("/****** Object:  Table [dbo].[Polizas] ******/\r\n".encode("utf-16"), Unfit.DATABASE),
    "a script that makes tables": (b"USE [saacg]\nGO\ncreate table polizas (id int);\n", Unfit.DATABASE),
    "rows as statements": (b"INSERT INTO polizas VALUES (1);\n" * 5, Unfit.DATABASE),
    "a web page": (b"\n<!DOCTYPE html><html><body>hola", Unfit.NOT_ALLOWED),
    "a drawing in XML": (b'<?xml version="1.0"?>\n<!-- x -->\n<svg xmlns="x"><path/></svg>', Unfit.NOT_ALLOWED),
    "a drawing in XML with a prefix": (b'<?xml version="1.0"?><s:svg xmlns:s="x"/>', Unfit.NOT_ALLOWED),
    "a mail of Outlook": (compound("__properties_version1.0"), Unfit.NOT_ALLOWED),
    "text with a NUL in its depth": (b"hola\n" * 30_000 + b"\x00", Unfit.NOT_ALLOWED),
    "noise": (bytes(range(128, 256)) * 9, Unfit.NOT_ALLOWED),
    "another member of the mp4 family": (b"\x00\x00\x00\x20ftypavif" + bytes(99), Unfit.NOT_ALLOWED),
    "an e-book": (zipped({"mimetype": b"application/epub+zip"}, stored=True), Unfit.ARCHIVE),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_not_in_the_list_is_refused_and_the_commonest_by_its_kind(what: str) -> None:
    content, why = REFUSED[what]
    assert seen(content) is why


@pytest.mark.parametrize("cut", range(0, 600, 7))
def test_a_file_cut_anywhere_is_judged_and_never_raises(cut: int) -> None:
    for content in (office("word"), compound("Workbook"), open_document("text"), *TAKEN.values()):
        assert isinstance(seen(content[:cut]), Recognised | Unfit)


@pytest.mark.parametrize("kind", ["one long name after another", "five thousand names", "lying about its length"])
def test_a_zip_whose_directory_is_a_bomb_takes_little_memory(kind: str) -> None:
    header = b"PK\x01\x02" + bytes(24)
    name = b"x" * (65_000 if kind == "one long name after another" else 180)
    entries = (header + struct.pack("<HHH", len(name), 0, 0) + bytes(12) + name) * (5000 if len(name) < 999 else 16)
    length = 0xFFFFFFFF if kind == "lying about its length" else len(entries)
    bomb = b"PK\x03\x04" + entries + b"PK\x05\x06" + struct.pack("<QIIH", 0, length, 4, 0)
    file = io.BytesIO(bomb)
    tracemalloc.start()
    found = recognised(file, len(bomb))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found is Unfit.ARCHIVE
    assert peak < 1.5 * 2**20
