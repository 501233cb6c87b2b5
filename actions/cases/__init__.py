"""What the hall does with a case, whatever its kind: file it, bring it forward, keep its promised dates."""
