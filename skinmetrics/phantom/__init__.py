"""Computer-generated face photos with known truth: samples, calibration, and the ruler the tests hold against scores.

Nothing here imports the pipeline that measures photos: a ruler that borrows from what it measures is none.
"""
