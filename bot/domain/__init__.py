"""Pure decisions. Nothing here does I/O, asks the time, logs, or imports a framework."""
