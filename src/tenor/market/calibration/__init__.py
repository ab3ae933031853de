"""Calibration of a market to the data of a year."""

from tenor.market.calibration.build import Calibration, build_network, calibrate
from tenor.market.calibration.options import Options

__all__ = ["Calibration", "Options", "build_network", "calibrate"]
