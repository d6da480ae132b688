"""PyTorch's DataLoader over a folder of pictures, as people write it with torchvision.

    python pictures.py <folder> <size> <padding> <batch> <workers>

The last line has the pictures a second of the second epoch, and the ms of processor time that each took: in the first one
the workers start.
"""
import os
import sys
import time

import torch
from torch.utils.data import DataLoader
from torchvision.datasets import ImageFolder
from torchvision.transforms import v2

FOLDER = sys.argv[1]
SIZE, PADDING, BATCH, WORKERS = map(int, sys.argv[2:6])


def processor_seconds(pids):
    """Of processes so far, as Linux counts it: user and system time are the 14th and 15th field."""
    ticks = 0
    for pid in pids:
        with open(f'/proc/{pid}/stat') as stat:
            ticks += sum(map(int, stat.read().rsplit(')', 1)[1].split()[11:13]))
    return ticks / os.sysconf('SC_CLK_TCK')


if __name__ == '__main__':
    transform = v2.Compose([
        v2.Resize((SIZE, SIZE)),
        v2.RandomHorizontalFlip(),
        v2.RandomCrop(SIZE, padding=PADDING),
        v2.ToImage(),
        v2.ToDtype(torch.float32, scale=True),
    ])
    data = ImageFolder(FOLDER, transform)
    loader = DataLoader(data, batch_size=BATCH, shuffle=True, num_workers=WORKERS, persistent_workers=True)
    for images, labels in loader:
        pass
    # The workers of a loader that keeps them.
    pids = [os.getpid(), *(worker.pid for worker in loader._iterator._workers)]
    start, used = time.perf_counter(), processor_seconds(pids)
    for images, labels in loader:
        pass
    seconds, processor = time.perf_counter() - start, processor_seconds(pids) - used
    print(len(data) / seconds, 1000 * processor / len(data))
