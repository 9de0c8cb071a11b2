"""Around a decision: ports, the inbox, one transaction per event, delivery, ticks and words. Imports no adapter."""
