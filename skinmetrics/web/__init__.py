"""The pages, and the server that shows them. Photos are decoded in worker processes, never here."""
