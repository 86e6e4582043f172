"""What every chapter must hold, and the words for what it lacks."""
