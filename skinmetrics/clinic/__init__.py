"""The clinic's records: people, sessions, photos, scores, consent, and who may see them."""
