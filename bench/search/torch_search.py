"""PyTorch with vmap: trials of one shape side by side, as tensors with a lane each; no sampler and no storage."""

import torch

from torch_networks import loss_for, network_of, tensors, value_for
from torch_side_by_side import side_by_side


def prepare(workload, train, valid, deviation, _folder, _index):
    train_x, train_y = tensors(workload, train)
    size, rows = workload["batchSize"], len(train_x)
    made = {}  # by lanes: what is compiled once serves all groups

    def parts_of(lanes):
        start, step, judge = side_by_side(
            lambda: network_of(workload, train_x.shape[1]),
            loss_for(workload),
            tensors(workload, valid),
            value_for(workload, deviation),
            lanes,
            "cpu",
        )
        if workload["kind"].endswith("-compiled"):
            step = torch.compile(step, dynamic=False)
        return start, step, judge

    def run(group):
        lanes = len(group)
        if lanes not in made:
            made[lanes] = parts_of(lanes)
        start, step, judge = made[lanes]
        torch.manual_seed(group[0][0])
        start(torch.tensor([params["learningRate"] for _, params in group]))
        values = []
        for _ in range(workload["epochs"]):
            order = torch.randperm(rows)
            for at in range(0, rows, size):
                batch = order[at : at + size]
                step(train_x.index_select(0, batch), train_y.index_select(0, batch))
            values.append(judge())
        return torch.stack(values).amin(0).tolist()

    return run, {"PyTorch": torch.__version__}
