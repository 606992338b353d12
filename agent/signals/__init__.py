"""What does the support desk say? Import, mask, map tags to intents, count."""
