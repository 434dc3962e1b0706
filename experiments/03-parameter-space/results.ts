import { defineResults } from "../kit/experiment.ts";
import { mean } from "../kit/stats/describe.ts";
import { count, decimal, meanFinding } from "../kit/stats/findings.ts";
import { column } from "../kit/tables.ts";
import { loraArm } from "../lab/arms.ts";
import { tuningMargin } from "../lab/settings.ts";
import { searchFor } from "../lab/trials/language-runs.ts";
import type { experiment } from "./experiment.ts";
import { lengthFigure, rankDifferences, rankFigure, rankFindings, rankSetup } from "./ranks.ts";
import { dimensions, energyFigure, spectraFindings, updateFigure } from "./spectra.ts";
import { cutOverTrained, truncationFigure, truncationFindings } from "./truncation.ts";

export const results = defineResults<typeof experiment>({
  figures: (tables, config) => {
    const setup = rankSetup(config);
    const full = column(tables["rank-runs"], "full", { rank: config.rank, steps: config.lengths.long });
    return {
      "loss-by-rank": rankFigure(tables, ""),
      "loss-by-rank-middle": rankFigure(tables, "-middle"),
      "loss-by-rank-short": rankFigure(tables, "-short"),
      "rank-by-length": lengthFigure(tables, setup),
      truncation: truncationFigure(tables, config.truncatedRanks, full),
      energy: energyFigure(config),
      "update-energy": updateFigure(tables, config.rank, setup.fullRank),
    };
  },
  findings: (tables, config) => {
    const { rank, otherSeeds, lengths, training } = config;
    const full = column(tables["rank-runs"], "full", { rank, steps: lengths.long });
    const documents = column(tables["rank-documents"], "difference");
    return {
      ...rankFindings(tables, rankSetup(config)),
      ...truncationFindings(tables, config, full.slice(0, otherSeeds.length)),
      "loss-frozen": decimal(
        mean(column(tables["rank-runs"], "loss", { rank: 0, steps: lengths.long })),
        2,
        "nats",
      ),
      ...spectraFindings(tables, config, training.model.dModel),
      "other-seeds": count(otherSeeds.length),
      "rank-documents": meanFinding(documents, ".3f"),
      documents: count(documents.length),
    };
  },
  estimates: (tables, config) => {
    const { rank, otherSeeds, training } = config;
    const searches = [rank, training.model.dModel].map((of) => searchFor(loraArm(of), { length: "long" }));
    return {
      rank: {
        samples: rankDifferences(tables, rankSetup(config)),
        format: ".3f",
        tuning: tuningMargin(searches),
      },
      truncation: { samples: cutOverTrained(tables, rank, otherSeeds), format: ".2f" },
    };
  },
  checks: (tables) => ({ dimension: { exact: dimensions(tables).share, format: ".1%" } }),
});
