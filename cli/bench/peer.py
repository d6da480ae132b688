"""Times training steps of the peers, one thread a process. The models are those of the built-in jobs: same layers,
losses, optimizers and dropouts.

    peer.py <torch|torch-both-dropouts|torch-cuda|torch-cuda-compiled|ddp|keras|keras-mirrored|gloo> <model> <batch or bytes> <steps> <workers>

Prints JSON: seconds of each step, and the most memory that the first process held.
"""
import json
import os
import resource
import socket
import subprocess
import sys
import time

os.environ.update(OMP_NUM_THREADS="1", TF_NUM_INTRAOP_THREADS="1", TF_NUM_INTEROP_THREADS="1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
PEER, MODEL = sys.argv[1:3]
BATCH, STEPS, WORKERS = map(int, sys.argv[3:6])
WARM = max(3, STEPS // 5)


def torch_parts(batch):
    import torch
    from torch import nn
    import torch.nn.functional as F
    import peer_models

    torch.set_num_threads(1)
    torch.manual_seed(1)
    if MODEL in peer_models.NAMES:
        parts = peer_models.parts(MODEL, batch)
        return *parts, torch.optim.Adam(parts[0].parameters())

    class Lstm(nn.Module):
        """Input dropout as in Keras; PyTorch's LSTM has no recurrent dropout, so it is left out here."""

        def __init__(self):
            super().__init__()
            self.embedding = nn.Embedding(20000, 128)
            self.dropout = nn.Dropout(0.2)
            self.lstm = nn.LSTM(128, 128, batch_first=True)
            self.output = nn.Linear(128, 1)

        def forward(self, tokens):
            _, (last, _) = self.lstm(self.dropout(self.embedding(tokens)))
            return self.output(last[-1])

    class BothDropouts(nn.Module):
        """The job's very mathematics: input and recurrent dropout with one mask a sequence, step by step."""

        def __init__(self):
            super().__init__()
            self.embedding = nn.Embedding(20000, 128)
            self.into, self.again = nn.Linear(128, 512), nn.Linear(128, 512, bias=False)
            self.output = nn.Linear(128, 1)

        def forward(self, tokens):
            x = self.embedding(tokens)
            h = c = x.new_zeros(x.shape[0], 128)
            kept = F.dropout(torch.ones_like(x[:, 0]), 0.2)
            kept_again = F.dropout(torch.ones_like(h), 0.2)
            projected = self.into(x * kept[:, None])
            for t in range(x.shape[1]):
                i, f, g, o = (projected[:, t] + self.again(h * kept_again)).chunk(4, 1)
                c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
                h = torch.sigmoid(o) * torch.tanh(c)
            return self.output(h)

    labels = torch.randint(0, 10, (batch,))
    if MODEL == "mnist-mlp":
        model = nn.Sequential(nn.Linear(784, 512), nn.ReLU(), nn.Linear(512, 10))
        return model, torch.rand(batch, 784), labels, F.cross_entropy, torch.optim.RMSprop(model.parameters(), 0.001)
    if MODEL == "mnist-cnn":
        model = nn.Sequential(
            nn.Conv2d(1, 32, 3), nn.ReLU(), nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Dropout(0.25),
            nn.Flatten(), nn.Linear(9216, 128), nn.ReLU(), nn.Dropout(0.5), nn.Linear(128, 10),
        )
        return model, torch.rand(batch, 1, 28, 28), labels, F.cross_entropy, torch.optim.Adam(model.parameters())
    model = BothDropouts() if PEER == "torch-both-dropouts" else Lstm()
    tokens, targets = torch.randint(0, 20000, (batch, 80)), torch.rand(batch, 1).round()
    return model, tokens, targets, F.binary_cross_entropy_with_logits, torch.optim.Adam(model.parameters())


def time_steps(step):
    times = []
    for i in range(WARM + STEPS):
        start = time.perf_counter()
        step()
        times.append(time.perf_counter() - start)
    return times[WARM:]


def torch_step(model, inputs, targets, loss, optimizer):
    import torch

    on_gpu = PEER.startswith("torch-cuda")
    if on_gpu:
        # Products in TF32, as TensorFlow computes them.
        torch.set_float32_matmul_precision("high")
        model.cuda()
        inputs, targets = inputs.cuda(), targets.cuda()
    if PEER == "torch-cuda-compiled":
        model = torch.compile(model)

    def step():
        optimizer.zero_grad()
        loss(model(inputs), targets).backward()
        if MODEL == "text-gpt":
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1)
        optimizer.step()
        if on_gpu:
            torch.cuda.synchronize()

    return step


def in_group(rank, world, port, result):
    os.environ.update(MASTER_ADDR="127.0.0.1", MASTER_PORT=str(port))
    measured = member(rank, world)
    if rank == 0:
        result.put(measured)


def member(rank, world):
    import torch.distributed as dist

    dist.init_process_group("gloo", rank=rank, world_size=world)
    if PEER == "gloo":
        import torch

        torch.set_num_threads(1)
        numbers = torch.full((BATCH // 4,), 1e-3)

        def step():
            dist.all_reduce(numbers)
            numbers.fill_(1e-3)

        times = time_steps(step)
    else:
        from torch.nn.parallel import DistributedDataParallel

        model, inputs, targets, loss, _ = torch_parts(BATCH // world)
        wrapped = DistributedDataParallel(model)
        import torch

        kind = torch.optim.RMSprop if MODEL == "mnist-mlp" else torch.optim.Adam
        times = time_steps(torch_step(wrapped, inputs, targets, loss, kind(wrapped.parameters(), 0.001)))
    dist.barrier()
    dist.destroy_process_group()
    return result_of(times)


def grouped():
    import torch.multiprocessing as mp

    result = mp.get_context("spawn").SimpleQueue()
    processes = mp.spawn(in_group, args=(WORKERS, free_port(), result), nprocs=WORKERS, join=False)
    # A rank that fails ends this, with its error.
    while result.empty() and not processes.join(timeout=0.1):
        pass
    measured = result.get()
    processes.join()
    return measured


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def result_of(times):
    return {"seconds": times, "memoryBytes": 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}


def keras_model():
    import numpy as np
    import keras
    from keras import layers

    if MODEL == "imdb-lstm":
        model = keras.Sequential([
            layers.Embedding(20000, 128),
            layers.LSTM(128, dropout=0.2, recurrent_dropout=0.2),
            layers.Dense(1, activation="sigmoid"),
        ])
        x, y = np.random.randint(0, 20000, (BATCH, 80)), np.random.rand(BATCH, 1).round()
        loss, optimizer = "binary_crossentropy", "adam"
    else:
        y, loss = np.eye(10)[np.random.randint(0, 10, BATCH)].astype("float32"), "categorical_crossentropy"
        if MODEL == "mnist-mlp":
            model = keras.Sequential([layers.Dense(512, activation="relu"), layers.Dense(10, activation="softmax")])
            x, optimizer = np.random.rand(BATCH, 784).astype("float32"), "rmsprop"
        else:
            model = keras.Sequential([
                layers.Conv2D(32, 3, activation="relu"), layers.Conv2D(64, 3, activation="relu"),
                layers.MaxPooling2D(2), layers.Dropout(0.25), layers.Flatten(),
                layers.Dense(128, activation="relu"), layers.Dropout(0.5), layers.Dense(10, activation="softmax"),
            ])
            x, optimizer = np.random.rand(BATCH, 28, 28, 1).astype("float32"), "adam"
    model.compile(optimizer=optimizer, loss=loss, metrics=["accuracy"])
    return model, x, y


def keras_steps():
    import tensorflow as tf

    model, x, y = keras_model()
    # The compiled step that `fit` runs, on data that is there already.
    model.make_train_function()
    data = tf.data.Dataset.from_tensors((x, y)).repeat()
    return time_keras(model, iter(data))


def time_keras(model, iterator):
    import tensorflow as tf

    # Reading the loss waits for the step.
    return time_steps(lambda: [float(value) for value in tf.nest.flatten(model.train_function(iterator))])


def mirrored():
    """A process a worker, as TensorFlow's guide has it; each runs this file again with its place in TF_CONFIG."""
    workers = [f"127.0.0.1:{free_port()}" for _ in range(WORKERS)]
    place = lambda index: json.dumps({"cluster": {"worker": workers}, "task": {"type": "worker", "index": index}})
    start = lambda index, **more: subprocess.Popen(
        [sys.executable, *sys.argv], env={**os.environ, "TF_CONFIG": place(index)}, **more
    )
    others = [start(index, stdout=subprocess.DEVNULL) for index in range(1, WORKERS)]
    first = start(0, stdout=subprocess.PIPE, text=True)
    output, _ = first.communicate()
    for other in others:
        other.kill()
    if first.returncode != 0:
        sys.exit(first.returncode)
    return json.loads(output.strip().split("\n")[-1])


def mirrored_steps():
    import tensorflow as tf

    strategy = tf.distribute.MultiWorkerMirroredStrategy()
    with strategy.scope():
        model, x, y = keras_model()
        model.make_train_function()
    options = tf.data.Options()
    options.experimental_distribute.auto_shard_policy = tf.data.experimental.AutoShardPolicy.OFF
    # What each worker has of the batch.
    own = slice(0, BATCH // WORKERS)
    data = tf.data.Dataset.from_tensors((x[own], y[own])).repeat().with_options(options)
    return time_keras(model, iter(strategy.distribute_datasets_from_function(lambda _: data)))


if __name__ == "__main__":
    if PEER.startswith("torch"):
        measured = result_of(time_steps(torch_step(*torch_parts(BATCH))))
    elif PEER == "keras":
        measured = result_of(keras_steps())
    elif PEER == "keras-mirrored":
        measured = result_of(mirrored_steps()) if "TF_CONFIG" in os.environ else mirrored()
    else:
        # A rank that somebody else has started, named as PyTorch's launcher names it.
        measured = member(int(os.environ["RANK"]), WORKERS) if "RANK" in os.environ else grouped()
    print(json.dumps(measured))
