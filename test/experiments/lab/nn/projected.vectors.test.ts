import * as tf from "@tensorflow/tfjs-core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { startEngine } from "../../../../experiments/lab/engine/backend.ts";
import { apolloUpdater } from "../../../../experiments/lab/nn/apollo.ts";
import { galoreUpdater, leadingSubspace } from "../../../../experiments/lab/nn/galore.ts";
import type { Updater } from "../../../../experiments/lab/nn/optimizer.ts";
import { allClose, numbersOf, startableEngines, tensorOf } from "../../../helpers/engines.ts";
import { type Nested, readVectors, valuesOf } from "../../../helpers/vectors.ts";

const test = suite("GaLore and APOLLO-Mini against their authors' optimizers");

/** Seven steps round each weight, of size 1 to 4, by 2e-7 at most, and mostly by less. */
const TOLERANCE = 1e-6;
/** The authors decompose in single precision, and the gaps between singular values magnify its rounding. */
const BASIS_TOLERANCE = 3e-6;

interface Case {
  readonly kind: "galore" | "apollo";
  readonly shape: readonly [number, number];
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly options: {
    readonly rank: number;
    readonly update_proj_gap: number;
    readonly scale: number;
    /** Of APOLLO: one factor a channel, or one a weight, which is APOLLO-Mini. */
    readonly scale_type?: "channel" | "tensor";
  };
  readonly start: Nested;
  readonly steps: readonly {
    readonly gradient: Nested;
    readonly parameter: Nested;
    /** At a step that chooses the basis anew: the authors' basis, for the transposed gradient. */
    readonly projection?: Nested;
  }[];
}

const { cases } = readVectors<{ readonly cases: readonly Case[] }>("projected-optimizers");

/** Whether the gradient is projected on the side of the inputs. */
const isWide = ({ shape: [inputs, outputs] }: Case): boolean => inputs <= outputs;

/** The authors' basis as ours is laid out, a singular vector a column. They hold right vectors as rows. */
function authorsBasis(expected: Case, projection: Nested): tf.Tensor2D {
  const basis = tensorOf(valuesOf(projection)) as tf.Tensor2D;
  return isWide(expected) ? basis.transpose<tf.Tensor2D>() : basis;
}

/**
 * Our basis is the authors' but for the sign of each vector: [r] signs. A moment that stays when the basis changes belongs
 * to a vector of the old basis and is then read along the new one, so signs matter from the first refresh on.
 */
function signsAgainst(expected: Case, projection: Nested, gradient: tf.Tensor2D): tf.Tensor1D {
  return tf.tidy(() => {
    const [ours, theirs] = [
      leadingSubspace(gradient, expected.options.rank),
      authorsBasis(expected, projection),
    ];
    const signs = ours.mul(theirs).sum<tf.Tensor1D>(0).sign();
    allClose(numbersOf(ours.mul(signs)), numbersOf(theirs), BASIS_TOLERANCE, "basis");
    return signs;
  });
}

/** Turns the first moment, whose basis had `before` as signs, to what it is in the authors' code where ours has `after`. */
function turnMoment(expected: Case, { moments }: Updater, before: tf.Tensor1D, after: tf.Tensor1D): void {
  tf.tidy(() => {
    const turns = before.mul<tf.Tensor1D>(after);
    moments.first.assign(moments.first.mul(isWide(expected) ? turns.expandDims(1) : turns));
  });
}

/** A weight at the authors' start, with the settings of Adam. */
function startOf({ start, beta1, beta2, epsilon, learningRate }: Case) {
  return {
    variable: tf.variable(tensorOf(valuesOf(start))),
    adam: { beta1, beta2, epsilon, weightDecay: 0, gradientScale: 1, learningRate },
  };
}

function followGalore(expected: Case): void {
  const { options, steps } = expected;
  const { variable, adam } = startOf(expected);
  const config = { rank: options.rank, refreshEvery: options.update_proj_gap, scale: options.scale };
  const updater = galoreUpdater(config)({ name: "weight", group: "body", variable });
  let signs: tf.Tensor1D = tf.ones([options.rank]);
  for (const [index, { gradient, parameter, projection }] of steps.entries()) {
    const step = index + 1;
    const slope = tensorOf(valuesOf(gradient)) as tf.Tensor2D;
    assert.is(projection !== undefined, index % config.refreshEvery === 0, `basis at step ${step}`);
    if (projection !== undefined) {
      const next = signsAgainst(expected, projection, slope);
      turnMoment(expected, updater, signs, next);
      signs = next;
    }
    updater.apply(slope, { ...adam, step });
    allClose(numbersOf(variable), valuesOf(parameter).values, TOLERANCE, `weight after step ${step}`);
  }
  updater.dispose();
  variable.dispose();
}

/** With the authors' random projections, which are given to the optimizer. */
function followApollo(expected: Case): void {
  const { options, steps } = expected;
  const { variable, adam } = startOf(expected);
  const projectionAt = (_name: string, step: number): tf.Tensor2D => {
    const { projection } = steps[step - 1] ?? {};
    assert.ok(projection !== undefined, `a projection is drawn at step ${step} as by the authors`);
    return authorsBasis(expected, projection);
  };
  const config = { refreshEvery: options.update_proj_gap, scale: options.scale };
  const updater = apolloUpdater(config, projectionAt)({ name: "weight", group: "body", variable });
  for (const [index, { gradient, parameter }] of steps.entries()) {
    updater.apply(tensorOf(valuesOf(gradient)), { ...adam, step: index + 1 });
    allClose(numbersOf(variable), valuesOf(parameter).values, TOLERANCE, `weight after step ${index + 1}`);
  }
  updater.dispose();
  variable.dispose();
}

const followed = {
  GaLore: { of: cases.filter(({ kind }) => kind === "galore"), follow: followGalore },
  "APOLLO-Mini": {
    of: cases.filter(({ options }) => options.scale_type === "tensor"),
    follow: followApollo,
  },
};

for (const engine of await startableEngines()) {
  for (const [name, { of, follow }] of Object.entries(followed)) {
    for (const expected of of) {
      const [inputs, outputs] = expected.shape;
      test(`${name} moves a weight of ${inputs} by ${outputs} as its authors' does on ${engine}`, async () => {
        await startEngine(engine);
        tf.engine().startScope();
        follow(expected);
        tf.engine().endScope();
      });
    }
  }
}

test.run();
