"""The built-in jobs `fashion-resnet`, `imdb-transformer` and `text-gpt` in PyTorch: the same layers, losses, dropouts and
numbers of parameters.

Run by itself, it prints how many parameters each of them trains.
"""
import torch
from torch import nn
import torch.nn.functional as F


class Block(nn.Module):
    def __init__(self, before, filters, strides):
        super().__init__()
        self.first = nn.Conv2d(before, filters, 3, strides, 1, bias=False)
        self.second = nn.Conv2d(filters, filters, 3, 1, 1, bias=False)
        self.norms = nn.ModuleList([nn.BatchNorm2d(filters) for _ in range(2)])
        self.outer = nn.Identity()
        if before != filters:
            self.outer = nn.Sequential(
                nn.Conv2d(before, filters, 1, strides, bias=False), nn.BatchNorm2d(filters)
            )

    def forward(self, x):
        inner = self.norms[1](self.second(F.relu(self.norms[0](self.first(x)))))
        return F.relu(self.outer(x) + inner)


def resnet():
    return nn.Sequential(
        nn.Conv2d(1, 32, 3, padding=1, bias=False), nn.MaxPool2d(2), nn.BatchNorm2d(32), nn.ReLU(),
        Block(32, 32, 1), Block(32, 64, 2), Block(64, 128, 2),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Dropout(0.3), nn.Linear(128, 10),
    )


def resnet_loss(model):
    kernels = [one.weight for one in model.modules() if isinstance(one, nn.Conv2d)]

    def loss(outputs, labels):
        penalty = sum(kernel.square().sum() for kernel in kernels)
        return F.cross_entropy(outputs, labels, label_smoothing=0.1) + 1e-4 * penalty

    return loss


class Words(nn.Module):
    """Embeddings of words and places."""

    def __init__(self, words, steps, width):
        super().__init__()
        self.words = nn.Embedding(words, width)
        self.places = nn.Parameter(0.02 * torch.randn(steps, width))

    def forward(self, tokens):
        return self.words(tokens) + self.places


class Encoder(nn.Module):
    def __init__(self, words=20000, steps=160, width=32):
        super().__init__()
        self.words = Words(words, steps, width)
        self.attention = nn.MultiheadAttention(width, 2, batch_first=True)
        self.wide, self.narrow = nn.Linear(width, 2 * width), nn.Linear(2 * width, width)
        self.norms = nn.ModuleList([nn.LayerNorm(width) for _ in range(2)])
        self.label = nn.Linear(width, 1)

    def forward(self, tokens):
        x = self.words(tokens)
        seen, _ = self.attention(x, x, x, need_weights=False)
        x = self.norms[0](x + F.dropout(seen, 0.1))
        x = self.norms[1](x + F.dropout(self.narrow(F.relu(self.wide(x))), 0.1))
        return self.label(F.dropout(x.mean(1), 0.2))


class Gpt(nn.Module):
    def __init__(self, words=4000, steps=64, width=128, blocks=3):
        super().__init__()
        self.words = Words(words, steps, width)
        self.attentions = nn.ModuleList([nn.MultiheadAttention(width, 4, batch_first=True) for _ in range(blocks)])
        self.wides = nn.ModuleList([nn.Linear(width, 4 * width) for _ in range(blocks)])
        self.narrows = nn.ModuleList([nn.Linear(4 * width, width) for _ in range(blocks)])
        self.norms = nn.ModuleList([nn.LayerNorm(width) for _ in range(2 * blocks + 1)])
        self.next = nn.Linear(width, words)
        self.register_buffer("later", torch.triu(torch.ones(steps, steps, dtype=torch.bool), 1))

    def forward(self, tokens):
        x = self.words(tokens)
        for i, attention in enumerate(self.attentions):
            y = self.norms[2 * i](x)
            seen, _ = attention(y, y, y, attn_mask=self.later, is_causal=True, need_weights=False)
            x = x + F.dropout(seen, 0.1)
            y = self.norms[2 * i + 1](x)
            x = x + F.dropout(self.narrows[i](F.gelu(self.wides[i](y))), 0.1)
        return self.next(self.norms[-1](x))


def next_words(logits, tokens):
    """The mean over each text's words, then over the texts; 0 fills short texts up."""
    wanted = tokens[:, 1:]
    nats = F.cross_entropy(logits[:, :-1].transpose(1, 2), wanted, reduction="none", ignore_index=0)
    return (nats.sum(1) / (wanted > 0).sum(1).clamp(min=1)).mean()


def parts(name, batch):
    """Model, inputs, targets and loss of a job."""
    if name == "fashion-resnet":
        model = resnet()
        return model, torch.rand(batch, 1, 28, 28), torch.randint(0, 10, (batch,)), resnet_loss(model)
    if name == "imdb-transformer":
        tokens, labels = torch.randint(0, 20000, (batch, 160)), torch.rand(batch, 1).round()
        return Encoder(), tokens, labels, F.binary_cross_entropy_with_logits
    tokens = torch.randint(1, 4000, (batch, 64))
    return Gpt(), tokens, tokens, next_words


NAMES = ("fashion-resnet", "imdb-transformer", "text-gpt")

if __name__ == "__main__":
    for name in NAMES:
        print(name, sum(one.numel() for one in parts(name, 2)[0].parameters()))
