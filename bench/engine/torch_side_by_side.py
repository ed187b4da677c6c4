"""Networks of one shape side by side in PyTorch: torch.func's vmap, and Adam on the stacked weights."""

import torch
from torch.func import functional_call, grad, stack_module_state, vmap


def side_by_side(make, loss_of, valid, value_of, lanes, device):
    """`start(rates)` begins with new networks, of which each lane has a learning rate of its own; `step(x, y)` trains on
    a batch; `judge()` returns `value_of` (less is better) on the rows `valid`, and keeps the weights where it is best."""
    params = stacked(make, lanes, device)
    base = make().to("meta")

    def of(function):
        return lambda p, a, b: function(functional_call(base, p, (a,)), b)

    gradient = vmap(grad(of(loss_of)), in_dims=(0, None, None))
    values_of = vmap(of(value_of), in_dims=(0, None, None))
    values = list(params.values())
    mean, square, best = ([torch.zeros_like(value) for value in values] for _ in range(3))
    rates = torch.zeros(lanes, device=device)
    done = torch.zeros((), device=device)
    best_value = torch.full((lanes,), torch.inf, device=device)

    @torch.no_grad()
    def start(new_rates):
        for value, fresh in zip(values, stacked(make, lanes, device).values()):
            value.copy_(fresh)
        for one in (*mean, *square, done):
            one.zero_()
        best_value.fill_(torch.inf)
        rates.copy_(new_rates)

    @torch.no_grad()
    def step(a, b):
        grads = list(gradient(params, a, b).values())
        done.add_(1)
        scale = rates * (1 - 0.999**done) ** 0.5 / (1 - 0.9**done)
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
        found = values_of(params, *valid)
        keep(found < best_value, values, best)
        torch.minimum(found, best_value, out=best_value)
        return found

    return start, step, judge


def stacked(make, lanes, device):
    params, _ = stack_module_state([make().to(device) for _ in range(lanes)])
    return {name: value.detach() for name, value in params.items()}


def per_lane(scale, like):
    return scale.view(-1, *[1] * (like.dim() - 1))


def keep(better, values, best):
    """Copies the weights of what is better, without waiting for the GPU."""
    for value, kept in zip(values, best):
        chosen = per_lane(better, value) if better.dim() else better
        torch.where(chosen, value, kept, out=kept)
