"""What programs say in our words, in Keras's: losses, metrics, optimizers and configurations."""

import re

import keras

WORDS = {
    "channelsFirst": "channels_first",
    "channelsLast": "channels_last",
    "oneHot": "one_hot",
    "multiHot": "multi_hot",
}
NAMES = {
    "kullbackLeiblerDivergence": "kl_divergence",
    "topKCategoricalAccuracy": "top_k_categorical_accuracy",
}
OPTIMIZERS = {
    "sgd": lambda rate: keras.optimizers.SGD(rate),
    "momentum": lambda rate, momentum, nesterov=False: keras.optimizers.SGD(rate, momentum, nesterov),
    "adagrad": lambda rate, initial=0.1: keras.optimizers.Adagrad(rate, initial),
    "adadelta": lambda rate=0.001, rho=0.95, epsilon=1e-7: keras.optimizers.Adadelta(rate, rho, epsilon),
    "adam": lambda rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-7: keras.optimizers.Adam(rate, beta1, beta2, epsilon),
    "adamax": lambda rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-7: keras.optimizers.Adamax(rate, beta1, beta2, epsilon),
    "adamW": keras.optimizers.AdamW,
    "nadam": keras.optimizers.Nadam,
    "lion": keras.optimizers.Lion,
    "adafactor": keras.optimizers.Adafactor,
    "lamb": keras.optimizers.Lamb,
    "muon": keras.optimizers.Muon,
    "ftrl": keras.optimizers.Ftrl,
    "scheduleFreeAdamW": keras.optimizers.ScheduleFreeAdamW,
    "rmsprop": lambda rate, rho=0.9, momentum=0.0, epsilon=1e-7, centered=False: keras.optimizers.RMSprop(
        rate, rho, momentum, epsilon, centered
    ),
}


BY_OPTIONS = {
    **OPTIMIZERS,
    "sgd": keras.optimizers.SGD,
    "adam": keras.optimizers.Adam,
    "rmsprop": keras.optimizers.RMSprop,
    "adagrad": keras.optimizers.Adagrad,
    "adadelta": keras.optimizers.Adadelta,
    "adamax": keras.optimizers.Adamax,
}


def optimizer_of(chosen):
    """By numbers, one after the other, or by Keras's options."""
    kind, args = chosen["kind"], chosen["args"]
    if not args or not isinstance(args[0], dict):
        return OPTIMIZERS[kind](*args)
    options = {re.sub(r"(beta|epsilon)(\d)", r"\1_\2", snake(key)): value for key, value in args[0].items()}
    options = {key.replace("2decay", "2_decay"): value for key, value in options.items()}
    excluded = options.pop("exclude_from_weight_decay", None)
    optimizer = BY_OPTIONS[kind](**options)
    if excluded:
        optimizer.exclude_from_weight_decay(var_names=excluded)
    return optimizer


def snake(name):
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()


def called(name):
    """A loss or metric in Keras's words."""
    return NAMES.get(name, snake(name))


def loss_of(loss):
    """A loss by its name, or by its class with options."""
    if isinstance(loss, str):
        return called(loss) if hasattr(keras.losses, called(loss)) else loss_of({"name": loss, "options": {}})
    name = {"ctc": "CTC"}.get(loss["name"], loss["name"][0].upper() + loss["name"][1:])
    return getattr(keras.losses, name)(**{snake(key): value for key, value in loss["options"].items()})


def metric_of(metric, program):
    """A metric by its name, or by its class with options."""
    if isinstance(metric, str):
        return called(metric)
    name, options = metric["metric"], {snake(key): value for key, value in metric["options"].items()}
    if name == "meanIoU":
        classes = program["inputs"] and program["nodes"][-1]["config"]["units"]
        sparse = "ids" in next(iter(program["targets"].values()))
        return keras.metrics.MeanIoU(classes, sparse_y_pred=False) if sparse else keras.metrics.OneHotMeanIoU(classes)
    if name == "iou":
        classes = program["nodes"][-1]["config"]["units"]
        if "ids" not in next(iter(program["targets"].values())):
            return keras.metrics.OneHotIoU(classes, options["target_class_ids"])
        return keras.metrics.IoU(classes, options["target_class_ids"], sparse_y_pred=False)
    if "threshold" in options and name not in ("f1Score", "fBetaScore", "binaryIoU"):
        options["thresholds"] = options.pop("threshold")
    kind = {"auc": "AUC", "r2Score": "R2Score", "binaryIoU": "BinaryIoU"}.get(name, name[0].upper() + name[1:])
    return getattr(keras.metrics, kind)(**options)


def python(value):
    """A configuration in Keras's words."""
    if isinstance(value, dict):
        words = {key: snake(one) if key.lower().endswith("activation") and isinstance(one, str) else one for key, one in value.items()}
        return {snake(key): python(one) for key, one in words.items()}
    if isinstance(value, list):
        return [python(one) for one in value]
    return WORDS.get(value, value) if isinstance(value, str) else value
