"""A whole training as people write it with PyTorch: DDP over Gloo, one thread a process, a test after each epoch.

    python -m torch.distributed.run --nproc_per_node 2 whole.py <model> <folder> <global batch> <epochs>

The folder holds what `whole.ts` writes: the data as float32 or int32, and its shapes. The first process prints JSON: the
time of its first step's end, in seconds since 1970, and the accuracy that it has reached.
"""
import json
import sys
import time

import numpy as np
import torch
import torch.distributed as dist
import torch.nn.functional as F
from torch import nn
from torch.nn.parallel import DistributedDataParallel

MODEL, FOLDER = sys.argv[1:3]
BATCH, EPOCHS = map(int, sys.argv[3:5])


class Lstm(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(20000, 128)
        self.dropout = nn.Dropout(0.2)
        self.lstm = nn.LSTM(128, 128, batch_first=True)
        self.output = nn.Linear(128, 1)

    def forward(self, tokens):
        _, (last, _) = self.lstm(self.dropout(self.embedding(tokens)))
        return self.output(last[-1]).squeeze(1)


def parts():
    if MODEL == "mnist-mlp":
        model = nn.Sequential(nn.Linear(784, 512), nn.ReLU(), nn.Linear(512, 10))
        return model, torch.optim.RMSprop(model.parameters(), 0.001)
    if MODEL == "mnist-cnn":
        model = nn.Sequential(
            nn.Conv2d(1, 32, 3), nn.ReLU(), nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Dropout(0.25),
            nn.Flatten(), nn.Linear(9216, 128), nn.ReLU(), nn.Dropout(0.5), nn.Linear(128, 10),
        )
        return model, torch.optim.Adam(model.parameters())
    model = Lstm()
    return model, torch.optim.Adam(model.parameters())


def data(split):
    with open(f"{FOLDER}/shapes.json") as file:
        shapes = json.load(file)[split]
    read = lambda name, kind: torch.from_numpy(np.fromfile(f"{FOLDER}/{split}-{name}", kind)).reshape(shapes[name])
    inputs = read("inputs", np.int32 if MODEL == "imdb-lstm" else np.float32)
    return inputs, read("labels", np.int32).long()


def main():
    torch.set_num_threads(1)
    torch.manual_seed(1)
    dist.init_process_group("gloo")
    rank, world = dist.get_rank(), dist.get_world_size()
    (inputs, labels), (test_inputs, test_labels) = data("train"), data("test")
    model, optimizer = parts()
    wrapped = DistributedDataParallel(model)
    binary = MODEL == "imdb-lstm"
    loss_of = (lambda out, y: F.binary_cross_entropy_with_logits(out, y.float())) if binary else F.cross_entropy
    right = (lambda out, y: ((out > 0) == (y > 0)).sum()) if binary else (lambda out, y: (out.argmax(1) == y).sum())
    first = accuracy = None
    for epoch in range(EPOCHS):
        order = torch.randperm(len(inputs), generator=torch.Generator().manual_seed(epoch))
        wrapped.train()
        for start in range(0, len(inputs), BATCH):
            own = order[start : start + BATCH][rank::world]
            optimizer.zero_grad()
            loss_of(wrapped(inputs[own]), labels[own]).backward()
            optimizer.step()
            first = first or time.time()
        wrapped.eval()
        correct = torch.zeros(1)
        with torch.no_grad():
            for start in range(rank * 1000, len(test_inputs), world * 1000):
                some = slice(start, start + 1000)
                correct += right(model(test_inputs[some]), test_labels[some])
        dist.all_reduce(correct)
        accuracy = correct.item() / len(test_inputs)
        if rank == 0:
            print(f"epoch {epoch + 1}: {accuracy:.4f}", file=sys.stderr, flush=True)
    if rank == 0:
        print(json.dumps({"firstStep": first, "accuracy": accuracy}))
    dist.destroy_process_group()


main()
