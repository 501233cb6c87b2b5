"""Stories: scenes that people write in YAML and the sandbox plays, over the control API and checking every step."""
