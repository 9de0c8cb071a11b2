"""The history of the schema, in Alembic revisions. Imports nothing of ours: a revision says for ever what it said first."""
