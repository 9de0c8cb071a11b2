"""Telegram: what arrives (`read`, `poll`, `webhook`), how a message looks (`show`), and sending (`link`).

Only this package knows what is inside a reference that starts with `telegram:`.
"""
