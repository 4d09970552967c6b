"""Quick look: photos in, what changed out, nothing kept."""
