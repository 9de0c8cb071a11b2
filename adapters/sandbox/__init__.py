"""A strict pretend Telegram and a pretend Slack over real HTTP and WebSocket, on loopback only.

They serve the demo, the tests and the benchmarks. Where the real platform refuses, they refuse with the
platform's own words. They know nothing of the product: nothing here may import ``bot`` or another adapter.
"""
