import { suite } from "uvu";
import * as assert from "uvu/assert";
import { experiment } from "../../../experiments/07-expressiveness/experiment.ts";
import { results } from "../../../experiments/07-expressiveness/results.ts";
import { outcomeOf } from "../../../experiments/lib/stats/claims.ts";
import { close } from "../../helpers/close.ts";
import { pretrainRun } from "../../helpers/pretrain-run.ts";

const test = suite("expressiveness");

const config = experiment.profiles.default;

const fitOf = (rmse: number) => ({
  rmse,
  trainedParameters: 100,
  fit: [0, 5, 10].map((x) => ({ x, target: 1, fit: 1 + rmse })),
});

/** Errors and losses that differ between seeds far more than between arms, whose gaps from full are given. */
function tablesWith(fitGap: number, languageGap: number) {
  const fits = (gap: number) =>
    config.fit.seeds.map((_, index) => fitOf(0.02 + index + gap + 1e-4 * index * gap));
  const models = (gap: number) =>
    config.language.seeds.map((_, index) =>
      pretrainRun({ finalLoss: 1.6 + index + gap + 1e-3 * index * gap }),
    );
  return experiment.tables(
    {
      fits: { full: fits(0), lora: config.fit.ranks.map(() => fits(fitGap)), frozen: fits(1) },
      teachers: config.teacher.spectra.map(() =>
        config.teacher.seeds.map(() => ({
          errors: config.teacher.ranks.map((rank) => ({ rank, trained: 0.51, eckartYoung: 0.5 })),
        })),
      ),
      models: {
        full: models(0),
        lora: config.language.ranks.map(() => models(languageGap)),
        frozen: models(0.6),
      },
      ngrams: { losses: config.language.ngramOrders.map((order) => ({ order, loss: 3 - order / 2 })) },
    },
    config,
  );
}

const limited = {
  kind: "greater",
  than: 0.05,
  contradicted: { kind: "equivalent", within: 0.05 },
} as const;
const needed = { kind: "greater", than: 0.02 } as const;

test("both claims compare within a seed", () => {
  const estimatesOf = (fitGap: number, languageGap: number) =>
    results.estimates(tablesWith(fitGap, languageGap), config);
  assert.is(outcomeOf(limited, estimatesOf(0.2, 0).function), "supported");
  assert.is(outcomeOf(limited, estimatesOf(0.01, 0).function), "contradicted");
  assert.is(outcomeOf(needed, estimatesOf(0, 0.2).language), "supported");
  assert.is(outcomeOf(needed, estimatesOf(0, -0.2).language), "contradicted");
});

test("the deck's error is that of the term it left out", () => {
  const findings = results.findings(tablesWith(0, 0), config);
  const dropped = [0, 5, 10].map((x) => 0.3 * Math.sin(3 * x));
  const expected = Math.sqrt(dropped.reduce((sum, value) => sum + value * value, 0) / 3);
  close(Number(findings["fit-deck"]?.value), expected, 1e-12, "root mean square");
});

test("the distance from the bound is the largest of all ranks and spectra", () => {
  close(Number(results.findings(tablesWith(0, 0), config)["teacher-deviation"]?.value), 0.01, 1e-12);
});

test.run();
