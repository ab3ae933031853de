"""Inputs: one module per provider turns a file into a tidy table; records say whose it is."""
