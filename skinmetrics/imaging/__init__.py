"""From bytes to a face map: decoding, landmarks, warping, skin. Pure functions, no state but the loaded networks."""
