"""What hurts, what invites? One pure detector a file, each with its smallest sample."""
