"""What leaves the records as a document: PDF for people, CSV for research, FHIR and DICOM for record systems."""
