"""Skin measured on dated selfies; a change is one only when it is larger than retaking the photo would make it."""

import os

__version__ = "0.1.0"

# Sums of matrix products are cut up by the number of threads, so that several would give the last bits of a score by
# how many cores a machine has. This comes before NumPy, which reads it when it is loaded.
os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1"))
