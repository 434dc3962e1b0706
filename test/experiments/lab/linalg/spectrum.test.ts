import { suite } from "uvu";
import * as assert from "uvu/assert";
import { Random } from "../../../../experiments/kit/random.ts";
import { gaussianMatrix } from "../../../../experiments/lab/linalg/matrix.ts";
import {
  energyByRank,
  gaussianEnergyKept,
  gaussianRankHolding,
  rankHolding,
  stableRank,
} from "../../../../experiments/lab/linalg/spectrum.ts";
import { svd } from "../../../../experiments/lab/linalg/svd.ts";
import { close } from "../../../helpers/close.ts";

const test = suite("spectra");

test("the law agrees with the numerical integral of its density", () => {
  for (const share of [0.02, 0.08, 0.3, 0.5, 0.9]) {
    close(gaussianEnergyKept(share), integrated(share), 1e-5, `energy at ${share}`);
  }
});

/** Energy above the quantile by the midpoint rule on the density sqrt(4 - x^2) / pi, from the top down. */
function integrated(share: number): number {
  const cells = 400_000;
  const width = 2 / cells;
  let count = 0;
  let energy = 0;
  for (let cell = cells - 1; cell >= 0 && count < share; cell--) {
    const x = (cell + 0.5) * width;
    const mass = (Math.sqrt(4 - x * x) / Math.PI) * width;
    count += mass;
    energy += x * x * mass;
  }
  return energy;
}

test("the law holds none at share 0 and all at share 1, and refuses what is not a share", () => {
  close(gaussianEnergyKept(0), 0, 1e-12, "none");
  close(gaussianEnergyKept(1), 1, 1e-12, "all");
  assert.throws(() => gaussianEnergyKept(Number.NaN), /invalid share/);
  assert.is(gaussianRankHolding(0, 64), 0);
});

test("a 120 x 120 Gaussian matrix follows the law", () => {
  const { singularValues } = svd(gaussianMatrix(Random.seeded(3), 120, 120));
  const energy = energyByRank(singularValues);
  for (const rank of [6, 30, 60])
    close(energy[rank] ?? 0, gaussianEnergyKept(rank / 120), 0.015, `rank ${rank}`);
  close(gaussianRankHolding(0.9, 120), rankHolding(singularValues, 0.9), 1, "r90");
});

test("energy starts at 0 and ends at 1, and r90 is the first rank that holds 90%", () => {
  assert.equal(energyByRank([3, 4 / 3, 1]).length, 4);
  const equal = [2, 2, 2, 2];
  assert.equal(energyByRank(equal), [0, 0.25, 0.5, 0.75, 1]);
  assert.is(rankHolding(equal, 0.9), 4);
  assert.is(rankHolding([10, 1, 1], 0.9), 1);
  assert.is(rankHolding(equal, 0.75), 3);
});

test("the stable rank is k for k equal values and 1 for a single one", () => {
  assert.is(stableRank([3, 3, 3, 0]), 3);
  assert.is(stableRank([5]), 1);
});

test.run();
