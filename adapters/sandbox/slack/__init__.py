"""A strict pretend Slack: Web API, Socket Mode, signed HTTP, interactions, files, on loopback.

Where Slack refuses, it refuses in Slack's words. It must not know anything of the product.

What Slack does not document is decided here for the stricter: a ``thread_ts`` that never was a message is refused
(``thread_not_found``; one of a deleted message is not, see ``methods_chat.py``), a direct message to a deactivated person
or to somebody of another workspace has no channel, people of other workspaces find no shortcuts, bursts are as in ``rates.py``, block types beyond those in ``block_kit.py`` are unsupported.
The wording of a few complaints (a wrong enum value, a malformed date, a preselected option that is not on offer), the
texts of Slack's own client about an incomplete form, and the statuses of used and expired response URLs are ours.
"""

from adapters.sandbox.slack.app_settings import ManifestError
from adapters.sandbox.slack.content import Button
from adapters.sandbox.slack.http_delivery import RequestUrlError
from adapters.sandbox.slack.inputs import NoSuchChoiceError
from adapters.sandbox.slack.people import Member
from adapters.sandbox.slack.server import SlackSandbox
from adapters.sandbox.slack.state import Message
from adapters.sandbox.slack.transport import Ack
from adapters.sandbox.slack.views import View

__all__ = [
    "Ack",
    "Button",
    "ManifestError",
    "Member",
    "Message",
    "NoSuchChoiceError",
    "RequestUrlError",
    "SlackSandbox",
    "View",
]
