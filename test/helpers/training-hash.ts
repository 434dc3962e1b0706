/** Hash of the losses and weights of a short training run on the wasm engine. As a program, --print prints it. */
import { createHash } from "node:crypto";
import { startEngine } from "../../experiments/lab/engine/backend.ts";
import { train } from "../../experiments/lab/nn/train.ts";
import { bodyWeights, disposeTransformer } from "../../experiments/lab/nn/transformer.ts";
import { createTinyModel, notHeldOut, tinyBatches } from "./tiny-model.ts";

export async function trainingHash(): Promise<string> {
  await startEngine("wasm");
  const hash = createHash("sha256");
  for (const arm of [{ kind: "full" }, { kind: "lora", rank: 2, alpha: 4 }] as const) {
    const model = createTinyModel(arm);
    const config = { steps: 20, warmupSteps: 5, learningRate: 3e-3, outerLearningRate: 1e-2 };
    const { trainLoss } = train(model, config, tinyBatches(), notHeldOut);
    hash.update(Float64Array.from(trainLoss));
    for (const { values } of Object.values(bodyWeights(model))) hash.update(values);
    disposeTransformer(model);
  }
  return hash.digest("hex").slice(0, 16);
}

if (process.argv.includes("--print")) process.stdout.write(`${await trainingHash()}\n`);
