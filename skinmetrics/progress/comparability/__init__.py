"""What of a client's photos can be compared: who is shown, which way round, and how they were taken."""
