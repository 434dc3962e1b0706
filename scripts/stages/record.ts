/** record: tables of each slide -> claims judged, texts filled, and with them the slide's record and the report's. */
import type { Deck, Figure, Finding, Tables } from "../../experiments/kit/experiment.ts";
import { mistakeIn, ReportError } from "../base/errors.ts";
import type { CachingEffects } from "../bundling/cached.ts";
import { ORIGIN_FIELD, tablesOfSpec } from "../drawing/vega/tables.ts";
import { obstacleOf } from "../live/repeatable.ts";
import type { BuildFacts } from "../record/record.ts";
import {
  type CheckRecord,
  type ClaimRecord,
  type FigureRecord,
  type FindingRecord,
  type Part,
  remarksOf,
  SCHEMA,
  type SlideRecord,
  type StatementRecord,
  type TrialRecord,
  twoDigits,
} from "../record/record.ts";
import type { MeasuredSlide, Recorded, RecordedSlide, SlideResults } from "../slides/planned.ts";
import { isProseShown } from "../slides/planned.ts";
import type { Slide, Statement } from "../slides/slide.ts";
import { figureBlocks } from "../slides/slide.ts";
import type { BodyPart, FigureBlock } from "../slides/slide-body.ts";
import { figureSource } from "../slides/slide-code.ts";
import { takeawayText } from "../slides/takeaway.ts";
import { spokenTexts } from "../slides/talk.ts";
import type { ProseSource } from "../text/expressions.ts";
import { describeFinding } from "../text/finding-text.ts";
import { resolveText } from "../text/resolve.ts";
import { citedAmong, type Text } from "../text/resolved.ts";
import { type ProseScope, unknown } from "../text/scope.ts";
import { seedsOf, shortNames } from "../trials/names.ts";
import type { EvaluatedCheck, EvaluatedClaim } from "../verdicts/claims.ts";
import {
  evaluateChecks,
  evaluateClaims,
  judgeTogether,
  type Timed,
  timedResults,
  verdictOfSlide,
} from "../verdicts/claims.ts";
import { recordReport } from "../verdicts/report-record.ts";

/** Figures are numbered throughout the report, in the order in which slides place them. */
export async function record(
  measured: readonly MeasuredSlide[],
  facts: BuildFacts,
  effects: Pick<CachingEffects, "root" | "home" | "disk" | "load" | "keep">,
): Promise<Recorded> {
  const slides: RecordedSlide[] = [];
  let figuresBefore = 0;
  for (const judged of judge(measured, facts, effects)) {
    const inputs = [judged, facts.verdicts, figuresBefore];
    const before = figuresBefore;
    const recorded = effects.keep(`record ${judged.slide.name}`, inputs, () =>
      recordSlide(judged, facts.verdicts.given, before),
    );
    figuresBefore += recorded.record.figures.length;
    slides.push(recorded);
  }
  const report = await recordReport(slides, facts, effects);
  return { records: { report, slides: slides.map((slide) => slide.record) }, slides };
}

interface JudgedSlide {
  readonly measured: MeasuredSlide;
  readonly slide: Slide;
  readonly results: SlideResults;
  readonly timed: Timed;
  readonly claims: readonly EvaluatedClaim[];
}

/** Evaluates the claims of all slides, each by its rule and then together. */
function judge(
  measured: readonly MeasuredSlide[],
  { verdicts: { given } }: BuildFacts,
  { keep }: Pick<CachingEffects, "keep">,
): JudgedSlide[] {
  const slides = measured.map((slide) =>
    keep(`judged ${slide.slide.name}`, [slide, given], () => {
      const results = resultsOf(slide);
      const timed = timedResults(slide, results);
      const claims = evaluateClaims(slide.slide, results.estimates, given);
      return { measured: slide, slide: slide.slide, results, timed, claims };
    }),
  );
  const together = judgeTogether(slides.map(({ claims }) => claims));
  return slides.map((slide, index) => ({ ...slide, claims: together[index] ?? [] }));
}

function resultsOf({ slide, status, config }: MeasuredSlide): SlideResults {
  if (status.kind !== "measured" || slide.results === undefined) {
    return { figures: {}, findings: {}, estimates: {}, checks: {} };
  }
  const { figures, findings, estimates, checks } = slide.results;
  return {
    figures: figures(status.tables, config),
    findings: findings(status.tables, config),
    estimates: estimates(status.tables, config),
    checks: checks?.(status.tables, config) ?? {},
  };
}

function recordSlide(judged: JudgedSlide, hasVerdicts: boolean, figuresBefore: number): RecordedSlide {
  const { measured, slide, results, timed } = judged;
  const { status, config } = measured;
  const { findings } = results;
  const scope: ProseScope = {
    findings,
    config,
    references: slide.references,
    phrases: phrasesOf(judged),
  };
  const checks = evaluateChecks(slide, results.checks, hasVerdicts);
  const tables = tablesOf(measured);
  const statements = {
    claims: judged.claims.map((claim) => claimRecord(claim, judged, scope)),
    checks: checks.map((check) => checkRecord(check, judged, scope)),
  };
  const takeaway = resolveText(
    { text: takeawayText(slide.takeaway, statements), file: `${slide.file}, takeaway` },
    scope,
  );
  const figures = figureRecords(judged, { ...scope, takeaway }, tables, figuresBefore);
  const texts = {
    takeaway,
    short: recordParts(slide.body.short, measured, figures, scope),
    study: recordParts(slide.body.study, measured, figures, scope),
  };
  const talk = talkNotes(judged, statements, scope);
  const record: SlideRecord = {
    schema: SCHEMA,
    slide: {
      number: slide.number,
      name: slide.name,
      title: slide.title,
      words: slide.deckText,
      deckSource: slide.deckSource ?? null,
    },
    status: status.kind,
    failures: status.kind === "failed" ? status.failures : [],
    config: config ?? null,
    seeds: seedsOf(measured.trials.map(({ trial }) => trial)),
    verdict: verdictOfSlide(judged.claims, checks, hasVerdicts),
    ...texts,
    ...statements,
    ...withoutGaps({ talk }),
    findings: Object.entries(findings).map(([id, finding]) => findingRecord(id, finding, timed)),
    figures,
    tables: Object.entries(status.kind === "measured" ? status.tables : {}).map(([name, rows]) => {
      return { name, rows: rows.length, timed: timed.tables.has(name) };
    }),
    trials: trialRecords(measured),
    references: citedAmong(slide.references, [
      texts.takeaway,
      ...[...texts.short, ...texts.study].flatMap((part) => ("prose" in part ? [part.prose] : [])),
      ...figures.flatMap(textsOfFigure),
      ...[...statements.claims, ...statements.checks].flatMap(({ says, metric }) => [says.text, metric]),
    ]),
  };
  return { record, measured, findings, tables };
}

/** What the talk has of the slide; undefined where it has nothing. */
function talkNotes(
  { measured, slide: { talk, file } }: JudgedSlide,
  statements: Pick<SlideRecord, "claims" | "checks">,
  scope: ProseScope,
): SlideRecord["talk"] {
  const { onRoute, limit } = talk;
  const fill = (source: ProseSource) => resolveText(source, scope);
  const hasNumbers = isProseShown(measured);
  const say = hasNumbers ? spokenTexts(talk.say, statements, `${file}, talk`).map(fill) : [];
  if (!onRoute && limit === undefined && say.length === 0) return undefined;
  return { onRoute, ...(hasNumbers && limit !== undefined && { limit: fill(limit) }), say };
}

const textsOfFigure = ({ title, caption, ...figure }: FigureRecord): readonly Text[] => [
  ...(title === undefined ? [] : [title]),
  caption,
  ...remarksOf(figure),
];

/** The words that the outcome of each claim chooses; empty where it was not tested. */
const phrasesOf = ({ slide, claims }: JudgedSlide): Readonly<Record<string, ProseSource>> =>
  Object.fromEntries(
    claims.flatMap(({ claim: { id, phrases }, outcome }) =>
      phrases === undefined ? [] : [[id, phrases[outcome] ?? { text: "", file: slide.file }]],
    ),
  );

/** The rows that figures of each origin may draw: a measured figure may also use the deck's tables. */
function tablesOf({ slide, status }: MeasuredSlide): RecordedSlide["tables"] {
  const deck = slide.deck?.tables ?? {};
  return { deck, measured: status.kind === "measured" ? { ...deck, ...status.tables } : deck };
}

/** Shown for a finding of a slide without results, because its claims are listed nevertheless. */
const UNMEASURED = "…";

function statementRecord(
  { id, says: { how, text }, metric, unit }: Statement,
  { measured, timed }: JudgedSlide,
  scope: ProseScope,
): StatementRecord {
  const unmeasured = isProseShown(measured) ? undefined : UNMEASURED;
  const quoted = { plain: text.text, parts: [text.text] };
  return {
    id,
    says: { how, text: how === "quote" ? quoted : resolveText(text, scope, unmeasured) },
    metric: resolveText(metric, scope, unmeasured),
    ...(unit !== undefined && { unit }),
    timed: timed.judged.has(id),
  };
}

function claimRecord(evaluated: EvaluatedClaim, judged: JudgedSlide, scope: ProseScope): ClaimRecord {
  const { claim, outcome, survivesHolm, dependsOnTuning } = evaluated;
  const { estimate, mean, interval: interval95, n, p, adjustedP } = evaluated;
  const recorded = claim.recorded === true ? (judged.measured.recordedOn ?? "none") : undefined;
  return {
    ...statementRecord(claim, judged, scope),
    ...(claim.label !== undefined && { label: resolveText(claim.label, scope) }),
    rule: claim.rule,
    ...withoutGaps({ estimate, mean, interval95, n, p, adjustedP }),
    outcome,
    survivesHolm,
    dependsOnTuning,
    ...withoutGaps({ recorded }),
  };
}

function checkRecord(
  { check, value, outcome }: EvaluatedCheck,
  judged: JudgedSlide,
  scope: ProseScope,
): CheckRecord {
  return {
    ...statementRecord(check, judged, scope),
    rule: check.rule,
    ...withoutGaps({ value }),
    outcome,
  };
}

function findingRecord(id: string, finding: Finding, timed: Timed): FindingRecord {
  const { value, unit, interval, n } = finding;
  return {
    id,
    value,
    ...withoutGaps({ unit, interval, n }),
    text: describeFinding(finding),
    timed: timed.findings.has(id),
  };
}

/** The fields that are defined, as in JSON. */
function withoutGaps<Fields extends object>(
  fields: Fields,
): { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> } {
  const defined = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(defined) as { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> };
}

/** A figure before it is drawn. */
interface FigureSource {
  readonly origin: FigureRecord["origin"];
  readonly figure: Figure;
  readonly invented: string | false;
  readonly note: string | undefined;
}

/** The deck's figures and the measured ones, by name. */
function figureSources({ slide, results }: JudgedSlide): Map<string, FigureSource> {
  const deck: Deck = slide.deck ?? { tables: {}, figures: {} };
  const sources = new Map<string, FigureSource>();
  for (const [name, figure] of Object.entries(deck.figures)) {
    const { invented, note } = figure;
    sources.set(name, { origin: "deck", figure, invented, note });
  }
  for (const [name, figure] of Object.entries(results.figures)) {
    if (sources.has(name)) {
      throw new ReportError(`${slide.file}: duplicate figure: ${name} is in deck.ts and in results.ts`);
    }
    sources.set(name, { origin: "measured", figure, invented: false, note: undefined });
  }
  return sources;
}

interface PlacedFigure extends FigureSource {
  readonly block: FigureBlock;
}

/** The figures with their texts, in the order in which the slide shows them. */
function placedFigures(measured: MeasuredSlide, sources: ReadonlyMap<string, FigureSource>): PlacedFigure[] {
  const blocks = figureBlocks(measured.slide);
  const forgotten = [...sources.keys()].find((name) => blocks.every((block) => block.name !== name));
  const placed = blocks.flatMap((block) => {
    const source = sources.get(block.name);
    if (source !== undefined) return [{ ...source, block }];
    // Without results, only the deck's figures exist.
    if (!isProseShown(measured)) return [];
    throw unknown("figure", block.name, [...sources.keys()], block.where);
  });
  if (forgotten === undefined) return placed;
  throw new ReportError(`${measured.slide.file}: unused figure: ${forgotten}`, {
    help: `place it by a block ":::figure ${forgotten}" with caption, alt and description`,
  });
}

/** The sentence above a figure: its title, or the slide's takeaway if the title is not true of this build. */
function titleOf(
  { title, holds, where }: FigureBlock,
  { slide, claims }: JudgedSlide,
  scope: ProseScope & { readonly takeaway: Text },
): Text | undefined {
  if (title === undefined) return undefined;
  if (holds === undefined) return resolveText(title, scope);
  const claim = claims.find((evaluated) => evaluated.claim.id === holds.claim);
  if (claim === undefined) {
    throw unknown(
      "claim",
      holds.claim,
      slide.claims.map(({ id }) => id),
      where,
    );
  }
  if (claim.outcome === holds.outcome) return resolveText(title, scope);
  return claim.outcome === "not tested" ? undefined : scope.takeaway;
}

function figureRecords(
  judged: JudgedSlide,
  scope: ProseScope & { readonly takeaway: Text },
  tables: RecordedSlide["tables"],
  figuresBefore: number,
): FigureRecord[] {
  const { measured, slide, timed } = judged;
  return placedFigures(measured, figureSources(judged)).map((placed, index) => {
    const { block, origin, figure, invented, note } = placed;
    const id = `${twoDigits(slide)}-${block.name}`;
    // The deck's figures are shown even without results, so their texts cannot use findings.
    const seen = origin === "deck" ? { ...scope, findings: {} } : scope;
    const file = `experiments/${slide.name}/deck.ts, figure ${block.name}`;
    const drawn = tablesIn(id, figure, tables[origin], figureSource(slide.name, origin));
    const shown = shownTables(figure, drawn, tables[origin], block.where);
    const own = invented === false ? invented : resolveText({ text: invented, file }, scope);
    const description = resolveText(block.description, seen).plain;
    return {
      id,
      name: block.name,
      number: figuresBefore + index + 1,
      origin,
      invented: own,
      ...(figure.published === true && { published: true as const }),
      ...(note !== undefined && { note: resolveText({ text: note, file }, scope) }),
      ...withoutGaps({ title: titleOf(block, judged, scope) }),
      caption: withRecordingDate(resolveText(block.caption, seen), drawn, measured.recordedOn),
      alt: resolveText(block.alt, seen).plain,
      description: own === false ? description : `${description} ${own.plain}`,
      spec: figure.spec,
      ...(figure.screen !== undefined && { screen: figure.screen }),
      tables: shown,
      plotted: plottedTables(placed, drawn, judged),
      timed: shown.some((name) => timed.tables.has(name)),
    };
  });
}

/** Adds when the hollow marks were made, where a drawn table has rows of recorded runs. */
function withRecordingDate(caption: Text, drawn: Tables, recordedOn: string | undefined): Text {
  const hasRecorded = Object.values(drawn).some((rows) => rows.some(({ recorded }) => recorded === true));
  if (!hasRecorded) return caption;
  const added = ` Hollow marks are runs ${recordedOn === undefined ? "of the long profile" : `recorded on ${recordedOn}`}.`;
  return { plain: caption.plain + added, parts: [...caption.parts, added] };
}

/** The tables that a figure draws. Throws a ReportError if its specification names an unknown table or field. */
function tablesIn(id: string, { spec }: Figure, tables: Tables, file: string): Tables {
  try {
    return tablesOfSpec(id, spec, tables);
  } catch (error) {
    throw mistakeIn(file, error);
  }
}

/** A measured figure may plot the deck's tables too: if a figure of the deck invents values, these tables may have some. */
function plottedTables(
  { origin, invented }: PlacedFigure,
  drawn: Tables,
  { slide: { name: slideName, deck }, measured: { status } }: JudgedSlide,
): FigureRecord["plotted"] {
  const hasInvented = Object.values(deck?.figures ?? {}).some((own) => own.invented !== false);
  const isMeasured = (name: string): boolean => status.kind === "measured" && name in status.tables;
  const isInvented = (name: string): boolean =>
    origin === "deck" ? invented !== false : hasInvented && !isMeasured(name);
  return Object.entries(drawn).map(([name, rows]) => {
    if (isInvented(name) && rows.some((row) => ORIGIN_FIELD in row)) {
      const where = figureSource(slideName, "deck");
      throw new ReportError(`${where}: invalid field of table "${name}": ${ORIGIN_FIELD}`, {
        help: "this column marks invented values in the CSV",
      });
    }
    return { name, invented: isInvented(name) };
  });
}

/** The tables shown as a figure's data: those that the figure lists, or else those that it draws. */
function shownTables(figure: Figure, drawn: Tables, tables: Tables, where: string): readonly string[] {
  const names = figure.tables ?? Object.keys(drawn);
  const missing = names.find((name) => tables[name] === undefined);
  if (missing !== undefined) throw unknown("table", missing, Object.keys(tables), where);
  return names;
}

/** The parts that the slide shows: without numbers for the prose, its figures alone, each in its own row. */
function recordParts(
  parts: readonly BodyPart[],
  measured: MeasuredSlide,
  figures: readonly FigureRecord[],
  scope: ProseScope,
): Part[] {
  const isShown = isProseShown(measured);
  return parts.flatMap((part): Part[] => {
    if (part.kind === "prose") return isShown ? [{ prose: resolveText(part.source, scope) }] : [];
    const names = part.row.map(({ name }) => name).filter((name) => figures.some((own) => own.name === name));
    return isShown ? [{ figures: names }] : names.map((name) => ({ figures: [name] }));
  });
}

function trialRecords({ slide, trials }: MeasuredSlide): TrialRecord[] {
  const names = shortNames(trials.map(({ trial }) => trial));
  return trials.map((run): TrialRecord => {
    const { key, trial, inputs } = run.trial;
    const { name = trial.kind, seed } = names.get(key) ?? {};
    const digest = trial.measuresTime ? undefined : run.stored?.digest;
    return {
      key,
      kind: trial.kind,
      name,
      ...withoutGaps({ digest, seed }),
      config: trial.config,
      inputs: Object.fromEntries(Object.entries(inputs).map(([input, { key: of }]) => [input, of])),
      measuresTime: trial.measuresTime,
      repeatable: obstacleOf(run, slide.published) ?? true,
    };
  });
}
