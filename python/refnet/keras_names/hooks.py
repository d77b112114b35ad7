"""Strings of Keras that no namespace has: paddings and dtypes."""

PADDINGS = ("causal",)
DTYPES = ("bfloat16", "float16", "float32", "mixed_float16")  # only one backend has float32
