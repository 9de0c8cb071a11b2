"""The product without its edges: decisions (`domain`), what surrounds a decision (`app`), and the command line."""
