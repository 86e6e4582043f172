"""What could be wrong with a claim: one file a family of mistakes."""
