"""What the results mean for a choice: is it material, and against what."""

from tenor.decision.materiality import Materiality, assess_materiality

__all__ = ["Materiality", "assess_materiality"]
