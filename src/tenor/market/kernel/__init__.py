"""The batched market solver: many draws side by side in vector lanes, compiled by numba."""
