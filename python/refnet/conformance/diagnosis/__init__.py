"""What is wrong with a port: which mistakes explain its wrong answers, and what no mistake does."""

from refnet.conformance.diagnosis.diagnose import diagnose
from refnet.conformance.diagnosis.result import Diagnosis, Finding

__all__ = ["Diagnosis", "Finding", "diagnose"]
