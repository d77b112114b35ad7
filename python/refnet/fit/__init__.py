"""How a model trains, evaluates and predicts: inputs, backends, the loop of ``fit``."""
