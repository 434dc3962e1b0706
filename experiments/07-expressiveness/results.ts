import { lines } from "../kit/charts/lines.ts";
import type { Layer, Quantity } from "../kit/charts/parts.ts";
import { type ArmStyle, armScales, quantityChannel } from "../kit/charts/parts.ts";
import { defineResults, type Figure, type Finding, type TablesOf } from "../kit/experiment.ts";
import { mean } from "../kit/stats/describe.ts";
import { count, decimal, percent } from "../kit/stats/findings.ts";
import { column, rowWith } from "../kit/tables.ts";
import { colors, figureSizes } from "../kit/theme.ts";
import { deckLora, full, lora } from "../lab/arms.ts";
import { tuningMargin } from "../lab/settings.ts";
import choices from "./chosen-settings.json" with { type: "json" };
import type { experiment } from "./experiment.ts";
import { fullFit, headFit, loraFit } from "./fit-runs.ts";
import { rarityEstimates, rarityFigure, rarityFindings } from "./rarity-results.ts";

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

function fitFigure({ fits, residuals }: Tables, rank: number): Figure {
  const x = { field: "x", title: "input", domain: [0, 10] } as const;
  const output = { field: "y", title: "output" };
  const residual = { field: "residual", title: "fit − function" };
  const curves = (height: number) =>
    lines({
      table: "fits",
      rows: fits,
      x,
      y: output,
      arms: [target, headFit, loraFit(1), loraFit(rank)],
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
          arms: [ghost, fullFit, loraFit(1), loraFit(rank)],
          height: 140,
        }),
      ],
      // The panels have different arms.
      resolve: { scale: { color: "independent", strokeDash: "independent" } },
    },
    screen: curves(180),
  };
}

/** Labels of the error's axis, of which those within the data are shown. */
const ERRORS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5];

function errorFigure(tables: Tables): Figure {
  const { fitErrors, errorByRank } = tables;
  const ruleOf = (arm: string) => ({ value: rowWith(fitErrors, { arm }).rmse, label: arm });
  const references = [
    ruleOf(fullFit.name),
    ruleOf(headFit.name),
    { value: drawnError(tables), label: "as drawn" },
  ];
  const seen = [...column(errorByRank, "rmse"), ...references.map(({ value }) => value)];
  const [lowest, highest] = [Math.min(...seen), Math.max(...seen)];
  const x = rankAxis(errorByRank);
  const y: Quantity = {
    field: "rmse",
    title: "RMSE on the deck’s function",
    scale: "log",
    format: "~g",
    values: ERRORS.filter((error) => lowest <= error && error <= highest),
  };
  const seeds: Layer = {
    data: { name: "fitRuns" },
    transform: [{ filter: "isValid(datum.rank)" }],
    mark: { type: "point", size: figureSizes.dot, xOffset: -7, color: colors[adapted.color].light },
    encoding: { x: quantityChannel(x), y: quantityChannel(y) },
  };
  return {
    spec: lines({
      table: "errorByRank",
      rows: errorByRank,
      x,
      y,
      arms: [adapted],
      points: true,
      references,
      above: [seeds],
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

const rootMeanSquare = (values: readonly number[]) => Math.sqrt(mean(values.map((value) => value * value)));

/** The error of a fit that leaves out what the deck's curve leaves out. */
const drawnError = ({ residuals }: Tables): number =>
  rootMeanSquare(column(residuals, "residual", { arm: ghost.name }));

const errorsOf = ({ fitRuns }: Tables, { name: arm }: ArmStyle): readonly number[] =>
  column(fitRuns, "rmse", { arm });

function fitFindings(tables: Tables, rank: number): Readonly<Record<string, Finding>> {
  const errorOf = (arm: ArmStyle) => decimal(mean(errorsOf(tables, arm)), 3);
  const parametersOf = ({ name: arm }: ArmStyle): Finding =>
    count(rowWith(tables.fitErrors, { arm }).trainedParameters);
  return {
    "fit-seeds": count(errorsOf(tables, fullFit).length),
    "fit-full": errorOf(fullFit),
    "fit-head": errorOf(headFit),
    "fit-rank-1": errorOf(loraFit(1)),
    "fit-claimed": errorOf(loraFit(rank)),
    "fit-deck": decimal(drawnError(tables), 3),
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
  figures: (tables, config) => ({
    rarity: rarityFigure(tables, config),
    fit: fitFigure(tables, config.rank),
    "fit-error": errorFigure(tables),
    teacher: teacherFigure(tables),
  }),
  findings: (tables, config) => ({
    ...rarityFindings(tables, config),
    ...fitFindings(tables, config.rank),
    ...teacherFindings(tables, config.rank),
  }),
  estimates: (tables, config) => ({
    ...rarityEstimates(tables, config),
    function: {
      samples: errorsOf(tables, loraFit(config.rank)),
      format: ".3f",
      tuning: tuningMargin([loraFit(config.rank).tuning], choices),
    },
  }),
});
