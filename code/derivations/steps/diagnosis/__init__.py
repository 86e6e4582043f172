"""What is wrong in a refuted step: the slip that explains the difference."""
