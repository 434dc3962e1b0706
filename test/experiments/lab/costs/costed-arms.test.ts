import { suite } from "uvu";
import * as assert from "uvu/assert";
import { column } from "../../../../experiments/kit/tables.ts";
import {
  costedRow,
  costedRuns,
  recordedArms,
  recordedCostedRuns,
  recordedRows,
  trainedArms,
} from "../../../../experiments/lab/costs/costed-arms.ts";
import { costedScatter } from "../../../../experiments/lab/costs/costed-figure.ts";
import { findShared } from "../../../../experiments/lab/settings.ts";
import { searchFor, trainingPlans } from "../../../../experiments/lab/trials/language-runs.ts";
import { renderFigure } from "../../../../scripts/drawing/figure.ts";
import { close } from "../../../helpers/close.ts";

const test = suite("arms by their costs");

const plan = trainingPlans.default;
const { widths, ranks, ...methods } = recordedArms;
const recorded = [...widths, ...ranks, ...Object.values(methods)];
const all = [...Object.values(trainedArms), ...recorded];
const runs = (losses: readonly number[]) => losses.map((finalLoss) => ({ finalLoss, vocabSize: 87 }));

test("arms have names of their own, and as many seeds as the protocol gives them", () => {
  assert.is(new Set(all.map(({ arm }) => arm.name)).size, all.length);
  assert.is(new Set(all.map(({ label }) => label)).size, all.length);
  const { full, lora16 } = trainedArms;
  assert.equal(
    [full.seeds, lora16.seeds, recordedArms.apollo.seeds, recordedArms.factors.seeds],
    [4, 3, 4, 3],
  );
  const [ofFull = [], ofLora = []] = costedRuns([full, lora16], 2, plan);
  assert.equal([ofFull.length, ofLora.length], [2, 2]);
});

test("an arm has runs to record once its rates were chosen", () => {
  const isChosen = ({ arm, width }: (typeof recorded)[number]) =>
    findShared(searchFor(arm, { length: "long", width })) !== undefined;
  assert.equal(
    recordedCostedRuns(recorded, 4, plan).map(({ length }) => length),
    recorded.map((costs) => (isChosen(costs) ? costs.seeds : 0)),
  );
});

test("a row has the mean loss, and the memory of the body alone and with what every arm trains", () => {
  const row = costedRow(trainedArms.narrow, runs([1.5, 1.7]), plan);
  close(row.loss, 1.6, 1e-12);
  close(row.stateMegabytes, (4 * 4 * 24_576) / 1e6, 1e-9);
  // Embeddings and head of 87 characters and 32 positions.
  close(row.wholeMegabytes - row.stateMegabytes, (4 * 4 * 6592) / 1e6, 1e-9);
  assert.equal([row.arm, row.recorded, row.seeds], ["full, d = 32", false, 2]);
});

test("recorded arms have a row when no seed is missing", () => {
  const [missing = recordedArms.apollo, whole = recordedArms.apollo] = widths;
  const results = [[...runs([1.5, 1.5]), undefined], runs([1.5, 1.5, 1.5])];
  const rows = recordedRows([missing, whole], results, plan);
  assert.equal(column(rows, "arm"), [whole.arm.name]);
  assert.equal(column(rows, "recorded"), [true]);
});

test("the figure names each arm, and draws recorded ones hollow", async () => {
  const rows = [
    costedRow(trainedArms.narrow, runs([1.6, 1.61]), plan),
    costedRow(trainedArms.lora4, runs([1.7, 1.71]), plan),
    costedRow(recordedArms.galore32, runs([1.5, 1.51]), plan, true),
  ];
  const draw = (arms: typeof rows) => {
    const compared = [trainedArms.narrow, trainedArms.lora4];
    const spec = costedScatter(arms, { cost: "stateMegabytes", title: "memory (MB)", compared });
    return renderFigure({ id: "f", spec, tables: { arms }, alt: "a", description: "d", isInvented: false });
  };
  const { svg } = await draw(rows);
  for (const name of ["half width", "LoRA r = 4", "GaLore 32"]) assert.ok(svg.includes(`>${name}<`), name);
  const filled = (drawing: string) => drawing.match(/fill="#\w+" stroke-width="2"/g)?.length;
  assert.is(filled(svg), 2);
  const asTrained = await draw(rows.map((row) => ({ ...row, recorded: false })));
  assert.is(filled(asTrained.svg), 3);
});

test.run();
