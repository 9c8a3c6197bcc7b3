"""Builds an ONNX graph node by node. The module knows operators and tensors, nothing of hands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

OPSET, IR_VERSION = 17, 8
"""of 2022, which all current runtimes support"""

FLOAT, BOOL = TensorProto.FLOAT, TensorProto.BOOL
AFTER = "_after"
"""suffix of a state tensor's name among the outputs"""
Array = npt.NDArray[np.generic]


class OnnxGraph:
    """A graph of named tensors. Nodes are named by part and order."""

    def __init__(self) -> None:
        self._part = ""
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []

    def begin(self, part: str) -> None:
        """Begin a part, to which all later nodes belong."""
        self._part = part

    def add(self, operator: str, *inputs: str, called: str = "", **attributes: Any) -> str:
        """Add a node and return its only output, named `called` or after the node."""
        return self.add_several(operator, *inputs, called=[called], **attributes)[0]

    def add_several(self, operator: str, *inputs: str, called: Sequence[str], **attributes: Any) -> list[str]:
        """Add a node and return its outputs with these names. An empty name stands for a generated one."""
        name = f"{self._part}/{operator}_{len(self._nodes)}"
        outputs = [wanted or f"{name}:{number}" for number, wanted in enumerate(called)]
        self._nodes.append(helper.make_node(operator, inputs, outputs, name, **attributes))
        return outputs

    def constant(self, values: npt.ArrayLike, kind: npt.DTypeLike = np.float32) -> str:
        """Add a constant tensor."""
        name = f"{self._part}/constant_{len(self._constants)}"
        self._constants.append(numpy_helper.from_array(np.array(values, kind, order="C"), name))
        return name

    def whole(self, *numbers: int) -> str:
        """Add a constant of integers, as operators take axes, sizes and indices."""
        return self.constant(numbers, np.int64)

    def cut(self, tensor: str, axis: int, start: int, end: int) -> str:
        """Slice from `start` to before `end` along an axis."""
        return self.add("Slice", tensor, self.whole(start), self.whole(end), self.whole(axis))

    def pick(self, tensor: str, axis: int, places: npt.ArrayLike) -> str:
        """Gather indices along an axis. A single index removes the axis."""
        return self.add("Gather", tensor, self.constant(places, np.int64), axis=axis)

    def linear(self, tensor: str, weight: Array, bias: Array, scale: float = 1.0) -> str:
        """Return `scale` * tensor [N, D] @ weight [M, D].T + bias [M] → [N, M]."""
        return self.add("Gemm", tensor, self._stored(weight), self._stored(bias), transB=1, alpha=scale)

    def _stored(self, values: Array) -> str:
        """Add a float32 constant, stored in half precision if its numbers are."""
        if values.dtype == np.float16:
            return self.add("Cast", self.constant(values, np.float16), to=FLOAT)
        return self.constant(values)

    def model(
        self,
        name: str,
        inputs: Sequence[onnx.ValueInfoProto],
        outputs: Sequence[onnx.ValueInfoProto],
        metadata: Mapping[str, str],
    ) -> bytes:
        """Return the graph as an ONNX file. The same graph gives the same bytes.

        Raises:
            onnx.checker.ValidationError, onnx.shape_inference.InferenceError: the nodes do not fit together.
        """
        graph = helper.make_graph(self._nodes, name, inputs, outputs, self._constants)
        opset = helper.make_opsetid("", OPSET)
        model = helper.make_model(graph, opset_imports=[opset], ir_version=IR_VERSION, producer_name="gesture_app")
        helper.set_model_props(model, dict(metadata))
        onnx.checker.check_model(model, full_check=True)
        data: bytes = model.SerializeToString(deterministic=True)
        return data


def number_tensor(name: str, shape: Sequence[int], meaning: str) -> onnx.ValueInfoProto:
    """Describe an input or output of float32."""
    return helper.make_tensor_value_info(name, FLOAT, shape, meaning)


def truth_tensor(name: str, shape: Sequence[int], meaning: str) -> onnx.ValueInfoProto:
    """Describe an input or output of booleans."""
    return helper.make_tensor_value_info(name, BOOL, shape, meaning)
