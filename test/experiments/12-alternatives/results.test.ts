import { readFileSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { experiment, HALF_IN_FULL } from "../../../experiments/12-alternatives/experiment.ts";
import { results } from "../../../experiments/12-alternatives/results.ts";
import type { Estimate, ResultTree } from "../../../experiments/kit/experiment.ts";
import { outcomeOf } from "../../../experiments/kit/stats/claims.ts";
import { column, rowsWith, rowWith } from "../../../experiments/kit/tables.ts";
import { parseSlideFile } from "../../../scripts/slides/slide-file.ts";
import { close, closeAll } from "../../helpers/close.ts";
import { pretrainRun } from "../../helpers/pretrain-run.ts";

const test = suite("alternatives");

const config = experiment.profiles.default;
type Measured = ResultTree<ReturnType<typeof experiment.trials>>;

const end = (finalLoss: number) => pretrainRun({ finalLoss });

/** Seeds differ far more than arms, and the arm by a little more in each seed. */
const ends = (loss: number) =>
  config.seeds.map((_, seed) => ({ ...end(loss + seed + 0.001 * (seed % 2)), dropped: 0.05 }));

interface Losses {
  /** Of the mixture; the dense model has 1.6. */
  readonly mixture?: number;
  /** Of recorded runs, in nats above full training, which LoRA is by 0.2. */
  readonly warm?: number;
  readonly restarts?: number;
}

/** Full training ends at 1.4 after 3,600 steps and at 1.5 after 1,200, LoRA at 1.6; in each seed alike. */
function resultsWith({ mixture = 1.5, warm, restarts }: Losses, largestDifference = 0): Measured {
  const same = (loss: number) => config.seeds.map((_, seed) => end(loss + seed));
  const ofClaims = [warm, restarts].map((above) => (above === undefined ? [] : same(1.4 + above)));
  return {
    trained: [same(1.6), ends(mixture), same(1.4), same(1.6)],
    middle: same(1.5),
    recorded: [...ofClaims, ...Array.from({ length: 7 }, () => [])],
    checkpointing: {
      depths: [2, 4].map((layers) => ({
        layers,
        plainBytes: 1000 * layers,
        checkpointedBytes: 1200,
        largestDifference,
      })),
    },
    times: { plain: [2, 2, 4], checkpointed: [3, 2.6, 5] },
  };
}

const tablesWith = (...given: Parameters<typeof resultsWith>) =>
  experiment.tables(resultsWith(...given), config);

const file = new URL("../../../experiments/12-alternatives/slide.md", import.meta.url);
const { claims } = parseSlideFile(readFileSync(file, "utf8"), file.pathname);

/** The outcome by the rule that the slide states. */
const outcomeAt = (id: string, estimate: Estimate | undefined) =>
  outcomeOf(rowWith(claims, { id }).rule, estimate);

test("experts are compared as dense minus mixture, four seeds", () => {
  const at = (mixture: number) => results.estimates(tablesWith({ mixture }), config).experts;
  closeAll(at(1.5)?.samples, [0.1, 0.099, 0.1, 0.099]);
  assert.is(outcomeAt("experts", at(1.5)), "supported");
  assert.is(outcomeAt("experts", at(1.5795)), "inconclusive");
  assert.is(outcomeAt("experts", at(1.59)), "contradicted");
  assert.is(
    results
      .findings(tablesWith({ mixture: 1.7 }), config)
      ["gap-experts"]?.value.toString()
      .slice(0, 6),
    "0.1005",
  );
});

test("recorded alternatives are judged by the share of LoRA's gap that they close", () => {
  const tables = tablesWith({ warm: 0.05, restarts: 0.18 });
  const { "warm-start": warm, restarts } = results.estimates(tables, config);
  closeAll(warm?.samples, [0.75, 0.75, 0.75, 0.75]);
  closeAll(restarts?.samples, [0.1, 0.1, 0.1, 0.1]);
  assert.equal(
    [outcomeAt("warm-start", warm), outcomeAt("restarts", restarts)],
    ["supported", "contradicted"],
  );
  assert.equal(column(rowsWith(tables.arms, { recorded: true }), "arm"), [
    "warm start, r = 4",
    "ReLoRA r = 4",
  ]);
});

test("without recorded runs their claims are not tested, and texts say so", () => {
  const tables = tablesWith({});
  assert.equal(Object.keys(results.estimates(tables, config)), ["experts"]);
  const findings = results.findings(tables, config);
  assert.equal(findings["share-warm"], { value: "not known without recorded runs" });
  assert.equal(column(tables.shares, "arm"), [HALF_IN_FULL]);
});

test("half of the steps in full are read off a line in the logarithm of the steps", () => {
  const share = Number(results.findings(tablesWith({}), config)["half-in-full"]?.value);
  const loss = 1.5 - 0.1 * (Math.log(1800 / 1200) / Math.log(3));
  close(share, (1.6 - loss) / 0.2, 1e-12);
});

test("a mixture adds the router's FLOPs to those of its dense model, and has three times its weights", () => {
  const tables = tablesWith({});
  const findings = results.findings(tables, config);
  // Three more feed-forward layers of 8 d^2 next to a block's 12 d^2, and a router of 4 d.
  closeAll([Number(findings["experts-weights"]?.value)], [(12 * 32 + 3 * 8 * 32 + 4) / (12 * 32)]);
  // Router: 6 N d E in each of two blocks, N = 512.
  const [dense, mixture] = ["full, d = 32", "MoE, 4 experts, d = 32"].map(
    (arm) => rowWith(tables.arms, { arm }).megaFlopsPerStep,
  );
  close((mixture ?? 0) - (dense ?? 0), (2 * 6 * 512 * 32 * 4) / 1e6, 1e-9);
  assert.is(findings["experts-dropped"]?.value, 0.05);
});

test("attention's own products are 12 d T^2 FLOPs per sequence and block", () => {
  const share = Number(results.findings(tablesWith({}), config)["attention-share"]?.value);
  const attention = 12 * 64 * 32 * 32 * 16 * 2;
  close(share, attention / (attention + 6 * 512 * (98_304 + 64 * 87)), 1e-12);
});

test("activations count as saved only where the gradients are the same", () => {
  const saved = (difference: number) => results.checks?.(tablesWith({}, difference), config).checkpointing;
  close(saved(1e-6)?.exact ?? Number.NaN, 0.4, 1e-12, "at the model's own depth");
  // Exactly at the largest difference they still count as the same.
  close(saved(1e-5)?.exact ?? Number.NaN, 0.4, 1e-12);
  assert.equal(saved(1e-4), { exact: 0, format: ".0%" });
});

test("checkpoints save what they do not hold, at the model's own depth and at the deepest", () => {
  const tables = tablesWith({});
  const findings = results.findings(tables, config);
  closeAll([Number(findings["saved-own"]?.value), Number(findings["saved-deepest"]?.value)], [0.4, 0.7]);
  assert.equal([findings.depth?.value, findings.deepest?.value], [2, 4]);
  assert.equal(
    tables.activations.map(({ arm, layers, megabytes }) => [arm, layers, megabytes]),
    [
      ["plain", 2, 0.002],
      ["checkpoints", 2, 0.0012],
      ["plain", 4, 0.004],
      ["checkpoints", 4, 0.0012],
    ],
  );
});

test("a ratio of times is that of one repetition; without times the figure has the bound alone", () => {
  const tables = tablesWith({});
  close(Number(results.findings(tables, config)["time-ratio"]?.value), (1.5 + 1.3 + 1.25) / 3, 1e-12);
  const untimed = experiment.tables({ ...resultsWith({}), times: undefined }, config);
  assert.equal(results.findings(untimed, config)["time-ratio"], { value: "not measured in this build" });
  assert.equal(column(untimed.timeRatios, "arm"), ["by FLOPs"]);
  assert.equal(results.figures(untimed, config).times?.tables, ["timeRatios"]);
});

test("restarts are one less than the intervals, and a warm start has half of the steps in full", () => {
  const findings = results.findings(tablesWith({}), config);
  assert.equal([findings.restarts?.value, findings["half-steps"]?.value], [3, 1800]);
});

test.run();
