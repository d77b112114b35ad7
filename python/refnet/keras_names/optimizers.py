"""keras.optimizers and keras.optimizers.schedules."""

from refnet.keras_names.table import Namespace, by_name, words

OPTIMIZERS = Namespace(
    here=words("Adadelta Adagrad Adam AdamW Adamax Nadam RMSprop SGD get schedules"),
    different=by_name({"the optimizers are its only classes": "Optimizer"}),
    missing=by_name(
        {
            "use Adam": "Adafactor Lamb Muon ScheduleFreeAdamW",
            "use Adagrad": "Ftrl",
            "use AdamW": "Lion",
            "use the optimizer itself, whose numbers are float32 or float64": "LossScaleOptimizer",
            "a model has one optimizer": "MultiOptimizer OptimizerMap",
            "the optimizers of refnet.optimizers have all arguments": "legacy",
            "use get_config of an object, and from_config of its class": "deserialize serialize",
        }
    ),
    older=by_name(
        {
            "the optimizers are in refnet.optimizers": "experimental",
            "its name is RMSprop": "rmsprop RMSProp",
            "its name is Adam": "adam adam_v2",
            "its name is SGD": "gradient_descent_v2 sgd",
            "use Adam": "TFOptimizer",
        }
    ),
)

SCHEDULES = Namespace(
    here=words(
        """
        CosineDecay ExponentialDecay InverseTimeDecay LearningRateSchedule PiecewiseConstantDecay
        PolynomialDecay
        """
    ),
    missing=by_name(
        {
            "use CosineDecay, or callbacks.LearningRateScheduler": "CosineDecayRestarts",
            "use get_config of an object, and from_config of its class": "deserialize serialize",
        }
    ),
    older=by_name({"use CosineDecay": "LinearCosineDecay NoisyLinearCosineDecay"}),
)
