"""The judgment of one step: proved, agrees, refuted or undecided."""
