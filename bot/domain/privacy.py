"""The privacy notice as it is shown, and whether a chat has accepted it."""

from __future__ import annotations

from bot.domain.buttons import Verb
from bot.domain.conversation import Conversation
from bot.domain.message import Message, Style
from bot.domain.process import NO, YES, Process
from bot.domain.prompts import Page
from bot.domain.text import phrase


def agreed(process: Process, conversation: Conversation) -> bool:
    """Whether the desk may ask this chat anything: it has no notice, or the chat accepted this version or a newer one."""
    if process.privacy is None:
        return True
    said = conversation.consents.get(process.id)
    return said is not None and said.given and said.version >= process.privacy.version


def declined(process: Process, conversation: Conversation) -> bool:
    """Whether the chat's last word to this notice was no."""
    said = conversation.consents.get(process.id)
    return said is not None and not said.given and not agreed(process, conversation)


def notice(page: Page) -> Message:
    """The notice, with the two answers that it takes."""
    privacy = page.process.privacy
    if privacy is None:
        raise LookupError("the process has no privacy notice")
    mark = str(privacy.version)
    return Message(
        body=(page.say(privacy.text),),
        note=(phrase("The whole notice (version %(version)s): ", version=privacy.version), privacy.link),
        buttons=(
            (
                page.button(phrase("✔ I accept"), Verb.CONSENT, mark, YES, Style.PRIMARY),
                page.button(phrase("✖ I do not accept"), Verb.CONSENT, mark, NO),
            ),
        ),
    )
