"""What is a campaign, is it allowed, what will it cost? Schema, audience, writer, forecast, checks, store."""
