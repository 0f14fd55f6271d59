"""
Tests of the workers: real sockets and processes, stand-ins for the models only.

    python3 -m unittest discover -s server/inference/workers
"""

import sys
from pathlib import Path

STAND_INS = Path(__file__).parent / "stand_ins"
# First, so that real packages of the same names, where they are installed, are not taken.
sys.path.insert(0, str(STAND_INS))
