"""keras.utils, keras.backend, keras.config, keras.random and keras.preprocessing."""

from refnet.keras_names.table import Namespace, by_name, words
from refnet.keras_names.training import SAVING

_ARRAYS = "read the files with NumPy or pandas, and give the arrays to fit"
_IMAGES = "read images with Pillow, and give np.asarray(image) / 255 to the model"
_NO_DRAWING = "use matplotlib; refnet.plots has pictures of a network's own numbers"
_GENERATOR = "use NumPy, as in np.random.default_rng(seed)"
_NUMPY = "outputs, weights and examples are NumPy arrays; use NumPy's functions"
_VERBOSE = "give verbose=0, 1 or 2 to fit, evaluate and predict"
_LOGGING = "disable_interactive_logging enable_interactive_logging is_interactive_logging_enabled"
_DTYPE = 'give dtype="float32" or "float64" to the model, or call set_floatx'
_TENSOR = "use isinstance(x, refnet.layers.tensors.Tensor)"

_OF_SAVING = words(
    """
    CustomObjectScope deserialize_keras_object get_custom_objects
    get_registered_name get_registered_object register_keras_serializable serialize_keras_object
    """
)

UTILS = Namespace(
    here=words(
        """
        PyDataset Sequence clear_session custom_object_scope normalize pad_sequences plot_model
        set_random_seed to_categorical
        """
    ),
    missing=by_name(
        {
            "use a dict": "Config",
            _VERBOSE: _LOGGING,
            _ARRAYS: (
                "FeatureSpace audio_dataset_from_directory image_dataset_from_directory "
                "text_dataset_from_directory timeseries_dataset_from_array"
            ),
            "use tqdm": "Progbar",
            _IMAGES: "array_to_img img_to_array load_img save_img",
            _NO_DRAWING: "bounding_boxes",
            "use refnet.datasets, or urllib.request.urlretrieve": "get_file",
            "a model has inputs": "get_source_inputs",
            _TENSOR: "is_keras_tensor",
            "use plot_model with a file name ending in .dot": "model_to_dot",
            "give x, y and sample_weight to fit": (
                "pack_x_y_sample_weight unpack_x_y_sample_weight"
            ),
            "use sklearn.model_selection.train_test_split, or validation_split of fit": (
                "split_dataset"
            ),
            _DTYPE: "standardize_dtype",
            "use the functions of refnet.saving": "legacy",
        }
    )
    | {name: note for name, note in SAVING.missing.items() if name in _OF_SAVING},
    older=by_name(
        {
            "use summary of the model": "print_summary",
            "use datasets": "data_utils",
            "one process has all processor cores; refnet.set_threads says how many": (
                "multi_gpu_model"
            ),
            "write a generator of batches (x, y) and give it to fit": (
                "GeneratorEnqueuer OrderedEnqueuer"
            ),
            "use h5py": "HDF5Matrix io_utils",
        }
    ),
)

BACKEND = Namespace(
    here=words("clear_session epsilon floatx image_data_format set_floatx"),
    different=by_name(
        {
            'it returns "refnet"': "backend",
            "it takes 1e-7 only, which the losses have": "set_epsilon",
            'it takes "channels_last" only': "set_image_data_format",
        }
    ),
    missing=by_name(
        {
            "objects have a name, counted by their class": "get_uid",
            "use np.issubdtype": "is_float_dtype is_int_dtype",
            _TENSOR: "is_keras_tensor",
            _DTYPE: "result_type standardize_dtype",
        }
    ),
    older=by_name(
        {
            _NUMPY: (
                "batch_dot batch_flatten cast_to_floatx "
                "conv1d conv2d cumsum dtype "
                "function gather "
                "permute_dimensions "
                "placeholder print_tensor random_normal random_uniform repeat "
                "reverse switch "
                "truncated_normal update variable"
            ),
            "refnet has no sessions and graphs; leave it out": (
                "get_session learning_phase manual_variable_initialization set_learning_phase "
                "set_session tensorflow_backend"
            ),
            "gradients are calculated by fit; refnet.reference has their functions": (
                "gradients stop_gradient"
            ),
        }
    ),
)

CONFIG = Namespace(
    here=words("epsilon floatx image_data_format set_floatx"),
    different=dict(BACKEND.different),
    missing=by_name(
        {
            "attention layers are missing too; leave it out": (
                "disable_flash_attention enable_flash_attention is_flash_attention_enabled"
            ),
            "errors have their usual traceback; leave it out": (
                "disable_traceback_filtering enable_traceback_filtering "
                "is_traceback_filtering_enabled"
            ),
            _DTYPE: "dtype_policy set_dtype_policy",
            _VERBOSE: _LOGGING,
            "files hold no code; leave it out": "enable_unsafe_deserialization",
            "give epochs and steps_per_epoch to fit": (
                "max_epochs max_steps_per_epoch set_max_epochs set_max_steps_per_epoch"
            ),
            'give backend="c" or "python" to a model': "set_backend is_nnx_enabled",
        }
    ),
)

RANDOM = Namespace(
    missing=by_name(
        {
            _GENERATOR: (
                "SeedGenerator beta binomial categorical gamma normal randint shuffle "
                "truncated_normal uniform"
            ),
            "use layers.Dropout": "dropout",
        }
    ),
)

PREPROCESSING = Namespace(
    here=words("sequence text"),
    missing=by_name(
        {
            _IMAGES: "image",
            _ARRAYS: (
                "image_dataset_from_directory text_dataset_from_directory "
                "timeseries_dataset_from_array"
            ),
        }
    ),
)

SEQUENCE = Namespace(
    here=words("pad_sequences"),
    older=by_name({_ARRAYS: "TimeseriesGenerator make_sampling_table skipgrams"}),
)
