import { readFileSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { experiment } from "../../../experiments/12-alternatives/experiment.ts";
import { results } from "../../../experiments/12-alternatives/results.ts";
import type { Estimate } from "../../../experiments/kit/experiment.ts";
import { outcomeOf } from "../../../experiments/kit/stats/claims.ts";
import { rowWith } from "../../../experiments/kit/tables.ts";
import { parseSlideFile } from "../../../scripts/slides/slide-file.ts";
import { close } from "../../helpers/close.ts";

const test = suite("alternatives");

const config = experiment.profiles.default;
/** The order of the trials: full, GaLore, APOLLO-Mini, warm start, ReLoRA, LoRA, factors. */
const FULL = 0;
const APOLLO = 2;
const LORA = [5, 6] as const;
const ARMS = 8;
/** In the narrow model: full, the window, experts. */
const WINDOW = 1;
const EXPERTS = 2;

type Gaps = Readonly<Record<number, number>>;

/** Runs whose seeds differ far more than the arms; the arm at a position is off full training by `gaps`. */
const runsOf = (arms: number, seeds: readonly number[], gaps: Gaps, dropping?: number) =>
  Array.from({ length: arms }, (_, arm) =>
    seeds.map((_seed, index) => ({
      finalLoss: 2 + index + (arm === FULL ? 0 : (gaps[arm] ?? 0.3) + 0.001 * (index % 3)),
      vocabSize: 89,
      ...(arm === dropping ? { dropped: 0.05 } : {}),
    })),
  );

function resultsWith(
  { arms = {}, techniques = {} }: { arms?: Gaps; techniques?: Gaps },
  largestDifference = 0,
) {
  return {
    arms: runsOf(ARMS, config.seeds, arms),
    techniques: runsOf(3, config.techniques.seeds, techniques, EXPERTS),
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

const estimatesOf = (tables: ReturnType<typeof tablesWith>) => results.estimates(tables, config);

const samplesOf = (estimate: Estimate | undefined) => estimate?.samples ?? [];

const file = new URL("../../../experiments/12-alternatives/slide.md", import.meta.url);
const { claims } = parseSlideFile(readFileSync(file, "utf8"), file.pathname);

/** The outcome by the rule that the slide states. */
function outcomeAt(id: string, estimate: Estimate | undefined) {
  const { rule } = rowWith(claims, { id });
  return outcomeOf(rule, estimate);
}

test("experts are compared as dense minus mixture, eight seeds", () => {
  const at = (gap: number) => estimatesOf(tablesWith({ techniques: { [EXPERTS]: gap } })).experts;
  assert.is(samplesOf(at(-0.05)).length, 8);
  assert.is(outcomeAt("experts", at(-0.05)), "supported");
  assert.is(outcomeAt("experts", at(-0.005)), "inconclusive");
  assert.is(outcomeAt("experts", at(0.05)), "contradicted");
});

test("a window that is better than full attention supports the claim; one worse by two hundredths does not", () => {
  const at = (gap: number) => estimatesOf(tablesWith({ techniques: { [WINDOW]: gap } })).window;
  assert.is(samplesOf(at(0)).length, 8);
  assert.is(outcomeAt("window", at(-0.05)), "supported");
  assert.is(outcomeAt("window", at(0.005)), "supported");
  assert.is(outcomeAt("window", at(0.05)), "contradicted");
});

test("the narrow model's window sees half the context and saves a small share of a step's operations", () => {
  const tables = tablesWith({});
  const [full, window] = tables.techniques;
  // 12 d operations for each of 528 - 392 pairs in 16 sequences and 2 layers.
  close(
    1e6 * ((full?.megaFlopsPerStep ?? 0) - (window?.megaFlopsPerStep ?? 0)),
    12 * 32 * 136 * 16 * 2,
    1e-3,
    "work",
  );
  const saved = Number(results.findings(tables, config)["window-saved"]?.value);
  assert.ok(saved > 0.005 && saved < 0.02, `${saved}`);
});

test("activations count as saved only where the gradients are the same", () => {
  const saved = (difference: number) => results.checks?.(tablesWith({}, difference), config).checkpointing;
  close(saved(1e-6)?.exact ?? Number.NaN, 0.4, 1e-12, "at the model's own depth");
  assert.equal(saved(1e-4), { exact: 0, format: ".0%" });
});

test("of several ranks the findings name the lowest and the highest", () => {
  const tables = tablesWith({ arms: { [APOLLO]: 0.05, [LORA[0]]: 0.11, [LORA[1]]: 0.22 } });
  const findings = results.findings(tables, config);
  close(Number(findings["gap-apollo"]?.value), 0.051, 1e-9, "APOLLO-Mini");
  close(Number(findings["gap-lora-low"]?.value), 0.111, 1e-9, "rank 4");
  close(Number(findings["gap-lora-high"]?.value), 0.221, 1e-9, "rank 16");
  assert.is(findings["time-ratio"]?.value, 1.3);
});

test("without times the slide says so, and shows no empty table of them", () => {
  const tables = experiment.tables({ ...resultsWith({}), times: undefined }, config);
  assert.equal(results.findings(tables, config)["time-ratio"], { value: "not measured in this build" });
  const shown = results.figures(tables, config).activations?.tables ?? [];
  assert.ok(shown.includes("checkpoints") && !shown.includes("times"));
  assert.ok(results.figures(tablesWith({}), config).activations?.tables?.includes("times"));
});

test.run();
