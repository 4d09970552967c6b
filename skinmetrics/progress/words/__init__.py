"""What is said of scores and changes, in sentences."""
