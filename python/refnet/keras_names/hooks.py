"""Strings of Keras that no namespace has: hooks, paddings and dtypes."""

HOOKS = tuple(
    """
    on_batch_begin on_batch_end on_predict_batch_begin on_predict_batch_end on_predict_begin
    on_predict_end on_test_batch_begin on_test_batch_end on_test_begin on_test_end
    on_train_batch_begin
    """.split()  # noqa: SIM905 - words without quotes read better
)
PADDINGS = ("causal",)
DTYPES = ("bfloat16", "float16", "float32", "mixed_float16")  # only one backend has float32
