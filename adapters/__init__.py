"""THE EDGES: one folder per platform, the same files in each."""
