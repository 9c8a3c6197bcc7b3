"""An ONNX graph put together node by node; knows operators and tensors, nothing of hands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

OPSET, IR_VERSION = 17, 8
"""of 2022: what runs ONNX today runs these; newer ones bring nothing that is needed here"""

FLOAT, BOOL = TensorProto.FLOAT, TensorProto.BOOL
AFTER = "_after"
"""what the name of a state tensor ends in where it comes out"""
Array = npt.NDArray[np.generic]


class OnnxGraph:
    """Tensors go by name; nodes are named by the part they belong to, in the order they were added."""

    def __init__(self) -> None:
        self._part = ""
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []

    def begin(self, part: str) -> None:
        """What is added from now on belongs to this part."""
        self._part = part

    def add(self, operator: str, *inputs: str, called: str = "", **attributes: Any) -> str:
        """A node → its only output, named `called` or after the node."""
        return self.add_several(operator, *inputs, called=[called], **attributes)[0]

    def add_several(self, operator: str, *inputs: str, called: Sequence[str], **attributes: Any) -> list[str]:
        """A node → its outputs, named so; "" for those that need no name of their own."""
        name = f"{self._part}/{operator}_{len(self._nodes)}"
        outputs = [wanted or f"{name}:{number}" for number, wanted in enumerate(called)]
        self._nodes.append(helper.make_node(operator, inputs, outputs, name, **attributes))
        return outputs

    def constant(self, values: npt.ArrayLike, kind: npt.DTypeLike = np.float32) -> str:
        """A tensor that never changes."""
        name = f"{self._part}/constant_{len(self._constants)}"
        self._constants.append(numpy_helper.from_array(np.array(values, kind, order="C"), name))
        return name

    def whole(self, *numbers: int) -> str:
        """Axes, sizes and places, as operators take them."""
        return self.constant(numbers, np.int64)

    def cut(self, tensor: str, axis: int, start: int, end: int) -> str:
        """From `start` to before `end` along an axis."""
        return self.add("Slice", tensor, self.whole(start), self.whole(end), self.whole(axis))

    def pick(self, tensor: str, axis: int, places: npt.ArrayLike) -> str:
        """These places along an axis; a single number takes the axis away."""
        return self.add("Gather", tensor, self.constant(places, np.int64), axis=axis)

    def linear(self, tensor: str, weight: Array, bias: Array, scale: float = 1.0) -> str:
        """`scale` * tensor [N, D] @ weight [M, D].T + bias [M] → [N, M]."""
        return self.add("Gemm", tensor, self._stored(weight), self._stored(bias), transB=1, alpha=scale)

    def _stored(self, values: Array) -> str:
        """A constant in float32 that takes half the room where its numbers are of half precision anyway."""
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
        """The whole as an ONNX file; the same graph gives the same bytes.

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
    """An input or output of float32."""
    return helper.make_tensor_value_info(name, FLOAT, shape, meaning)


def truth_tensor(name: str, shape: Sequence[int], meaning: str) -> onnx.ValueInfoProto:
    """An input or output of true and false."""
    return helper.make_tensor_value_info(name, BOOL, shape, meaning)
