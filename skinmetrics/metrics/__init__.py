"""What is measured: one file a metric. ``METRICS`` is the registry, a plain tuple in the order in which they are
shown.
"""

from skinmetrics.metrics import fine_lines, texture
from skinmetrics.metrics.spec import Declined, Metric

METRICS: tuple[Metric, ...] = (fine_lines.METRIC, texture.METRIC)

__all__ = ["METRICS", "Declined", "Metric"]
