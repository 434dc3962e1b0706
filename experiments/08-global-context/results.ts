import { intervalRows } from "../lib/charts/intervals.ts";
import { lines } from "../lib/charts/lines.ts";
import type { Look } from "../lib/charts/looks.ts";
import { interval } from "../lib/charts/parts.ts";
import { type ConfigOf, defineResults, type Figure, type Finding, type TablesOf } from "../lib/experiment.ts";
import { pairedDifferences } from "../lib/stats/describe.ts";
import { lossGap, meanFinding } from "../lib/stats/findings.ts";
import { rowWith } from "../lib/tables.ts";
import { arms, type experiment, novelArms } from "./experiment.ts";

type Tables = TablesOf<typeof experiment>;
type Config = ConfigOf<typeof experiment>;

const NATS = "nats";

const { full, everywhere, oneLayer, queryValue, feedForward, frozen } = arms;
const longArms = [full, everywhere, oneLayer, frozen];

/** The values of one arm at one horizon, by seed. */
function samplesOf(
  { gains }: Pick<Tables, "gains">,
  arm: string,
  steps: number,
  field: "gain" | "firstLoss" = "gain",
): readonly number[] {
  return gains.filter((row) => row.arm === arm && row.steps === steps).map((row) => row[field]);
}

/** What an arm learned in the pre-trained model, by seed. */
const learnedBy = ({ learned }: Pick<Tables, "learned">, arm: string): readonly number[] =>
  learned.filter((row) => row.arm === arm).map((row) => row.learned);

const inNats = (samples: readonly number[]): Finding => meanFinding(samples, ".3f", { unit: NATS });

const moreOrLess = { higher: "more by", lower: "less by", unresolved: "not resolved:" };

/** Context gain of one arm less that of another with the same seed. */
const difference = (tables: Pick<Tables, "gains">, left: string, right: string, steps: number) =>
  pairedDifferences(samplesOf(tables, left, steps), samplesOf(tables, right, steps));

const gainFigure = (): Figure => ({
  spec: intervalRows({
    table: "gain",
    value: { field: "gain", title: "context gain (nats a character)", zero: true },
    arms: longArms,
  }),
  tables: ["gain", "gains", "counts"],
});

const positionsFigure = ({ positions }: Tables, { training }: Config): Figure => ({
  spec: lines({
    table: "positions",
    rows: positions,
    x: {
      field: "position",
      title: "position in the sequence (characters seen)",
      domain: [1, training.model.contextLength],
    },
    y: { field: "loss", title: "validation loss (nats a character)" },
    arms: longArms,
    ribbon: interval,
  }),
});

const placesFigure = (): Figure => ({
  spec: intervalRows({
    table: "places",
    value: { field: "difference", title: "context gain − full’s (nats a character)" },
    arms: [everywhere, queryValue, feedForward],
    references: [{ value: 0, label: "full" }],
  }),
  tables: ["places", "gains", "counts"],
});

const adaptedFigure = (): Figure => ({
  spec: intervalRows({
    table: "adapted",
    value: { field: "learned", title: "fall of the loss on the novel (nats a character)", zero: true },
    arms: Object.values(novelArms),
  }),
  tables: ["adapted", "learned"],
});

export const results = defineResults<typeof experiment>({
  figures: (tables, config) => ({
    gain: gainFigure(),
    positions: positionsFigure(tables, config),
    places: placesFigure(),
    adapted: adaptedFigure(),
  }),
  findings: (tables, { seeds, coverageSteps, steps }) => {
    const gainOf = (arm: Look) => inNats(samplesOf(tables, arm.name, steps));
    const compared = (left: Look, right: Look, after = coverageSteps) =>
      lossGap(difference(tables, left.name, right.name, after));
    const learnedMore = (left: string, right: string): Finding => ({
      ...lossGap(pairedDifferences(learnedBy(tables, left), learnedBy(tables, right))),
      phrases: moreOrLess,
    });
    const countOf = ({ name }: Look) => rowWith(tables.counts, { arm: name });
    const trained = (arm: Look): Finding => ({ value: countOf(arm).trained, format: ",d" });
    const rankOf = (arm: Look): Finding => ({ value: countOf(arm).rank ?? 0, format: "d" });
    return {
      seeds: { value: seeds.length, format: "d" },
      adapters: trained(everywhere),
      "adapters-feed-forward": trained(feedForward),
      "adapters-small": {
        value: rowWith(tables.adapted, { arm: novelArms.small.name }).trained,
        format: ",d",
      },
      "rank-one-layer": rankOf(oneLayer),
      "rank-query-value": rankOf(queryValue),
      "rank-feed-forward": rankOf(feedForward),
      "gain-full": gainOf(full),
      "gain-frozen": gainOf(frozen),
      "one-layer-to-full": compared(oneLayer, full, steps),
      "everywhere-to-full": compared(everywhere, full, steps),
      "one-layer-to-everywhere": compared(oneLayer, everywhere, steps),
      "query-value-to-everywhere": compared(queryValue, everywhere),
      "feed-forward-to-everywhere": compared(feedForward, everywhere),
      "feed-forward-to-query-value": compared(feedForward, queryValue),
      "short-everywhere-to-full": compared(everywhere, full),
      "first-everywhere-to-full": lossGap(
        pairedDifferences(
          samplesOf(tables, everywhere.name, steps, "firstLoss"),
          samplesOf(tables, full.name, steps, "firstLoss"),
        ),
      ),
      "learned-full": inNats(learnedBy(tables, novelArms.full.name)),
      "learned-matched-to-everywhere": learnedMore(novelArms.matched.name, novelArms.everywhere.name),
      "learned-small-to-everywhere": learnedMore(novelArms.small.name, novelArms.everywhere.name),
    };
  },
  estimates: (tables, { steps }) => ({
    context: { samples: difference(tables, full.name, oneLayer.name, steps), format: ".3f" },
    coverage: { samples: difference(tables, everywhere.name, oneLayer.name, steps), format: ".3f" },
  }),
});
