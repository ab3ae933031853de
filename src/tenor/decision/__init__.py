"""What the results mean for a choice: is it material, what is lacking, what must still happen."""

from tenor.decision.funding import Funding, assess_funding
from tenor.decision.gates import GateReport, assess_gates
from tenor.decision.materiality import Materiality, assess_materiality

__all__ = [
    "Funding",
    "GateReport",
    "Materiality",
    "assess_funding",
    "assess_gates",
    "assess_materiality",
]
