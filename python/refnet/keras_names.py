"""Names of Keras that refnet does not have, so that nothing similar is suggested for them."""

# ruff: noqa: SIM905 - words without quotes read better

LOSSES = tuple(
    """
    binary_focal_crossentropy categorical_focal_crossentropy
    categorical_generalized_cross_entropy categorical_hinge circle cosine_similarity ctc dice
    hinge huber kl_divergence kld log_cosh mae mape mean_absolute_error
    mean_absolute_percentage_error mean_squared_logarithmic_error msle poisson squared_hinge
    tversky
    """.split()
)
METRICS = LOSSES + tuple(
    """
    auc binary_accuracy categorical_accuracy f1_score precision recall
    sparse_categorical_accuracy sparse_top_k_categorical_accuracy top_k_categorical_accuracy
    """.split()
)
OPTIMIZERS = tuple(
    """
    adadelta adafactor adagrad adamax adamw ftrl lamb lion muon nadam
    """.split()
)
ACTIVATIONS = tuple(
    """
    celu elu exponential gelu glu hard_shrink hard_sigmoid hard_silu hard_swish hard_tanh
    leaky_relu log_sigmoid log_softmax mish relu6 selu silu soft_shrink softplus softsign
    sparse_plus sparse_sigmoid sparsemax squareplus swish tanh_shrink threshold
    """.split()
)
INITIALIZERS = tuple(
    """
    glorot_normal he_normal he_uniform identity lecun_normal lecun_uniform ones orthogonal
    random_normal random_uniform truncated_normal variance_scaling
    """.split()
)
HOOKS = tuple(
    """
    on_batch_begin on_batch_end on_predict_batch_begin on_predict_batch_end on_predict_begin
    on_predict_end on_test_batch_begin on_test_batch_end on_test_begin on_test_end
    on_train_batch_begin
    """.split()
)
DTYPES = ("bfloat16", "float16", "float32", "mixed_float16")  # only one backend has float32
