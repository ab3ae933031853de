"""The headline test: a stated amount or quantity beside what it would imply, with a verdict."""

from tenor.decision.headline.assess import assess_headline, assess_statement
from tenor.decision.headline.claims import assess_claim, assess_claims
from tenor.decision.headline.model import KINDS, VERDICTS, Assessment, Identity, Range, Statement

__all__ = [
    "KINDS",
    "VERDICTS",
    "Assessment",
    "Identity",
    "Range",
    "Statement",
    "assess_claim",
    "assess_claims",
    "assess_headline",
    "assess_statement",
]
