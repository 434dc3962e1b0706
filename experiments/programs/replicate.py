"""Trains the runs that `npm run replicate` wrote, with PyTorch and PEFT, and prints final losses side by side.

Usage: python replicate.py DIR
Needs: pip install torch==2.15.0 peft==0.21.2

Everything drawn at random comes from the files: weights, adapters, batches. So do the learning rates. What remains is
the model, the optimizer and their arithmetic, and these are PyTorch's and PEFT's own. Results go to DIR/pytorch.json.
"""
import datetime
import json
import pathlib
import sys

import peft
import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import nn

TOLERANCE = 1e-3  # of a step's loss: runs with a larger difference count as different
LINEARS = ["query", "key", "value", "output", "up", "down"]


class Block(nn.Module):
    def __init__(self, dModel, dFf, nHeads, **_):
        super().__init__()
        self.heads = nHeads
        self.query, self.key, self.value, self.output = (nn.Linear(dModel, dModel, bias=False) for _ in range(4))
        self.up, self.down = nn.Linear(dModel, dFf, bias=False), nn.Linear(dFf, dModel, bias=False)

    def forward(self, x):
        batch, length, channels = x.shape
        split = lambda values: values.view(batch, length, self.heads, -1).transpose(1, 2)
        n = F.layer_norm(x, (channels,))
        mixed = F.scaled_dot_product_attention(*(split(f(n)) for f in (self.query, self.key, self.value)), is_causal=True)
        x = x + self.output(mixed.transpose(1, 2).reshape(x.shape))
        return x + self.down(F.relu(self.up(F.layer_norm(x, (channels,)))))


class Transformer(nn.Module):
    """GPT-2 without biases, and without gain and shift in its layer norms."""

    def __init__(self, model, weights):
        super().__init__()
        self.embedding = nn.Embedding.from_pretrained(weights["embedding"].clone(), freeze=False)
        self.positions = nn.Parameter(weights["positions"].clone())
        self.layers = nn.ModuleList(Block(**model) for _ in range(model["nLayers"]))
        self.head = nn.Linear(*weights["head"].shape, bias=False)
        with torch.no_grad():  # The files have [inputs, outputs]; PyTorch keeps the transpose.
            self.head.weight.copy_(weights["head"].T)
            for layer, block in enumerate(self.layers):
                for name in LINEARS:
                    getattr(block, name).weight.copy_(weights[f"layers.{layer}.{name}"].T)

    def forward(self, ids):
        x = self.embedding(ids) + self.positions
        for block in self.layers:
            x = block(x)
        return self.head(F.layer_norm(x, x.shape[-1:]))


def with_adapters(model, rank, alpha, adapters):
    """PEFT freezes the model and adapts all linear layers of the body. Embeddings, positions and head stay trained."""
    config = peft.LoraConfig(r=rank, lora_alpha=alpha, target_modules=LINEARS, bias="none")
    model = peft.get_peft_model(model, config).base_model.model
    for outer in (model.embedding.weight, model.positions, model.head.weight):
        outer.requires_grad_(True)
    with torch.no_grad():
        for name, values in adapters.items():  # layers.0.query.loraA
            _, layer, linear, factor = name.split(".")
            adapter = {"loraA": "lora_A", "loraB": "lora_B"}[factor]
            getattr(getattr(model.layers[int(layer)], linear), adapter)["default"].weight.copy_(values.T)
    return model


def loss_of(model, inputs, targets):
    logits = model(inputs.long())
    return F.cross_entropy(logits.flatten(0, 1), targets.long().flatten())


def train(run, tensors):
    """Returns the losses of all steps and the held-out loss after the last."""
    under = lambda prefix: {name[len(prefix):]: values for name, values in tensors.items() if name.startswith(prefix)}
    model = Transformer(run["model"], under("weights."))
    if run["trains"]["kind"] == "lora":
        model = with_adapters(model, run["trains"]["rank"], run["trains"]["alpha"], under("adapters."))
    outer = [model.embedding.weight, model.positions, model.head.weight]
    body = [p for p in model.layers.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW([{"params": body}, {"params": outer}], lr=0, betas=(0.9, 0.95), eps=1e-8, weight_decay=0)
    losses = []
    for step in range(run["steps"]):
        loss = loss_of(model, tensors["inputs"][step], tensors["targets"][step])
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(body + outer, 1.0)
        for group, rates in zip(optimizer.param_groups, ("rates.body", "rates.outer")):
            group["lr"] = tensors[rates][step].item()
        optimizer.step()
        losses.append(loss.item())
    with torch.no_grad():
        batches = zip(tensors["heldOut.inputs"].split(64), tensors["heldOut.targets"].split(64))
        held_out = [loss_of(model, *batch).item() * len(batch[0]) for batch in batches]
    return losses, sum(held_out) / len(tensors["heldOut.inputs"])


def main(folder):
    torch.set_num_threads(1)
    described = json.loads((folder / "runs.json").read_text())
    made = {"torch": torch.__version__.split("+")[0], "peft": peft.__version__}
    result = {"commit": described["commit"], "madeWith": made, "date": str(datetime.date.today()),
              "tolerance": TOLERANCE, "runs": []}
    for run in described["runs"]:
        tensors = load_file(folder / f"{run['name']}.safetensors")
        losses, there = train(run, tensors)
        apart = [step for step, pair in enumerate(zip(losses, tensors["trainLoss"].tolist())) if abs(pair[0] - pair[1]) > TOLERANCE]
        row = {name: run[name] for name in ("arm", "seed", "steps", "digest")}
        row |= {"here": run["finalLoss"], "pytorch": there, "agreeingSteps": apart[0] if apart else run["steps"]}
        result["runs"].append(row)
        (folder / "pytorch.json").write_text(json.dumps(result, indent=2) + "\n")
        print("{arm:8}{seed:6}{steps:7}  here {here:.4f}  PyTorch {pytorch:.4f}  to {tolerance} for {agreeingSteps} steps".format(tolerance=TOLERANCE, **row), flush=True)
    full = {(row["seed"], row["steps"]): row for row in result["runs"] if row["arm"] == "full"}
    for row in result["runs"]:
        base = full.get((row["seed"], row["steps"]))
        if row is not base and base is not None:
            gaps = [row[side] - base[side] for side in ("here", "pytorch")]
            print("{:8}{:6}{:7}  gap here {:.4f}  PyTorch {:.4f}".format(row["arm"], row["seed"], row["steps"], *gaps))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
