"""The diagrams of the shipped desks, as `ventanilla diagram` prints them and as they stand in docs/."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from bot.app.diagram import printed

DOCS = Path(__file__).parent.parent.parent / "docs" / "diagrams"


@pytest.mark.parametrize("name", ["saacg", "advertmind"])
def test_the_diagrams_in_docs_are_what_the_command_prints(name: str) -> None:
    result = CliRunner().invoke(app, ["diagram", name])
    assert result.exit_code == 0
    assert (DOCS / f"{name}.md").read_text(encoding="utf-8") == result.output, (
        f"run: ventanilla diagram {name} > docs/diagrams/{name}.md"
    )


def test_a_process_that_is_not_there_is_named_in_words() -> None:
    result = CliRunner().invoke(app, ["diagram", "sagc"])
    assert result.exit_code == 1
    assert "no process of that name comes with the product" in result.output


def test_a_desk_without_developers_and_deadlines_has_only_the_tickets_states() -> None:
    drawn = printed("docs/examples/biblioteca.yaml")
    assert drawn.count("```mermaid") == 1
    assert "incident" not in drawn
