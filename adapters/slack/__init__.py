"""Slack: what arrives (`read`, `socket`, `events`), how a message looks (`show`, `forms`), and sending (`link`).

Only this package knows what is inside a reference that starts with `slack:`. A person's direct message with the bot and
the person have one reference, whether they write, press or use a command: they are one conversation.
"""
