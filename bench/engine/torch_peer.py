"""PyTorch for bench/engine. A kind is `torch`, `torch-fused` (fused Adam) or `torch-vmap` (networks side by side), and
what follows it: `-compiled` steps go through torch.compile, `-graph` replays each epoch as one CUDA graph."""

import torch
from torch import nn
from torch.nn import functional as F

from torch_side_by_side import keep, side_by_side

torch.backends.cudnn.allow_tf32 = False
torch.set_float32_matmul_precision("highest")


def trainer(x, y, kind, network, batch, lanes, device):
    if device == "cpu":
        torch.set_num_threads(1)
    x, y = torch.from_numpy(x).to(device), torch.from_numpy(y).to(device)
    if network != "mlp":
        x = x.permute(0, 3, 1, 2).contiguous()
    rows = len(x)
    if kind.startswith("torch-vmap"):
        loss_of = loss_for(network)
        start, step, judge = side_by_side(
            lambda: network_of(network), loss_of, (x[:1], y[:1]), loss_of, lanes, device
        )
        start(torch.full((lanes,), 1e-3, device=device))
    else:
        step, judge = lone_network(x, y, kind, network)
    if "-compiled" in kind:
        step = torch.compile(step, dynamic=False)

    def epoch(order):
        for at in range(0, rows, batch):
            index = order[at : at + batch]
            step(x.index_select(0, index), y.index_select(0, index))
        judge()

    if kind.endswith("-graph") and device == "cuda":
        epoch = captured(epoch, rows, device)

    def train(epochs):
        for _ in range(epochs):
            epoch(torch.randperm(rows, device=device))
        if device == "cuda":
            torch.cuda.synchronize()

    return train


def network_of(name):
    if name == "mlp":
        return nn.Sequential(nn.Linear(220, 20), nn.ReLU(), nn.Linear(20, 20), nn.ReLU(), nn.Linear(20, 1))
    layers, channels = [], 1
    if name == "pool":
        for _ in range(3):
            layers += [nn.Conv2d(channels, 16, 3, padding=1), nn.BatchNorm2d(16), nn.ReLU(), nn.MaxPool2d(2)]
            channels = 16
        return nn.Sequential(*layers, nn.Flatten(), nn.Linear(64, 10))
    for filters in (8, 16, 32, 64):
        layers += [nn.Conv2d(channels, filters, 3), nn.ReLU()]
        channels = filters
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(4096, 10))


def loss_for(network):
    return F.mse_loss if network == "mlp" else F.cross_entropy


def lone_network(x, y, kind, network):
    net = network_of(network).to(x.device)
    loss_of = loss_for(network)
    optimizer = torch.optim.Adam(
        net.parameters(), 1e-3, fused="-fused" in kind, capturable=kind.endswith("-graph")
    )
    params = list(net.parameters())
    best = [one.detach().clone() for one in params]
    best_loss = torch.full((), torch.inf, device=x.device)

    def step(a, b):
        optimizer.zero_grad(set_to_none=True)
        loss_of(net(a), b).backward()
        optimizer.step()

    @torch.no_grad()
    def judge():
        net.eval()
        loss = loss_of(net(x[:1]), y[:1])
        net.train()
        keep(loss < best_loss, [one.detach() for one in params], best)
        torch.minimum(loss, best_loss, out=best_loss)

    return step, judge


def captured(epoch, rows, device):
    """`epoch` as a CUDA graph, as PyTorch's documentation captures one: warmed up on a stream of its own."""
    order = torch.arange(rows, device=device)
    side = torch.cuda.Stream()
    side.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side):
        for _ in range(3):
            epoch(order)
    torch.cuda.current_stream().wait_stream(side)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        epoch(order)

    def replay(next_order):
        order.copy_(next_order)
        graph.replay()

    return replay
