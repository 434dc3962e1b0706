import * as tf from "@tensorflow/tfjs-core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { Random } from "../../../../experiments/kit/random.ts";
import type { Batch } from "../../../../experiments/lab/data/batches.ts";
import { startEngine } from "../../../../experiments/lab/engine/backend.ts";
import type { BodyTraining, ModelConfig } from "../../../../experiments/lab/nn/config.ts";
import { learningRateAt } from "../../../../experiments/lab/nn/optimizer.ts";
import { lossAndGradients, train } from "../../../../experiments/lab/nn/train.ts";
import {
  createTransformer,
  disposeTransformer,
  logitsOf,
  type Transformer,
  trainedWeights,
} from "../../../../experiments/lab/nn/transformer.ts";
import type { Weights } from "../../../../experiments/lab/nn/weights.ts";
import { allClose, numbersOf, startableEngines, tensorOf } from "../../../helpers/engines.ts";
import { type Nested, readVectors, valuesOf } from "../../../helpers/vectors.ts";

const test = suite("a transformer against PyTorch and PEFT");

/**
 * Single precision rounds by 6e-8 at most, and a pass through two layers adds up some 20 roundings. Six steps barely add
 * to them: each moves a weight by about 0.01, known to the relative accuracy of its gradient.
 */
const TOLERANCE = 2e-6;

type NestedByName = Readonly<Record<string, Nested>>;

interface Step {
  readonly learningRate: number;
  readonly inputs: Nested;
  readonly targets: Nested;
  readonly loss: number;
  readonly gradientNorm: number;
  /** At the first step and the third. */
  readonly gradients?: NestedByName;
  /** At the first step. */
  readonly logits?: Nested;
}

interface Arm {
  readonly kind: "full" | "lora";
  readonly rank: number;
  readonly alpha: number;
  readonly weights: NestedByName;
  readonly adapters: NestedByName;
  readonly steps: readonly Step[];
  readonly after: NestedByName;
}

const { config, arms } = readVectors<{ readonly config: ModelConfig; readonly arms: readonly Arm[] }>(
  "transformer",
);

/** The model at the start: the file's weights and, where it has them, its adapters. */
function modelOf({ kind, rank, alpha, weights, adapters }: Arm): Transformer {
  const trains: BodyTraining = kind === "full" ? { kind } : { kind, rank, alpha };
  const given: Weights = Object.fromEntries(
    Object.entries(weights).map(([name, nested]) => {
      const { shape, values } = valuesOf(nested);
      return [name, { shape, values: Float32Array.from(values) }];
    }),
  );
  const model = createTransformer(config, trains, given, Random.seeded(1));
  for (const { name, variable } of model.parameters) {
    const adapter = adapters[name];
    if (adapter !== undefined) tf.tidy(() => variable.assign(tensorOf(valuesOf(adapter))));
  }
  return model;
}

function batchOf({ inputs, targets }: Step): Batch {
  const [batchSize = 0, contextLength = 0] = valuesOf(inputs).shape;
  const ids = (nested: Nested) => Int32Array.from(valuesOf(nested).values);
  return { inputs: ids(inputs), targets: ids(targets), batchSize, contextLength };
}

function compareGradients(model: Transformer, { gradients: expected, ...step }: Step): void {
  if (expected === undefined) return;
  const { gradients } = lossAndGradients(model, batchOf(step));
  for (const [index, { name }] of model.parameters.entries()) {
    const gradient = valuesOf(expected[name] as Nested).values;
    allClose(numbersOf(gradients[index] as tf.Tensor), gradient, TOLERANCE, `gradient of ${name}`);
  }
  tf.dispose(gradients);
}

for (const engine of await startableEngines()) {
  for (const arm of arms) {
    const [first] = arm.steps as [Step];
    const name = arm.kind === "full" ? "full training" : "LoRA";

    test(`${name}: the first logits agree on ${engine}`, async () => {
      await startEngine(engine);
      const model = modelOf(arm);
      tf.tidy(() => {
        const ids = tf.tensor2d(batchOf(first).inputs, [4, config.contextLength], "int32");
        const expected = valuesOf(first.logits as Nested).values;
        allClose(numbersOf(logitsOf(model, ids)), expected, TOLERANCE, "logits");
      });
      disposeTransformer(model);
    });

    test(`${name}: losses, norms, gradients and weights of six steps agree on ${engine}`, async () => {
      await startEngine(engine);
      const model = modelOf(arm);
      assert.equal(model.parameters.map((parameter) => parameter.name).sort(), Object.keys(arm.after).sort());
      const steps = arm.steps.length;
      const schedule = { learningRate: 1, warmupSteps: 0, steps };
      compareGradients(model, first);
      const { trainLoss, gradientNorm } = train(
        model,
        { ...schedule, outerLearningRate: 1 },
        arm.steps.map(batchOf).values() as Iterator<Batch, never>,
        { evaluations: [], final: [] },
        (step) => {
          const next = arm.steps[step];
          if (next !== undefined) compareGradients(model, next);
        },
        // Undoes the schedule: PyTorch's rate is constant.
        { rateFactor: (step) => first.learningRate / learningRateAt(step, schedule) },
      );
      const recorded = (of: (step: Step) => number) => arm.steps.map(of);
      allClose(
        trainLoss,
        recorded(({ loss }) => loss),
        TOLERANCE,
        "losses",
      );
      allClose(
        gradientNorm,
        recorded(({ gradientNorm: norm }) => norm),
        TOLERANCE,
        "norms",
      );
      for (const [trained, { values }] of Object.entries(trainedWeights(model))) {
        allClose(values, valuesOf(arm.after[trained] as Nested).values, TOLERANCE, trained);
      }
      disposeTransformer(model);
    });
  }
}

test.run();
