"""Harmonised data: materials, trade, production and governance as arrays; the case."""
