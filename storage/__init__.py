"""What we remember: the ports' unit of work over SQLite, PostgreSQL and memory.

The only package that imports SQLAlchemy. It decides nothing: no state machine, no clock of its own, no network but the
database's.
"""
