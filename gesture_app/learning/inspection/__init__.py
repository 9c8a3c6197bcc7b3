"""Traces, occlusion and gradients of a trained network."""
