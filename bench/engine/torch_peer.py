"""PyTorch for bench/engine. A kind is `torch`, `torch-fused` (fused Adam) or `torch-vmap` (networks side by side), and
what follows it: `-compiled` steps go through torch.compile, `-graph` replays each epoch as one CUDA graph."""

import torch
from torch import nn
from torch.func import functional_call, grad, stack_module_state, vmap
from torch.nn import functional as F

torch.backends.cudnn.allow_tf32 = False
torch.set_float32_matmul_precision("highest")


def trainer(x, y, kind, network, batch, lanes, device):
    if device == "cpu":
        torch.set_num_threads(1)
    x, y = torch.from_numpy(x).to(device), torch.from_numpy(y).to(device)
    if network == "conv":
        x = x.permute(0, 3, 1, 2).contiguous()
    rows = len(x)
    make = side_by_side if kind.startswith("torch-vmap") else lone_network
    step, judge = make(x, y, kind, network, lanes)
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
    for filters in (8, 16, 32, 64):
        layers += [nn.Conv2d(channels, filters, 3), nn.ReLU()]
        channels = filters
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(4096, 10))


def loss_for(network):
    return F.mse_loss if network == "mlp" else F.cross_entropy


def lone_network(x, y, kind, network, _lanes):
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
        loss = loss_of(net(x[:1]), y[:1])
        keep(loss < best_loss, [one.detach() for one in params], best)
        torch.minimum(loss, best_loss, out=best_loss)

    return step, judge


def side_by_side(x, y, _kind, network, lanes):
    """Lanes of one network: weights are stacked, each lane has a learning rate of its own."""
    device, loss_of = x.device, loss_for(network)
    stacked, _ = stack_module_state([network_of(network).to(device) for _ in range(lanes)])
    params = {name: value.detach() for name, value in stacked.items()}
    base = network_of(network).to("meta")

    def loss(p, a, b):
        return loss_of(functional_call(base, p, (a,)), b)

    gradient = vmap(grad(loss), in_dims=(0, None, None))
    values = list(params.values())
    mean, square, best = ([torch.zeros_like(value) for value in values] for _ in range(3))
    rate = torch.full((lanes,), 1e-3, device=device)
    done = torch.zeros((), device=device)
    best_loss = torch.full((lanes,), torch.inf, device=device)

    @torch.no_grad()
    def step(a, b):
        grads = list(gradient(params, a, b).values())
        done.add_(1)
        scale = rate * (1 - 0.999**done) ** 0.5 / (1 - 0.9**done)
        torch._foreach_lerp_(mean, grads, 0.1)
        torch._foreach_mul_(square, 0.999)
        torch._foreach_addcmul_(square, grads, grads, 0.001)
        divisor = torch._foreach_sqrt(square)
        torch._foreach_add_(divisor, 1e-8)
        updates = torch._foreach_div(mean, divisor)
        torch._foreach_mul_(updates, [per_lane(scale, value) for value in values])
        torch._foreach_sub_(values, updates)

    @torch.no_grad()
    def judge():
        losses = vmap(loss, in_dims=(0, None, None))(params, x[:1], y[:1])
        keep(losses < best_loss, values, best)
        torch.minimum(losses, best_loss, out=best_loss)

    return step, judge


def per_lane(scale, like):
    return scale.view(-1, *[1] * (like.dim() - 1))


def keep(better, values, best):
    """Copies the weights of what is better, without waiting for the GPU."""
    for value, kept in zip(values, best):
        chosen = per_lane(better, value) if better.dim() else better
        torch.where(chosen, value, kept, out=kept)


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
