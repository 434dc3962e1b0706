/** Figures, findings and estimates, computed from the tables in every build; slide.md has their texts. */
import { intervalRows } from "../kit/charts/intervals.ts";
import { lines } from "../kit/charts/lines.ts";
import { type ConfigOf, defineResults, type Figure, type Finding, type TablesOf } from "../kit/experiment.ts";
import { armDifferences } from "../kit/stats/describe.ts";
import { amountPhrases, count } from "../kit/stats/findings.ts";
import { column, rowWith } from "../kit/tables.ts";
import { lossFinding, lossGap } from "../lab/losses.ts";
import type { Length } from "../lab/trials/language-runs.ts";
import { arms, type experiment, novelArms } from "./experiment.ts";

// Types come from the experiment, so misspelt tables, columns or arms do not compile.

type Tables = TablesOf<typeof experiment>;
type Config = ConfigOf<typeof experiment>;
type ContextArm = (typeof arms)[keyof typeof arms];
type NovelArm = (typeof novelArms)[keyof typeof novelArms];

const { full, everywhere, oneLayer, queryValue, feedForward, frozen } = arms;
const longArms = [full, everywhere, oneLayer, frozen];

// Figures: a specification names the table that it draws. `tables` are those shown to readers as its data.

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
    y: { field: "loss", title: "test loss (nats a character)" },
    arms: longArms,
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

/** Context gain of one arm minus that of another with the same seed. */
const gainOver = ({ gains }: Tables, arm: ContextArm, over: ContextArm, length: Length) =>
  armDifferences(gains, "gain", { arm: arm.name, over: over.name }, { length });

export const results = defineResults<typeof experiment>({
  figures: (tables, config) => ({
    gain: gainFigure(),
    positions: positionsFigure(tables, config),
    places: placesFigure(),
    adapted: adaptedFigure(),
  }),

  // Numbers that texts show by {{finding "id"}}. The interval of a gap chooses its words, e.g. "lower by 0.05 nats".
  findings: (tables, { seeds, studySeeds }) => {
    const { gains, learned, counts, adapted } = tables;
    const gainOf = (arm: ContextArm) =>
      lossFinding(column(gains, "gain", { arm: arm.name, length: "middle" }));
    const compared = (arm: ContextArm, over: ContextArm, length: Length) =>
      lossGap(gainOver(tables, arm, over, length), amountPhrases);
    const learnedMore = (arm: NovelArm, over: NovelArm) =>
      lossGap(armDifferences(learned, "learned", { arm: arm.name, over: over.name }), amountPhrases);
    const firstLosses = { arm: everywhere.name, over: full.name };
    const trained = (row: { readonly trained: number }): Finding => count(row.trained);
    const rankOf = (arm: typeof oneLayer | typeof queryValue | typeof feedForward): Finding =>
      count(rowWith(counts, { arm: arm.name }).rank ?? 0);
    return {
      seeds: count(seeds.length),
      "study-seeds": count(studySeeds.length),
      adapters: trained(rowWith(counts, { arm: everywhere.name })),
      "adapters-feed-forward": trained(rowWith(counts, { arm: feedForward.name })),
      "adapters-small": trained(rowWith(adapted, { arm: novelArms.small.name })),
      "rank-one-layer": rankOf(oneLayer),
      "rank-query-value": rankOf(queryValue),
      "rank-feed-forward": rankOf(feedForward),
      "gain-full": gainOf(full),
      "gain-frozen": gainOf(frozen),
      "one-layer-to-full": compared(oneLayer, full, "middle"),
      "everywhere-to-full": compared(everywhere, full, "middle"),
      "one-layer-to-everywhere": compared(oneLayer, everywhere, "middle"),
      "query-value-to-everywhere": compared(queryValue, everywhere, "short"),
      "feed-forward-to-everywhere": compared(feedForward, everywhere, "short"),
      "feed-forward-to-query-value": compared(feedForward, queryValue, "short"),
      "short-everywhere-to-full": compared(everywhere, full, "short"),
      "first-everywhere-to-full": lossGap(
        armDifferences(gains, "firstLoss", firstLosses, { length: "middle" }),
      ),
      "learned-full": lossFinding(column(learned, "learned", { arm: full.name })),
      "learned-matched-to-everywhere": learnedMore(novelArms.matched, novelArms.everywhere),
      "learned-small-to-everywhere": learnedMore(novelArms.small, novelArms.everywhere),
    };
  },

  // The measurement of each claim of slide.md, by its id, one sample per seed. The claim's rule alone decides.
  estimates: (tables) => ({
    context: { samples: gainOver(tables, full, oneLayer, "middle"), format: ".3f" },
    coverage: { samples: gainOver(tables, everywhere, oneLayer, "middle"), format: ".3f" },
  }),
});
