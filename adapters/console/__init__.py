"""The terminal as a platform: for trying a process by hand. Must not reach the network."""
