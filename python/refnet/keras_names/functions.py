"""keras.activations, keras.initializers, keras.regularizers and keras.constraints."""

from refnet.keras_names.table import Namespace, by_name, words

_NO_CONSTRAINTS = (
    "weights have no constraints; a regularizer such as refnet.regularizers.L2 keeps them small"
)

ACTIVATIONS = Namespace(
    here=words(
        """
        elu exponential gelu get hard_sigmoid leaky_relu linear relu selu sigmoid silu softmax
        softplus softsign swish tanh
        """
    ),
    missing=by_name(
        {
            "use relu, which has no upper bound": "relu6 threshold",
            "use elu, which has the same form": "celu",
            "use silu, which is close to it": "hard_silu hard_swish mish",
            "use tanh": "hard_tanh tanh_shrink",
            "use linear, and an activity_regularizer of the layer": "hard_shrink soft_shrink",
            "use softplus; log_sigmoid(x) is -softplus(-x)": "log_sigmoid",
            "use softplus": "sparse_plus squareplus",
            "use hard_sigmoid": "sparse_sigmoid",
            "use softmax, after which a crossentropy takes the logarithm": "log_softmax sparsemax",
            "use two layers, one with sigmoid": "glu",
            "an activation is known by its name, as in layers.Activation": "deserialize serialize",
        }
    ),
)

INITIALIZERS = Namespace(
    here=words(
        """
        Constant GlorotNormal GlorotUniform HeNormal HeUniform Identity IdentityInitializer
        Initializer LecunNormal LecunUniform Ones Orthogonal OrthogonalInitializer RandomNormal
        RandomUniform TruncatedNormal VarianceScaling Zeros constant get glorot_normal
        glorot_uniform he_normal he_uniform identity lecun_normal lecun_uniform ones orthogonal
        random_normal random_uniform truncated_normal variance_scaling zeros
        """
    ),
    missing=by_name(
        {
            "use a function of shape and dtype that returns such weights": (
                "STFT STFTInitializer stft"
            ),
            "use get_config of an object, and from_config of its class": "deserialize serialize",
        }
    ),
)

REGULARIZERS = Namespace(
    here=words("L1 L1L2 L2 get l1 l1_l2 l2"),
    different=by_name({"classes of a user's own are refused": "Regularizer"}),
    missing=by_name(
        {
            "use L2, which keeps weights small, and the initializer Orthogonal": (
                "OrthogonalRegularizer orthogonal_regularizer"
            ),
            "use get_config of an object, and from_config of its class": "deserialize serialize",
        }
    ),
    older=by_name({"its name is L1L2": "WeightRegularizer", "use L2": "WeightDecay"}),
)

CONSTRAINTS = Namespace(
    missing=by_name(
        {
            _NO_CONSTRAINTS: (
                "Constraint MaxNorm MinMaxNorm NonNeg UnitNorm deserialize get max_norm "
                "min_max_norm non_neg serialize unit_norm"
            )
        }
    ),
    older=by_name({_NO_CONSTRAINTS: "maxnorm nonneg unitnorm"}),
)
