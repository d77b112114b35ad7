"""keras itself, its namespaces that refnet does not have, and what programs take of TensorFlow."""

from refnet.keras_names.table import Namespace, by_name, words

_ARRAYS = "examples, outputs and weights are NumPy arrays; use NumPy's functions"
_MODEL = "build the network of the layers of refnet.layers, and train it with fit"

# namespaces of Keras that are missing as a whole, and what to use instead
NAMESPACES = by_name(
    {
        "build and train a network with the layers of refnet.layers": "applications",
        "regularizers, such as refnet.regularizers.L2, keep weights small": "constraints",
        "train the smaller model on the outputs of the larger one": "distillation",
        "one process trains a model; joblib trains several": "distribution",
        'give dtype="float32" or "float64" to a model': (
            "dtype_policies mixed_precision quantizers"
        ),
        "save the model; refnet's ports read the file in C, JavaScript and Go": "export",
        "the classes of Keras 3 have no older forms here": "legacy",
        _ARRAYS: "tree",
        "use matplotlib, or refnet.plots": "visualization",
        "use refnet.sklearn.RefnetClassifier and RefnetRegressor": "wrappers",
    }
)

KERAS = Namespace(
    here=words(
        """
        Initializer Layer Metric Regularizer Sequential activations backend callbacks config
        datasets initializers layers losses metrics models ops optimizers preprocessing random
        regularizers saving utils version
        """
    ),
    different=by_name(
        {
            "it has the arguments shape, batch_size, batch_shape and name": "Input",
            "it has one Input, and trains with one output": "Model",
            "classes of a user's own are refused": "Loss Optimizer",
        }
    ),
    missing={
        **NAMESPACES,
        **by_name(
            {
                'give dtype="float32" or "float64" to a model': (
                    "DTypePolicy FloatDTypePolicy Quantizer"
                ),
                "use Model(inputs, outputs)": "Function",
                "give the shapes to Input": "InputSpec",
                "use Input, whose result layers are called on": "KerasTensor",
                _MODEL: "Operation RematScope StatelessScope SymbolicScope Variable remat",
                "refnet calculates on the processor; leave it out": "device",
                "give a name to each layer": "name_scope",
            }
        ),
    },
    older=by_name(
        {
            "refnet has public names only; leave out the src": "src",
            "use refnet.layers": "engine legacy_tf_layers",
            "use refnet.models": "estimator",
            "leave it out": "api experimental _tf_keras",
            "use refnet.sklearn.RefnetClassifier and RefnetRegressor": "scikit_learn",
        }
    ),
)

_NO_GRADIENTS = "fit calculates the gradients; refnet.reference has the functions"
_NO_DATA = "give NumPy arrays, or a generator of batches, to fit"

TENSORFLOW = Namespace(
    here=words(
        """
        config constant convert_to_tensor float32 float64 get_logger initializers int32 int64 keras
        losses math metrics nn optimizers random version
        """
    ),
    older=by_name(
        {
            _NO_GRADIENTS: "GradientTape Variable function gradients",
            _NO_DATA: "data feature_column io",
            _ARRAYS: (
                "boolean_mask gather is_tensor linalg name_scope numpy pad signal slice split "
                "strings tensor_scatter_nd_update tensordot unique unstack RaggedTensor "
                "SparseTensor Tensor TensorShape TensorSpec bool string"
            ),
            "refnet has public names only": "python",
            _MODEL: "Graph Module Session compat contrib estimator layers placeholder train",
            "use the functions of refnet.layers on arrays": "image",
            "save the model with save, and read it with load_model": "lite saved_model",
            "refnet calculates on the processor; leave it out": (
                "device distribute executing_eagerly profiler test tpu"
            ),
            "use callbacks.CSVLogger, or refnet.plots": "summary",
        }
    ),
)
