"""Data and rules of the domain. Imports numpy and msgspec only."""
