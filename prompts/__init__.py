"""What do we say to the model? Text files with id, version and declared variables; the built-in writer needs none."""
