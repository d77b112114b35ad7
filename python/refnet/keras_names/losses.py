"""keras.losses and keras.metrics."""

from refnet.keras_names.table import Namespace, by_name, words

_FOR_IMBALANCE = "use a crossentropy, and class_weight of fit for rare classes"
_SQUARED = "use MeanSquaredError, of the logarithms np.log1p(y) for their squared errors"
_AT_POINT = "use AUC, or Precision and Recall with thresholds"
_OVERLAP = "use AUC, or Precision and Recall"

_BOTH = {
    _FOR_IMBALANCE: "binary_focal_crossentropy categorical_focal_crossentropy",
    "use Hinge for two classes, or CategoricalCrossentropy": ("CategoricalHinge categorical_hinge"),
    "use Hinge": "SquaredHinge squared_hinge",
    _SQUARED: ("MeanSquaredLogarithmicError mean_squared_logarithmic_error"),
    "use MeanSquaredError": "Poisson poisson",
    "scale the rows to the length 1, and use MeanSquaredError": "CosineSimilarity",
}

LOSSES = Namespace(
    here=words(
        """
        BinaryCrossentropy CategoricalCrossentropy Hinge Huber KLDivergence LogCosh
        MeanAbsoluteError MeanAbsolutePercentageError MeanSquaredError
        SparseCategoricalCrossentropy binary_crossentropy categorical_crossentropy get hinge huber
        kl_divergence log_cosh mean_absolute_error mean_absolute_percentage_error
        mean_squared_error sparse_categorical_crossentropy
        """
    ),
    different=by_name({"classes of a user's own are refused": "Loss"}),
    missing=by_name(
        {
            **_BOTH,
            "use a crossentropy, and the class_weight of fit for rare classes": (
                "BinaryFocalCrossentropy CategoricalFocalCrossentropy"
            ),
            "use CategoricalCrossentropy with label_smoothing": (
                "CategoricalGeneralizedCrossEntropy categorical_generalized_cross_entropy"
            ),
            "scale the rows to the length 1, and use mean_squared_error": "cosine_similarity",
            "use BinaryCrossentropy for each pixel": "Dice Tversky dice tversky",
            "use CategoricalCrossentropy": "CTC Circle circle ctc",
            "use get_config of an object, and from_config of its class": "deserialize serialize",
        }
    ),
    older=by_name(
        {
            _SQUARED: "MSLE msle",
            "use CosineSimilarity of the rows in NumPy, or MeanSquaredError": "cosine_proximity",
            "a loss is the mean over the examples": "Reduction",
        }
    ),
)

METRICS = Namespace(
    here=words(
        """
        BinaryAccuracy CategoricalAccuracy FalseNegatives FalsePositives KLDivergence LogCoshError
        MeanAbsoluteError MeanAbsolutePercentageError MeanMetricWrapper MeanSquaredError R2Score
        RootMeanSquaredError SparseCategoricalAccuracy SparseTopKCategoricalAccuracy
        TopKCategoricalAccuracy TrueNegatives TruePositives binary_accuracy binary_crossentropy
        categorical_accuracy categorical_crossentropy get hinge huber kl_divergence log_cosh
        mean_absolute_error mean_absolute_percentage_error mean_squared_error
        sparse_categorical_accuracy sparse_categorical_crossentropy
        sparse_top_k_categorical_accuracy top_k_categorical_accuracy
        """
    ),
    different=by_name(
        {
            "it has no thresholds, multi_label, label_weights and from_logits": "AUC",
            "it has one threshold, and neither top_k nor class_id": "Precision Recall",
            "it has no settings": (
                "BinaryCrossentropy CategoricalCrossentropy SparseCategoricalCrossentropy"
            ),
            "in compile, classes of a user's own are refused": "Metric",
        }
    ),
    missing=by_name(
        {
            **_BOTH,
            "scale the rows to the length 1, and use MeanSquaredError; or R2Score": (
                "ConcordanceCorrelation PearsonCorrelation concordance_correlation "
                "pearson_correlation"
            ),
            'use "accuracy", or BinaryAccuracy, CategoricalAccuracy or '
            "SparseCategoricalAccuracy": "Accuracy",
            'use the loss "hinge"': "Hinge",
            "use Precision and Recall, whose harmonic mean it is": "F1Score FBetaScore",
            _AT_POINT: (
                "PrecisionAtRecall RecallAtPrecision SensitivityAtSpecificity "
                "SpecificityAtSensitivity"
            ),
            _OVERLAP: "BinaryIoU IoU MeanIoU OneHotIoU OneHotMeanIoU",
            "use np.mean": "Mean",
            "use np.sum": "Sum",
            "use get_config of an object, and from_config of its class": "deserialize serialize",
        }
    ),
    older=by_name(
        {
            _SQUARED: "MSLE msle",
            "scale the rows to the length 1, and use MeanSquaredError": (
                "cosine_proximity cosine_similarity"
            ),
            "use Precision": "precision",
            "use Recall": "recall",
            "use Precision and Recall, whose harmonic mean it is": (
                "f1_score fbeta_score f_beta_score"
            ),
        }
    ),
)
