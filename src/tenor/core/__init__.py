"""Vocabulary, units, codes, money, draws, trace, errors and array guards. No I/O."""
