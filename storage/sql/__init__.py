"""The repositories of a unit of work, one file per aggregate. Everything goes through a `Session`; no transaction is begun
or ended here."""
