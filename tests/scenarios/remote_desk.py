"""A desk that helps remotely: the short process with two questions beforehand."""

from __future__ import annotations

from pathlib import Path

from tests.scenarios.story import SHORT

TARGETS = """
targets:
  - { resolution_hours: 8 }
numbering:"""

REMOTE = """
remote:
  label: { es: Que todo esté listo, en: That everything is ready }
  remind_minutes: 60
  give_up_minutes: 120
  questions:
    - id: machine
      label: { es: Frente al equipo, en: At the machine }
      ask: { es: ¿Está frente al equipo?, en: Are you at the machine? }
      help: { es: El equipo con el torno., en: The machine with the lathe. }
      if_no: { es: "Vaya al equipo, por favor.", en: "Go to the machine, please." }
    - id: teamviewer
      label: { es: TeamViewer abierto, en: TeamViewer open }
      ask: { es: ¿Tiene TeamViewer abierto?, en: Is TeamViewer open? }
      help: { es: Está en el escritorio., en: It is on the desktop. }
      if_no: { es: Ábralo desde el escritorio., en: Open it from the desktop. }
numbering:"""


def with_remote_help(text: str) -> str:
    """The text of a process, with that."""
    assert "\nnumbering:" in text
    return text.replace("\nnumbering:", REMOTE, 1)


def process_file(folder: Path) -> str:
    """The short process with remote help."""
    file = folder / "remote.yaml"
    text = with_remote_help(Path(SHORT).read_text(encoding="utf-8"))
    file.write_text(text.replace("\nnumbering:", TARGETS, 1), encoding="utf-8")
    return str(file)
