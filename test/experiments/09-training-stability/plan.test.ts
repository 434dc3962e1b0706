import { suite } from "uvu";
import * as assert from "uvu/assert";
import { deck, deckNoise } from "../../../experiments/09-training-stability/deck.ts";
import { detrendedNoise, deviations, inUnitsOf } from "../../../experiments/09-training-stability/detrend.ts";
import { experiment } from "../../../experiments/09-training-stability/experiment.ts";
import { noiseFindings, noiseTables } from "../../../experiments/09-training-stability/noise.ts";
import { rateFindings, rateRows } from "../../../experiments/09-training-stability/rates.ts";
import { stepsFindings, stepsTables } from "../../../experiments/09-training-stability/steps-to-loss.ts";
import shared from "../../../experiments/lab/chosen-settings.json" with { type: "json" };
import { trainingPlans } from "../../../experiments/lab/trials/language-runs.ts";
import { close, closeAll } from "../../helpers/close.ts";
import { deckMatchesGolden } from "../../helpers/golden.ts";
import { countKinds } from "../../helpers/plan.ts";

const test = suite("the plan of the training stability");

const config = experiment.profiles.default;
const rootMeanSquare = (values: readonly number[]) =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);

test("the deck's curves are noise of its strength about its exponentials, over epochs 1 to 100", () => {
  const rows = deck.tables["deck-stability"] ?? [];
  for (const [arm, rate, noise] of [
    ["full", 0.05, 0.1],
    ["LoRA", 0.03, 0.3],
  ] as const) {
    const curve = rows.filter((row) => row.arm === arm);
    assert.equal(
      curve.map(({ epoch }) => epoch),
      Array.from({ length: 100 }, (_, index) => index + 1),
    );
    const strength = rootMeanSquare(
      curve.map(({ epoch, loss }) => Number(loss) - 10 * Math.exp(-rate * Number(epoch))),
    );
    assert.ok(strength > 0.75 * noise && strength < 1.25 * noise, `${arm}: ${strength}`);
  }
  deckMatchesGolden(deck, import.meta.url);
});

test("the deck's noise is that of the last fifty epochs, in units of full training's", () => {
  const of = (arm: string) => deckNoise.filter((row) => row.arm === arm);
  assert.equal([of("full")[0]?.epoch, of("full").length, of("LoRA").length], [51, 50, 50]);
  close(rootMeanSquare(of("full").map(({ deviation }) => deviation)), 1, 1e-12);
  const lora = rootMeanSquare(of("LoRA").map(({ deviation }) => deviation));
  assert.ok(lora > 2 && lora < 4, `three times as strong as drawn: ${lora}`);
});

test("a trend is a centred mean, cut at the ends; noise needs an odd window from three", () => {
  closeAll(deviations([0, 3, 6, 0], 3), [-1.5, 0, 3, -3]);
  closeAll([detrendedNoise([0, 3, 6, 0], 3)], [Math.sqrt((0 + 9) / 2)]);
  for (const window of [1, 2, 4, 3.5])
    assert.throws(() => detrendedNoise([1, 2, 3, 4], window), /odd number/);
  assert.equal(
    inUnitsOf("a", [
      { arm: "a", deviation: 3 },
      { arm: "a", deviation: -3 },
      { arm: "b", deviation: 6 },
    ]).map(({ deviation }) => deviation),
    [1, -1, 2],
  );
});

test("three seeds of curves and five of noise, the lengths of a ladder apart", () => {
  const { rank, notReached, evaluationWindow, stepWindow, drawnNoiseRatio, drawnStepsRatio } = config;
  assert.equal(
    { rank, notReached, evaluationWindow, stepWindow },
    { rank: 4, notReached: 3, evaluationWindow: 5, stepWindow: 21 },
  );
  // The deck draws noise of 0.3 and 0.1, and rates of 0.05 and 0.03.
  assert.is(drawnNoiseRatio, 3);
  close(drawnStepsRatio, 5 / 3, 1e-12);
  // 2 arms x 3 lengths x 3 seeds, 3 curves x 3, 2 x 5 of noise.
  assert.equal(countKinds(experiment.trials(config)), { pretrain: 37 });
  assert.equal(countKinds(experiment.trials(experiment.profiles.quick)), { pretrain: 11 });
});

const finals = (losses: readonly number[]) => losses.map((finalLoss) => [{ finalLoss }]);

test("the target is full training's loss at its length; a seed that never reaches it counts as the cap", () => {
  const setup = { seeds: [200], steps: [100, 200, 400], target: 200, rank: 4, notReached: 3 };
  const tablesWith = (lora: readonly number[]) =>
    stepsTables({ full: finals([3, 2, 1]), lora: finals(lora) }, setup);
  const reached = tablesWith([3, 2.5, 1.5]);
  // Half the way from 2.5 to 1.5, in the logarithm of the steps.
  close(reached["steps-needed"][0]?.stepsNeeded ?? 0, 200 * Math.SQRT2, 1e-9);
  close(reached["steps-needed"][0]?.ratio ?? 0, Math.SQRT2, 1e-12);
  const never = tablesWith([3, 2.9, 2.8]);
  assert.equal(never["steps-needed"], [{ seed: 200, targetLoss: 2, stepsNeeded: 600, ratio: 3 }]);
  assert.is(stepsFindings(never, setup)["not-reached"]?.value, 1);
  assert.is(stepsFindings(reached, setup)["not-reached"]?.value, 0);
  assert.is(stepsFindings(reached, setup)["loss-full"]?.value, 2);
  assert.is(stepsFindings(reached, setup)["loss-lora"]?.value, 2.5);
});

test("noise on training batches starts half the run in, less half a window", () => {
  // Loud until the window before the half, then quiet.
  const trainLoss = Array.from({ length: 20 }, (_, index) => (index < 9 ? 9 * (index % 2) : index % 2));
  const noise = [0, 1, 0, 1, 0, 1].map((loss, step) => ({ step: 10 * (step + 3), loss }));
  const louder = noise.map(({ step, loss }) => ({ step, loss: 2 * loss }));
  const loud = trainLoss.map((loss) => 3 * loss);
  const tables = noiseTables(
    { full: [{ trainLoss, noise }], lora: [{ trainLoss: loud, noise: louder }] },
    { seeds: [200], rank: 4, evaluationWindow: 3, stepWindow: 3 },
  );
  const [row] = tables["noise-runs"];
  // Centred means of three of 0, 1, 0, 1 are 1/3 and 2/3.
  close(row?.noiseFull ?? 0, 2 / 3, 1e-12);
  close(row?.ratio ?? 0, 2, 1e-12);
  close(row?.trainingRatio ?? 0, 3, 1e-12);
  const findings = noiseFindings(tables);
  assert.equal([findings["noise-from"]?.value, findings["noise-every"]?.value], [30, 10]);
});

test("rates are those that the searches of the middle length tried, each with its best first loss", () => {
  const rows = rateRows(4, trainingPlans.default);
  for (const [arm, name] of [
    ["full", "d64/1200/full"],
    ["LoRA r = 4", "d64/1200/lora-r4"],
  ] as const) {
    const { tried, choice } = shared[name];
    const rates = [...new Set(tried.map(({ learningRate }) => learningRate))];
    const own = rows.filter((row) => row.arm === arm);
    assert.equal(
      own.map(({ rate }) => rate),
      rates,
    );
    for (const { rate, loss } of own) {
      const losses = tried
        .filter(({ learningRate }) => learningRate === rate)
        .map(({ losses: [first] }) => first);
      assert.is(loss, Math.min(...losses.map((of) => of ?? Number.POSITIVE_INFINITY)));
    }
    const findings = rateFindings(4, trainingPlans.default);
    const id = arm === "full" ? "full" : "lora";
    assert.is(findings[`rate-${id}`]?.value, choice.learningRate);
    assert.is(findings[`warmup-${id}`]?.value, choice.warmupSteps);
  }
  const {
    "rate-full": full,
    "rate-lora": lora,
    "rate-ratio": ratio,
  } = rateFindings(4, trainingPlans.default);
  close(Number(ratio?.value), Number(lora?.value) / Number(full?.value), 1e-12);
});

test.run();
