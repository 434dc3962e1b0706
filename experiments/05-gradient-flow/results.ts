import { type ConfigOf, defineResults } from "../kit/experiment.ts";
import { column } from "../kit/tables.ts";
import { fullArm, loraArm } from "../lab/arms.ts";
import { tuningMargin } from "../lab/settings.ts";
import { searchFor } from "../lab/trials/language-runs.ts";
import { drawingFigure } from "./drawing.ts";
import type { experiment } from "./experiment.ts";
import { factorsFigure, gapFindings, partsFigure, plusDifferences } from "./gap-parts.ts";
import { failedStarts, failedTurns, normsFigure, probeFindings, ranksFigure } from "./probes.ts";

const setupOf = (config: ConfigOf<typeof experiment>) => ({
  ...config,
  fullRank: config.training.model.dModel,
});

export const results = defineResults<typeof experiment>({
  figures: (tables, config) => ({
    parts: partsFigure(tables, setupOf(config)),
    layer: drawingFigure(),
    factors: factorsFigure(tables, setupOf(config)),
    norms: normsFigure(tables),
    ranks: ranksFigure(tables),
  }),
  findings: (tables, config) => ({ ...gapFindings(tables, setupOf(config)), ...probeFindings(tables) }),
  estimates: (tables, config) => {
    const arms = [loraArm(config.training.model.dModel), fullArm];
    const plus = plusDifferences(tables, config);
    return {
      "factored-form": {
        samples: column(tables["gap-parts"], "formPart"),
        format: ".3f",
        tuning: tuningMargin(arms.map((arm) => searchFor(arm, { length: "long" }))),
      },
      ...(plus !== undefined && { "lora-plus": { samples: plus, format: ".3f" } }),
    };
  },
  checks: (tables) => ({
    "start-gradients": { exact: failedStarts(tables), format: "d" },
    turn: { exact: failedTurns(tables), format: "d" },
  }),
});
