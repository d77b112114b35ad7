"""Names of Keras that refnet does not have; one that it comes to have is known all the same.

Nothing similar is suggested for them; for a layer, ``missing`` says what to use instead.
"""

import sys

from refnet.errors import RefnetError

# ruff: noqa: SIM905 - words without quotes read better

LOSSES = tuple(
    """
    binary_focal_crossentropy categorical_focal_crossentropy
    categorical_generalized_cross_entropy categorical_hinge circle cosine_similarity ctc dice
    mean_squared_logarithmic_error msle poisson squared_hinge tversky
    """.split()
)
METRICS = LOSSES + tuple(
    """
    binary_io_u f1_score f_beta_score hinge huber io_u mean_io_u precision_at_recall
    recall_at_precision sensitivity_at_specificity specificity_at_sensitivity
    """.split()
)
OPTIMIZERS = tuple(
    """
    adafactor ftrl lamb lion muon
    """.split()
)
ACTIVATIONS = tuple(
    """
    celu glu hard_shrink hard_silu hard_swish hard_tanh log_sigmoid log_softmax mish relu6
    soft_shrink sparse_plus sparse_sigmoid sparsemax squareplus tanh_shrink threshold
    """.split()
)
PADDINGS = ("causal",)
INITIALIZERS = ("stft", "stft_initializer")
REGULARIZERS = ("orthogonal_regularizer",)
HOOKS = tuple(
    """
    on_batch_begin on_batch_end on_predict_batch_begin on_predict_batch_end on_predict_begin
    on_predict_end on_test_batch_begin on_test_batch_end on_test_begin on_test_end
    on_train_batch_begin
    """.split()
)
DTYPES = ("bfloat16", "float16", "float32", "mixed_float16")  # only one backend has float32

_AS_IMAGES = "put a Reshape((1, steps, features)) before it, and one back after it"
_MERGED = "of the layers that take several inputs, there are Add and Concatenate"
_INSTEAD = {
    "use LeakyReLU, whose slope does not change": "PReLU",
    "use Dropout, which leaves out each number by itself": (
        "AlphaDropout GaussianDropout GaussianNoise SpatialDropout1D SpatialDropout2D "
        "SpatialDropout3D"
    ),
    "give the layer before it an activity_regularizer": "ActivityRegularization",
    "use BatchNormalization; a Normalization at the beginning scales the examples": (
        "GroupNormalization LayerNormalization RMSNormalization SpectralNormalization "
        "UnitNormalization"
    ),
    "scale the examples before, as in x / 255, or use Normalization(mean=..., variance=...)": (
        "Rescaling"
    ),
    "leave it out": "Identity",
    "the recurrent layers are SimpleRNN, LSTM and GRU": (
        "ConvLSTM1D ConvLSTM2D ConvLSTM3D GRUCell LSTMCell RNN SimpleRNNCell StackedRNNCells"
    ),
    _MERGED: (
        "Average Dot Maximum Minimum Multiply Subtract AdditiveAttention "
        "Attention GroupQueryAttention MultiHeadAttention"
    ),
    "there are only the layers of refnet.layers": "EinsumDense Lambda Wrapper",
    "change the examples before, with NumPy": (
        "CategoryEncoding CenterCrop Discretization HashedCrossing Hashing IntegerLookup Permute "
        "RandomBrightness RandomContrast RandomCrop RandomFlip RandomRotation RandomTranslation "
        "RandomZoom Resizing StringLookup TextVectorization"
    ),
    f"use MaxPooling2D((1, n)): {_AS_IMAGES}": "MaxPooling1D MaxPool1D",
    f"use AveragePooling2D((1, n)): {_AS_IMAGES}": "AveragePooling1D AvgPool1D",
    f"use ZeroPadding2D((0, n)): {_AS_IMAGES}": "ZeroPadding1D",
    "put a Reshape((1, steps, features)) and a GlobalAveragePooling2D": (
        "GlobalAveragePooling1D GlobalAvgPool1D"
    ),
    "put a Reshape((1, steps, features)), a MaxPooling2D((1, steps)) and a Flatten": (
        "GlobalMaxPooling1D GlobalMaxPool1D"
    ),
    "put a MaxPooling2D of the size of the image, and a Flatten": (
        "GlobalMaxPooling2D GlobalMaxPool2D"
    ),
    "use Conv2D(channels, ..., connections=np.eye(channels, dtype=bool))": "DepthwiseConv2D",
    "use a Conv2D with connections for each channel, and another one with kernel_size=1": (
        "SeparableConv2D SeparableConvolution2D"
    ),
    f"use a Conv2D with connections: {_AS_IMAGES}": (
        "DepthwiseConv1D SeparableConv1D SeparableConvolution1D"
    ),
    "its name is Conv1D": "Convolution1D",
    "its name is Conv2D": "Convolution2D",
    "cut the examples before": "Cropping1D Cropping2D",
    "only ZeroPadding2D makes an image larger": (
        "Conv1DTranspose Conv2DTranspose Convolution1DTranspose Convolution2DTranspose "
        "UpSampling1D UpSampling2D"
    ),
    "there are layers on images, such as Conv2D, but none on volumes": (
        "AveragePooling3D AvgPool3D Conv3D Conv3DTranspose Convolution3D Convolution3DTranspose "
        "Cropping3D GlobalAveragePooling3D GlobalAvgPool3D GlobalMaxPooling3D GlobalMaxPool3D "
        "MaxPooling3D MaxPool3D UpSampling3D ZeroPadding3D"
    ),
}
LAYERS = {name: instead for instead, names in _INSTEAD.items() for name in names.split()}
ADVICE = LAYERS


class MissingName(RefnetError, AttributeError):
    """A name of Keras that a module does not have; ``hasattr`` is False for it."""


class MissingImport(RefnetError, ImportError):
    """The same in an import statement."""


def missing(module: str, name: str) -> Exception:
    """Return the error for a name that a package does not have, for its ``__getattr__``.

    It is a RefnetError, unknown_name, for a name of Keras for which there is advice.
    """
    instead = ADVICE.get(name)
    if instead is None:
        return AttributeError(f"module {module!r} has no attribute {name!r}")
    # An import statement replaces an AttributeError by one without the advice. Its first question
    # for a name of a package comes from this function of importlib.
    imports = sys._getframe(2).f_code.co_name == "_handle_fromlist"
    field = module.rpartition(".")[2]
    kind = MissingImport if imports else MissingName
    return kind("unknown_name", field, f"{field}: there is no {name}; {instead}")
