import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { NamedTensorInfoMap, TensorInfo } from "@tensorflow/tfjs-core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { inputsOf, rowsOf } from "../../../../../experiments/lab/engine/wasm/define.ts";
import type { Kernels } from "../../../../../experiments/lab/engine/wasm/placed-kernels.ts";
import { parametersOf, signatures } from "../../../../../experiments/lab/engine/wasm/signatures.ts";
import { repository } from "../../../../helpers/project.ts";

const test = suite("kernel signatures");

const folder = join(repository, "experiments/lab/engine/kernels");
const sources = readdirSync(folder)
  .filter((name) => name.endsWith(".ts"))
  .map((name) => readFileSync(join(folder, name), "utf8"));

const normalised = (list: string) => list.replace(/\s+/g, " ").replace(/,\s*$/, "").trim();

test("the lists are those of the sources: names, order and types of every exported kernel", () => {
  const exported = sources.flatMap((text) => [
    ...text.matchAll(/^export function (?<name>\w+)\((?<list>[^)]*)\)/gm),
  ]);
  const lists = new Map(exported.map(({ groups }) => [groups?.name ?? "", normalised(groups?.list ?? "")]));
  // What one file of kernels/ takes from another is no kernel.
  const shared = sources.flatMap((text) => [...text.matchAll(/^import \{(?<names>[^}]*)\} from "\.\/\w/gm)]);
  for (const { groups } of shared) for (const name of groups?.names?.match(/\w+/g) ?? []) lists.delete(name);
  const ours = Object.entries(signatures).map(([name, list]) => [name, normalised(list)] as const);
  assert.equal(Object.fromEntries(ours), Object.fromEntries(lists));
});

test("a list is read in its order", () => {
  assert.equal(parametersOf("layerNorm"), ["rows", "channels", "epsilon", "x", "out", "inverse"]);
  assert.equal(parametersOf("reluGradient"), ["count", "x", "gradient", "out"]);
  assert.equal(parametersOf("productScratchBytes"), []);
});

test("a swapped pair of arguments does not compile, nor one that is missing or of another type", () => {
  const calls = (kernels: Kernels, inputs: NamedTensorInfoMap, out: TensorInfo) => {
    const { x, gradient } = inputsOf(inputs, "x", "gradient");
    const { rows, channels } = rowsOf(x);
    kernels.sumRows({ rows, channels, source: out, out });
    // @ts-expect-error: rows and channels are swapped
    kernels.sumRows({ rows: channels, channels: rows, source: out, out });
    kernels.reluGradient({ count: 1, x, gradient, out });
    // @ts-expect-error: two tensors are swapped
    kernels.reluGradient({ count: 1, x: gradient, gradient: x, out });
    // @ts-expect-error: a count and a tensor are swapped
    kernels.relu({ count: x, x: 1, out });
    // @ts-expect-error: a number is no address
    kernels.relu({ count: 1, x, out: 8 });
    // @ts-expect-error: nothing is written
    kernels.relu({ count: 1, x });
    // @ts-expect-error: no kernel's argument has this name
    kernels.relu({ count: 1, x, out, target: out });
    // @ts-expect-error: positions say nothing
    kernels.relu(1, x, out);
  };
  assert.type(calls, "function");
});

test.run();
