/**
 * The exports of a slide's modules. An error in one of their functions, or a result of the wrong form, becomes one message
 * that names the file.
 */
import { findNonJson } from "../../experiments/kit/digest.ts";
import type { Deck, Experiment, Results } from "../../experiments/kit/experiment.ts";
import { ReportError, suggestion } from "../base/errors.ts";
import { type CalledCode, callCode } from "../base/frames.ts";
import { isRecord } from "../base/json.ts";
import { isNumberFormat } from "../text/typography.ts";

/** The file with the specification of a slide's figure. */
export const figureSource = (slide: string, origin: "deck" | "measured"): string =>
  `experiments/${slide}/${origin === "deck" ? "deck" : "results"}.ts`;

/** Finds what is wrong with a value, e.g. "sample 2 is NaN". */
type FindProblem = (value: unknown) => string | undefined;

export function readExperiment(exported: object, code: CalledCode): Experiment {
  return onceFor(exported, () => {
    checkNames("experiment", exported, ["profiles", "trials", "tables"], code);
    // The define functions type what a module exports; here only its form is checked.
    const { profiles, trials, tables } = exported as Experiment;
    for (const name of ["quick", "default", "long"] as const) {
      if (!isRecord(profiles?.[name])) throw new ReportError(`${code.file}: missing profile: ${name}`);
    }
    checkFunctions({ trials, tables }, code);
    return {
      profiles,
      trials: guarded("trials", trials, (tree) => treeProblem(tree, "trials()"), code),
      tables: guarded("tables", tables, tablesProblem, code),
    };
  });
}

export function readResults(exported: object, code: CalledCode): Results {
  return onceFor(exported, () => {
    checkNames("results", exported, ["figures", "findings", "estimates", "checks"], code);
    const { figures, findings, estimates, checks } = exported as Results;
    checkFunctions({ figures, findings, estimates, ...(checks !== undefined && { checks }) }, code);
    return {
      figures: guarded("figures", figures, itemsProblem("figures()", "figure", figureProblem), code),
      findings: guarded("findings", findings, itemsProblem("findings()", "finding", findingProblem), code),
      estimates: guarded("estimates", estimates, itemsProblem("estimates()", "claim", estimateProblem), code),
      ...(checks !== undefined && {
        checks: guarded("checks", checks, itemsProblem("checks()", "check", checkProblem), code),
      }),
    };
  });
}

export function readDeck(exported: object, code: CalledCode): Deck {
  checkNames("deck", exported, ["tables", "figures"], code);
  const { tables, figures } = exported as Deck;
  const problem = tablesProblem(tables) ?? itemsProblem("figures", "figure", deckFigureProblem)(figures);
  if (problem !== undefined) throw new ReportError(`${code.file}: ${problem}`);
  return exported as Deck;
}

const known = new WeakMap<object, unknown>();

/** What was made of an export is the same object as long as its module is, so that later builds recognise it. */
function onceFor<Value>(exported: object, make: () => Value): Value {
  // Each export has one reader.
  const made = (known.get(exported) as Value | undefined) ?? make();
  known.set(exported, made);
  return made;
}

function checkNames(name: string, exported: object, expected: readonly string[], { file }: CalledCode): void {
  const unknown = Object.keys(exported).find((key) => !expected.includes(key));
  if (unknown === undefined) return;
  throw new ReportError(`${file}: unknown name in ${name}: ${unknown}`, {
    help: suggestion(unknown, expected),
  });
}

function checkFunctions(functions: Readonly<Record<string, unknown>>, { file }: CalledCode): void {
  const [missing] = Object.entries(functions).find(([, value]) => typeof value !== "function") ?? [];
  if (missing !== undefined) throw new ReportError(`${file}: missing function: ${missing}`);
}

function guarded<Values extends readonly unknown[], Returned>(
  name: string,
  call: (...values: Values) => Returned,
  problemOf: FindProblem,
  code: CalledCode,
): (...values: Values) => Returned {
  return (...values) => {
    const returned = callCode(() => call(...values), `${name}()`, code);
    const problem = problemOf(returned);
    if (problem !== undefined) throw new ReportError(`${code.file}: ${problem}`);
    return returned;
  };
}

/** Whether it is an object as a literal makes it, and not a promise, for example. */
function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (!isRecord(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function formOf(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  if (Array.isArray(value)) return "a list";
  if (isPlain(value)) return "a record";
  return `a ${typeof value === "object" ? value.constructor.name : typeof value}`;
}

function treeProblem(tree: unknown, path: string): string | undefined {
  if (!isPlain(tree) && !Array.isArray(tree)) {
    return `${path} is ${formOf(tree)}; expected trials in records and lists`;
  }
  // A trial names its module.
  if ("module" in tree && typeof tree.module === "string") return undefined;
  const inner = (name: string) => (Array.isArray(tree) ? `${path}[${name}]` : `${path}.${name}`);
  return firstOf(Object.entries(tree), ([name, branch]) => treeProblem(branch, inner(name)));
}

function tablesProblem(tables: unknown): string | undefined {
  if (!isPlain(tables)) return `tables() returns ${formOf(tables)}; expected tables by name`;
  return firstOf(Object.entries(tables), ([name, rows]) => {
    if (!Array.isArray(rows)) return `table ${name} is ${formOf(rows)}; expected a list of rows`;
    const odd = rows.findIndex((row) => !isPlain(row));
    if (odd !== -1) return `table ${name}: row ${odd + 1} is ${formOf(rows[odd])}`;
    return findNonJson(rows, name);
  });
}

/** Checks each returned item; `noun` is its name in messages. */
const itemsProblem =
  (source: string, noun: string, problemOf: FindProblem): FindProblem =>
  (items) => {
    if (!isPlain(items))
      return `${source} returns ${formOf(items)}; expected a record with a name for each ${noun}`;
    return firstOf(Object.entries(items), ([name, item]) => {
      const problem = isPlain(item) ? problemOf(item) : `expected a record, not ${formOf(item)}`;
      return problem === undefined ? undefined : `${noun} ${name}: ${problem}`;
    });
  };

const figureProblem: FindProblem = (figure) =>
  isRecord(figure) && isPlain(figure.spec) ? undefined : "missing spec";

const deckFigureProblem: FindProblem = (figure) =>
  figureProblem(figure) ??
  (isRecord(figure) && (figure.invented === false || isText(figure.invented))
    ? undefined
    : "missing invented; expected a sentence, or false");

const isText = (value: unknown): boolean => typeof value === "string" && value.trim() !== "";

const findingProblem: FindProblem = (finding) =>
  isRecord(finding) && finding.value === undefined ? "missing value" : findNonJson(finding);

const estimateProblem: FindProblem = (estimate) => {
  if (!isRecord(estimate) || !Array.isArray(estimate.samples)) return "missing samples; expected a list";
  const { samples } = estimate;
  if (samples.length === 0) return "no samples; a claim that is not measured is left out";
  const odd = samples.findIndex((sample) => !Number.isFinite(sample));
  return odd === -1 ? formatProblem(estimate.format) : `sample ${odd + 1} is ${shown(samples[odd])}`;
};

const checkProblem: FindProblem = (check) =>
  isRecord(check) && Number.isFinite(check.exact)
    ? formatProblem(check.format)
    : `exact is ${isRecord(check) ? shown(check.exact) : "missing"}; expected a number`;

const formatProblem = (format: unknown): string | undefined =>
  format === undefined || isNumberFormat(String(format))
    ? undefined
    : `invalid format: ${format}; expected a format of d3, such as ".3f"`;

const shown = (value: unknown): string => (typeof value === "number" ? String(value) : formOf(value));

function firstOf<Item>(items: readonly Item[], problemOf: (item: Item) => string | undefined) {
  for (const item of items) {
    const problem = problemOf(item);
    if (problem !== undefined) return problem;
  }
  return undefined;
}
