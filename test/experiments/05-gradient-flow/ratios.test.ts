import { suite } from "uvu";
import * as assert from "uvu/assert";
import { ratioSweep, ratioTuning, tunedRate } from "../../../experiments/05-gradient-flow/ratio-runs.ts";
import { ratioFindings, ratioRows, ratioRunRows } from "../../../experiments/05-gradient-flow/ratios.ts";
import { close } from "../../helpers/close.ts";

const test = suite("two rates for two factors");

const sweep = { ...ratioSweep.paper, seeds: ratioSweep.default.seeds };
/** Seeds differ by one nat each; a ratio is off equal rates by what is given. */
const runsAt = (difference: number) => sweep.seeds.map((_, index) => ({ finalLoss: 2 + index + difference }));
const rows = ratioRunRows([0.3, 0, -0.1, -0.05].map(runsAt), sweep);

test("each ratio is compared with equal rates, seed by seed", () => {
  const byRatio = ratioRows(rows, sweep);
  assert.equal(
    byRatio.map(({ ratio }) => ratio),
    [0.25, 4, 16],
  );
  for (const [index, expected] of [0.3, -0.1, -0.05].entries()) {
    close(byRatio[index]?.difference ?? Number.NaN, expected, 1e-9);
  }
  const findings = ratioFindings(rows, sweep);
  close(Number(findings["gap-ratio-lowest"]?.value), 0.3, 1e-9);
  close(Number(findings["gap-ratio-highest"]?.value), -0.05, 1e-9);
  assert.is(findings["ratio-inverse"]?.value, 4);
});

test("a ratio has its own tuned rate of A, and B's is the ratio times that", () => {
  for (const { ratio, rateOfA, rateOfB } of rows) {
    assert.is(rateOfA, tunedRate(ratioTuning(ratio)));
    close(rateOfB / rateOfA, ratio, 1e-12);
  }
  assert.is(ratioTuning(1), "alternatives/lora-r4");
});

test.run();
