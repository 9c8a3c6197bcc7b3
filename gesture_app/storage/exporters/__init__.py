"""Exporters: files for other programs, and for other copies of this one."""
