"""Acupuncture points: where they lie on the face map, and which regions each treats."""
