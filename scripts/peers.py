"""The programs that proxflow's benchmarks compare with; bench/ runs this, one process for each measurement.

    peers.py versions MODULE...                      which of these modules this python imports
    peers.py assign scipy|ot DIM SECONDS FILE        one optimal assignment, again and again for some seconds
    peers.py train WIDTHS BATCH ot|none SECONDS      training steps of a flow by PyTorch, with or without pairing by POT

Each writes one line of JSON. Times are processor time; the caller sets the number of threads.
"""
import json
import resource
import sys
import time


def light():
    """POT imports these for nothing, at hundreds of megabytes and seconds."""
    for heavy in ("torch", "tensorflow", "jax", "cupy"):
        sys.modules[heavy] = None


def versions(*modules):
    if "torch" not in modules:
        light()
    found = {}
    for name in modules:
        try:
            found[name] = __import__(name).__version__
        except ImportError:
            pass
    return found


def repeat(step, seconds):
    """The times of 1 to 1000 calls of step, for some seconds; and what the last call returned."""
    base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    times, clock = [], time.perf_counter()
    while not times or sum(times) < seconds and len(times) < 1000:
        start = time.process_time()
        result = step()
        times.append(time.process_time() - start)
    return {"seconds": times, "wall": time.perf_counter() - clock, "base": base}, result


def assign(solver, dim, seconds, file):
    light()
    import numpy as np

    x, y = np.fromfile(file, "<f8").reshape(2, -1, int(dim))
    if solver == "scipy":
        from scipy.optimize import linear_sum_assignment
        from scipy.spatial.distance import cdist

        def step():
            cost = cdist(x, y, "sqeuclidean")
            return cost[linear_sum_assignment(cost)].mean()
    else:
        import ot

        def step():
            mass = np.full(len(x), 1 / len(x))
            plan, log = ot.emd(mass, mass, ot.dist(x, y), numItermax=10**9, log=True)
            if log["warning"]:
                raise RuntimeError(log["warning"])
            return log["cost"]

    measured, cost = repeat(step, float(seconds))
    return {**measured, "cost": float(cost)}


def train(widths, batch, pairing, seconds):
    """Steps as in TorchCFM's examples: an MLP of (t, x) with SELU, Adam, x0 ~ N(0, I), x1 on the circle, exact pairing
    by sampling from the plan. Without pairing the inputs and outputs are ready: the step of the network alone."""
    import os

    import numpy as np
    import torch

    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
    torch.manual_seed(0)
    np.random.seed(0)
    widths, n = [int(w) for w in widths.split("-")], int(batch)
    layers = []
    for a, b in zip(widths, widths[1:]):
        layers += [torch.nn.Linear(a, b), torch.nn.SELU()]
    model = torch.nn.Sequential(*layers[:-1])
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)

    def descend(inputs, targets):
        optimizer.zero_grad()
        loss = torch.mean((model(inputs) - targets) ** 2)
        loss.backward()
        optimizer.step()
        return loss.item()

    if pairing == "none":
        inputs, targets = torch.randn(n, widths[0]), torch.randn(n, widths[-1])

        def step():
            return descend(inputs, targets)
    else:
        import ot

        mass = ot.unif(n)

        def step():
            angle = 2 * np.pi * torch.rand(n)
            x0, x1 = torch.randn(n, 2), torch.stack([angle.cos(), angle.sin()], 1)
            plan = ot.emd(mass, mass, (torch.cdist(x0, x1) ** 2).numpy()).flatten()
            i, j = np.divmod(np.random.choice(n * n, p=plan / plan.sum(), size=n), n)
            x0, x1, t = x0[i], x1[j], torch.rand(n, 1)
            return descend(torch.cat([(1 - t) * x0 + t * x1, t], 1), x1 - x0)

    for _ in range(3):  # the first steps allocate
        step()
    measured, loss = repeat(step, float(seconds))
    return {**measured, "cost": loss}


if __name__ == "__main__":
    command, *arguments = sys.argv[1:]
    print(json.dumps({"versions": versions, "assign": assign, "train": train}[command](*arguments)))
