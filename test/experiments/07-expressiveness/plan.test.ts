import { suite } from "uvu";
import * as assert from "uvu/assert";
import { deck } from "../../../experiments/07-expressiveness/deck.ts";
import { experiment } from "../../../experiments/07-expressiveness/experiment.ts";
import {
  contextRarity,
  fitRun,
  functionFit,
  headFit,
  linearTeacher,
  loraFit,
} from "../../../experiments/07-expressiveness/fit-runs.ts";
import { references } from "../../../experiments/07-expressiveness/references.ts";
import { searches } from "../../../experiments/07-expressiveness/searches.ts";
import { coreTraining } from "../../../experiments/lab/setup.ts";
import type { pretrain } from "../../../experiments/lab/trials/pretrain.ts";
import { yearsMatch } from "../../helpers/citations.ts";
import { close } from "../../helpers/close.ts";
import { deckMatchesGolden } from "../../helpers/golden.ts";
import { countKinds } from "../../helpers/plan.ts";

const test = suite("the plan of the expressiveness");

const { quick, default: config, long } = experiment.profiles;

test("the deck's two curves differ by the third wave alone", () => {
  const rows = deck.tables["deck-expressiveness"] ?? [];
  const of = (arm: string, field: string) =>
    rows.filter((row) => row.arm === arm).map((row) => Number(row[field]));
  const [x, full] = [of("full", "x"), of("full", "y")];
  assert.is(x.length, 100);
  assert.equal([x[0], x[99]], [0, 10]);
  of("LoRA", "y").forEach((y, index) => {
    const at = x[index] ?? 0;
    close(y, Math.sin(at) + 0.5 * Math.cos(2 * at), 1e-12);
    close((full[index] ?? 0) - y, 0.3 * Math.sin(3 * at), 1e-12);
  });
  deckMatchesGolden(deck, import.meta.url);
  yearsMatch(references);
});

test("three fits, three teachers, and four models of each side with their losses by rarity", () => {
  const { hidden, points, steps, ranks } = config.fit;
  assert.equal({ hidden, points, steps }, { hidden: 64, points: 100, steps: 1000 });
  assert.equal([config.rank, config.farthestBeyondLine], [4, 0.05]);
  assert.equal(ranks, [1, 4, 16]);
  assert.equal(config.ranking, { contextCharacters: 3, fromPosition: 4, parts: 4 });
  const kinds = { "function-fit": 15, "linear-teacher": 6, pretrain: 12, "context-rarity": 12 };
  assert.equal(countKinds(experiment.trials(config)), kinds);
  assert.equal(countKinds(experiment.trials(quick)), {
    "function-fit": 5,
    "linear-teacher": 2,
    pretrain: 3,
    "context-rarity": 3,
  });
  assert.equal(long, config);
});

test("LoRA and full training are as long, and full training has a shorter run too", () => {
  const { models, rarity } = experiment.trials(config);
  for (const side of ["lora", "long", "middle"] as const) {
    const runs = models[side];
    assert.equal(
      runs.map(({ config: of }) => (of as { steps: number }).steps),
      runs.map(() => (side === "middle" ? 1200 : 3600)),
    );
    for (const [index, { inputs }] of rarity[side].entries()) assert.is(inputs.model, runs[index]);
  }
});

test("teachers have 32 singular values, all equal or falling", () => {
  const { size, ranks, learningRate, steps } = config.teacher;
  assert.equal({ size, learningRate, steps }, { size: 32, learningRate: 0.03, steps: 1500 });
  assert.equal(ranks, [1, 2, 4, 8, 16, 24]);
  const spectra = experiment.trials(config).teachers.map(([first]) => first?.config as { spectrum: string });
  assert.equal(
    spectra.map(({ spectrum }) => spectrum),
    ["flat", "harmonic"],
  );
  assert.equal([quick.fit.steps, quick.teacher.steps, quick.teacher.ranks], [150, 600, [1, 4, 16]]);
});

const settings = { learningRate: 0.01 };

test("a fit warms up for a tenth of its steps", () => {
  assert.is(fitRun(loraFit(4), { steps: 1000, seed: 1 }, settings).warmupSteps, 100);
  assert.is(fitRun(loraFit(4), { steps: 150, seed: 1 }, settings).warmupSteps, 15);
});

test("a fit takes 0.4 ms a step, and 0.1 µs more for each hidden weight that is trained, 0.03 µs for one that is not", () => {
  const seconds = (method: "full" | "lora" | "headOnly", steps: number) =>
    functionFit({ ...fitRun(headFit, { steps, seed: 1 }, settings), method, hidden: 100 }).estimatedSeconds;
  close(seconds("full", 1000), 1.4, 1e-9);
  close(seconds("lora", 1000), 0.7, 1e-9);
  close(seconds("headOnly", 2000), 1.4, 1e-9);
});

test("a teacher takes 0.15 ms a step and 10 ns for each rank and weight; rarity a second and half a millisecond a window", () => {
  const teacher = { spectrum: "flat", learningRate: 0.1, seed: 1 } as const;
  const seconds = (size: number, ranks: number[]) =>
    linearTeacher({ ...teacher, size, ranks, steps: 1000 }).estimatedSeconds;
  close(seconds(100, [1, 2]), 0.35, 1e-9);
  close(seconds(200, [1]), 0.55, 1e-9);
  const { model, evaluatedOn } = coreTraining;
  const rarity = (finalWindows: number) =>
    contextRarity(
      { ...config.ranking, model, evaluatedOn, finalWindows },
      { model: {} as ReturnType<typeof pretrain> },
    ).estimatedSeconds;
  close(rarity(1000), 1.5, 1e-12);
  close(rarity(2000), 2, 1e-12);
});

test("a trial of a fit is named by its method, and by its rank where it has one", () => {
  const armOf = (arm: typeof headFit) =>
    functionFit(fitRun(arm, { steps: 10, seed: 1 }, settings)).description?.arm;
  assert.is(armOf(headFit), "head only");
  assert.is(armOf(loraFit(4)), "LoRA rank 4");
});

test("each fit's rate is searched for around 0.02, at the length of the fits", () => {
  assert.equal(
    searches.map(({ name }) => name),
    ["full", "headOnly", "lora-r1", "lora-r4", "lora-r16"].map((arm) => `function-fit/${arm}`),
  );
  for (const { grid, steps } of searches) {
    assert.equal([grid(), steps], [{ learningRate: { rates: [0.01, 0.02, 0.04] } }, 1000]);
  }
});

test.run();
