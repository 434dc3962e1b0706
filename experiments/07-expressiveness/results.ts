import { lines } from "../kit/charts/lines.ts";
import type { Layer } from "../kit/charts/parts.ts";
import { type ArmStyle, armScales } from "../kit/charts/parts.ts";
import { defineResults, type Figure, type Finding, type TablesOf } from "../kit/experiment.ts";
import { armDifferences, mean } from "../kit/stats/describe.ts";
import { count, decimal, gapPhrases, meanFinding, percent } from "../kit/stats/findings.ts";
import { column, rowWith } from "../kit/tables.ts";
import { deckLora, full, lora } from "../lab/arms.ts";
import type { experiment } from "./experiment.ts";
import { fullFit, headFit, loraFit } from "./fit-runs.ts";
import { languageFigure, languageFindings, rarityFigure, shareDifferences } from "./language-results.ts";

type Tables = TablesOf<typeof experiment>;

/** The fitted curve. */
const target: ArmStyle = { ...full, name: "function" };
/** The part that the deck's curve leaves out, in its own colour: grey is the head alone. */
const ghost: ArmStyle = { ...deckLora, name: "deck", color: "orange", dash: "dotted" };
/** Spectra of the teacher. */
const spectra: readonly ArmStyle[] = [
  { ...lora(16), name: "equal" },
  { ...lora(1), name: "1 / k" },
];
/** All ranks on one line. */
const adapted: ArmStyle = { ...lora(4), name: "LoRA" };

const rankAxis = (rows: readonly { readonly rank: number }[]) => ({
  field: "rank",
  title: "rank r",
  scale: "log" as const,
  values: [...new Set(column(rows, "rank"))],
});

function fitFigure({ fits, residuals }: Tables): Figure {
  const x = { field: "x", title: "input", domain: [0, 10] } as const;
  const output = { field: "y", title: "output" };
  const residual = { field: "residual", title: "fit − function" };
  const curves = (height: number) =>
    lines({
      table: "fits",
      rows: fits,
      x,
      y: output,
      arms: [target, headFit, loraFit(1), loraFit(4)],
      height,
    });
  return {
    spec: {
      vconcat: [
        curves(180),
        lines({
          table: "residuals",
          rows: residuals,
          x,
          y: residual,
          arms: [ghost, fullFit, loraFit(1), loraFit(4)],
          height: 140,
        }),
      ],
      // The panels have different arms.
      resolve: { scale: { color: "independent", strokeDash: "independent" } },
    },
    screen: curves(180),
  };
}

function errorFigure({ fitErrors, errorByRank }: Tables): Figure {
  const ruleOf = (arm: string) => ({ value: rowWith(fitErrors, { arm }).rmse, label: arm });
  return {
    spec: lines({
      table: "errorByRank",
      rows: errorByRank,
      x: rankAxis(errorByRank),
      y: { field: "rmse", title: "RMSE on the deck's function", scale: "log", format: "~g" },
      arms: [adapted],
      points: true,
      references: [ruleOf(fullFit.name), ruleOf(headFit.name)],
    }),
    tables: ["errorByRank", "fitErrors", "fitRuns"],
  };
}

function teacherFigure({ teacher }: Tables): Figure {
  const scales = armScales(spectra);
  const trained: Layer = {
    mark: "point",
    encoding: {
      x: { field: "rank", type: "quantitative" },
      y: { field: "trained", type: "quantitative" },
      color: { field: "arm", type: "nominal", legend: null, scale: scales.color },
      shape: { field: "arm", type: "nominal", legend: null, scale: scales.shape },
    },
  };
  return {
    spec: lines({
      table: "teacher",
      rows: teacher,
      x: rankAxis(teacher),
      y: { field: "theory", title: "error, relative to rank 0", domain: [0, 1] },
      arms: spectra,
      below: [trained],
    }),
  };
}

const fitGaps = ({ fitRuns }: Tables, rank: number) =>
  armDifferences(fitRuns, "rmse", { arm: loraFit(rank).name, over: fullFit.name });

const rootMeanSquare = (values: readonly number[]) => Math.sqrt(mean(values.map((value) => value * value)));

function fitFindings(tables: Tables, rank: number): Readonly<Record<string, Finding>> {
  const errorsOf = ({ name: arm }: ArmStyle) => column(tables.fitRuns, "rmse", { arm });
  const errorOf = (arm: ArmStyle) => meanFinding(errorsOf(arm), ".3f");
  const gapOf = (ofRank: number) => meanFinding(fitGaps(tables, ofRank), ".3f", { phrases: gapPhrases });
  const parametersOf = ({ name: arm }: ArmStyle): Finding =>
    count(rowWith(tables.fitErrors, { arm }).trainedParameters);
  return {
    "fit-seeds": count(errorsOf(fullFit).length),
    "fit-full": errorOf(fullFit),
    "fit-head": errorOf(headFit),
    "fit-rank-1": errorOf(loraFit(1)),
    "fit-claimed": errorOf(loraFit(rank)),
    "fit-gap-rank-1": gapOf(1),
    "fit-gap": gapOf(rank),
    "fit-deck": decimal(rootMeanSquare(column(tables.residuals, "residual", { arm: ghost.name })), 3),
    "parameters-full": parametersOf(fullFit),
    "parameters-claimed": parametersOf(loraFit(rank)),
  };
}

function teacherFindings({ teacher }: Tables, rank: number): Readonly<Record<string, Finding>> {
  return {
    "teacher-deviation": { value: Math.max(...column(teacher, "largestDeviation")), format: ".0e" },
    "teacher-equal": percent(rowWith(teacher, { arm: "equal", rank }).trained, 1),
    "teacher-falling": percent(rowWith(teacher, { arm: "1 / k", rank }).trained, 1),
  };
}

export const results = defineResults<typeof experiment>({
  figures: (tables) => ({
    fit: fitFigure(tables),
    "fit-error": errorFigure(tables),
    teacher: teacherFigure(tables),
    rarity: rarityFigure(tables),
    language: languageFigure(tables, rankAxis(tables.lossByRank)),
  }),
  findings: (tables, { fit }) => ({
    ...fitFindings(tables, fit.claimedRank),
    ...teacherFindings(tables, fit.claimedRank),
    ...languageFindings(tables),
  }),
  estimates: (tables, { fit }) => ({
    function: { samples: fitGaps(tables, fit.claimedRank), format: ".3f" },
    language: { samples: shareDifferences(tables.shares), format: ".3f" },
  }),
});
