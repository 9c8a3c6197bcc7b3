"""Importers: one file per layout, and a registry that finds the layouts of a folder."""
