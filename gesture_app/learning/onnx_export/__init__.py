"""Export of a model as ONNX."""
