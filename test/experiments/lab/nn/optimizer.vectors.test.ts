import * as tf from "@tensorflow/tfjs-core";
import { suite } from "uvu";
import { startEngine } from "../../../../experiments/lab/engine/backend.ts";
import { adamW, globalNorm } from "../../../../experiments/lab/engine/ops.ts";
import { createOptimizer } from "../../../../experiments/lab/nn/optimizer.ts";
import type { Parameter } from "../../../../experiments/lab/nn/transformer.ts";
import { allClose, numbersOf, startableEngines, tensorOf } from "../../../helpers/engines.ts";
import { type Nested, readVectors, valuesOf } from "../../../helpers/vectors.ts";

const test = suite("AdamW against PyTorch");

/** Ten steps round each parameter, of size 2 to 4, by 2e-7 at most, and mostly by less. */
const TOLERANCE = 1e-6;

interface Case {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
  readonly clipNorm: number | null;
  readonly start: readonly Nested[];
  readonly steps: readonly {
    readonly learningRate: number;
    readonly gradients: readonly Nested[];
    readonly globalNorm: number;
    readonly parameters: readonly Nested[];
  }[];
}

const { cases } = readVectors<{ readonly cases: readonly Case[] }>("adamw");

const parametersOf = ({ start }: Case): Parameter[] =>
  start.map((value, index) => ({
    name: `parameter ${index}`,
    group: index === 0 ? "outer" : "body",
    variable: tf.tidy(() => tf.variable(tensorOf(valuesOf(value)))),
  }));

type Step = (gradients: readonly tf.Tensor[], learningRate: number, step: number) => number;

/** Takes a case's steps and compares the norm and the parameters after each. */
function follow({ steps }: Case, parameters: readonly Parameter[], take: Step): void {
  for (const [index, expected] of steps.entries()) {
    const gradients = expected.gradients.map((gradient) => tensorOf(valuesOf(gradient)));
    const norm = take(gradients, expected.learningRate, index + 1);
    allClose([norm], [expected.globalNorm], TOLERANCE, `global norm at step ${index + 1}`);
    tf.dispose(gradients);
    for (const [which, { name, variable }] of parameters.entries()) {
      const after = valuesOf(expected.parameters[which] as Nested).values;
      allClose(numbersOf(variable), after, TOLERANCE, `${name} after step ${index + 1}`);
    }
  }
}

for (const engine of await startableEngines()) {
  for (const expected of cases) {
    const { beta1, beta2, epsilon, weightDecay, clipNorm } = expected;
    const clipping = clipNorm === null ? "without clipping" : `clipped to ${clipNorm}`;
    test(`AdamW with a decay of ${weightDecay}, ${clipping}, agrees with PyTorch on ${engine}`, async () => {
      await startEngine(engine);
      const parameters = parametersOf(expected);
      const states = parameters.map(({ variable }) => ({
        first: tf.tidy(() => tf.variable(tf.zerosLike(variable))),
        second: tf.tidy(() => tf.variable(tf.zerosLike(variable))),
      }));
      follow(expected, parameters, (gradients, learningRate, step) => {
        const norm = globalNorm(gradients);
        const gradientScale = clipNorm === null ? 1 : Math.min(1, clipNorm / norm);
        const settings = { beta1, beta2, epsilon, weightDecay, learningRate, step, gradientScale };
        for (const [index, state] of states.entries()) {
          const { variable } = parameters[index] as Parameter;
          adamW(variable, gradients[index] as tf.Tensor, state, settings);
        }
        return norm;
      });
      tf.dispose([parameters.map(({ variable }) => variable), states]);
    });
  }

  test(`the optimizer of every training agrees with PyTorch's clipped AdamW on ${engine}`, async () => {
    await startEngine(engine);
    const expected = cases.find(({ weightDecay, clipNorm }) => weightDecay === 0 && clipNorm === 1) as Case;
    const parameters = parametersOf(expected);
    const optimizer = createOptimizer(parameters);
    follow(expected, parameters, (gradients, rate, step) =>
      optimizer.update(gradients, step, { body: rate, outer: rate }),
    );
    optimizer.dispose();
    tf.dispose(parameters.map(({ variable }) => variable));
  });
}

test.run();
