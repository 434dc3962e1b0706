/** render: tables of each slide -> drawn figures, findings and verdicts. */
import type {
  CheckValues,
  Deck,
  Estimates,
  Figure,
  Finding,
  Row,
  Tables,
} from "../../experiments/lib/experiment.ts";
import type { CachingEffects } from "../base/cached.ts";
import { ProblemsError, ReportError, refuseProblems } from "../base/errors.ts";
import { datasetsOf } from "../drawing/figure-tables.ts";
import type { DrawnFigure, FigureInput } from "../drawing/render-figure.ts";
import { evaluateChecks, evaluateClaims, verdictOfSlide } from "../report/claims.ts";
import { judgeTogether } from "../report/many-claims.ts";
import type {
  BuildFacts,
  EvaluatedClaim,
  MeasuredSlide,
  RenderedFigure,
  RenderedSlide,
  Slide,
} from "../report/report.ts";
import type { FigureBlock } from "../report/slide-body.ts";
import { figureBlocks, isProseShown, twoDigits } from "../report/slide-texts.ts";
import { takeawayText } from "../report/takeaway.ts";
import { renderText } from "../text/prose.ts";
import { type ProseScope, unknown } from "../text/scope.ts";

/**
 * Renders the slides in order. Figures are numbered throughout the report, in the order in which slides place them. The
 * problems of all figures are reported together.
 */
export async function render(
  measured: readonly MeasuredSlide[],
  facts: BuildFacts,
  effects: Pick<CachingEffects, "cached" | "keep">,
): Promise<RenderedSlide[]> {
  const problems: string[] = [];
  const drawFigure = createDrawFigure(effects);
  const rendered: RenderedSlide[] = [];
  let figuresBefore = 0;
  for (const judged of judge(measured, facts, effects)) {
    const place = { facts, drawFigure, figuresBefore };
    const inputs = [judged.measured, judged.results, judged.claims, facts, figuresBefore];
    const name = `rendered ${judged.measured.slide.name}`;
    const drawn = await effects.keep(name, inputs, () => renderSlide(judged, place));
    figuresBefore += drawn.rendered.figures.length;
    rendered.push(drawn.rendered);
    problems.push(...drawn.problems);
  }
  refuseProblems(problems);
  return rendered;
}

type DrawFigure = (input: FigureInput) => Promise<DrawnFigure>;

/** Loads Vega only when a figure has to be drawn, so that an unchanged rebuild never does. */
function createDrawFigure({ cached }: Pick<CachingEffects, "cached">): DrawFigure {
  const module = new URL("../drawing/render-figure.ts", import.meta.url);
  return async (input) => {
    const drawn = await cached("figures", { module, input }, async () => {
      const { renderFigure } = await import("../drawing/render-figure.ts");
      return Buffer.from(JSON.stringify(await renderFigure(input)));
    });
    return JSON.parse(Buffer.from(drawn).toString());
  };
}

interface Place {
  readonly facts: BuildFacts;
  readonly drawFigure: DrawFigure;
  /** How many figures the slides before have. */
  readonly figuresBefore: number;
}

/** A slide without the figures that have problems. */
interface DrawnSlide {
  readonly rendered: RenderedSlide;
  readonly problems: readonly string[];
}

interface JudgedSlide {
  readonly measured: MeasuredSlide;
  readonly results: SlideResults;
  readonly claims: readonly EvaluatedClaim[];
}

/** Evaluates the claims of all slides, each by its rule and then together. */
function judge(
  measured: readonly MeasuredSlide[],
  { verdicts: { given } }: BuildFacts,
  { keep }: Pick<CachingEffects, "keep">,
): JudgedSlide[] {
  const slides = measured.map((one) =>
    keep(`judged ${one.slide.name}`, [one, given], () => {
      const results = resultsOf(one);
      const claims = evaluateClaims(one.slide, results.estimates, given);
      return { measured: one, slide: one.slide, results, claims };
    }),
  );
  const together = judgeTogether(slides);
  return slides.map((slide, index) => ({ ...slide, claims: together[index] ?? [] }));
}

async function renderSlide(
  { measured, results, claims }: JudgedSlide,
  { facts, drawFigure, figuresBefore }: Place,
): Promise<DrawnSlide> {
  const { slide } = measured;
  const { figures: measuredFigures, findings } = results;
  const sources = figureSources(slide, measured, measuredFigures);
  const scope: ProseScope = { findings, config: measured.config, references: slide.references };
  const figures: RenderedFigure[] = [];
  const problems: string[] = [];
  for (const placed of placedFigures(measured, sources)) {
    const number = figuresBefore + figures.length + 1;
    // The deck's figures are shown even without results, so their texts cannot use findings.
    const seen = placed.origin === "deck" ? { ...scope, findings: {} } : scope;
    try {
      figures.push(await draw(slide, placed, { scope: seen, number, drawFigure }));
    } catch (error) {
      if (!(error instanceof ProblemsError)) throw error;
      problems.push(...error.problems);
    }
  }
  const { given } = facts.verdicts;
  const checks = evaluateChecks(slide, results.checks, given);
  const verdict = verdictOfSlide(claims, checks, given);
  const takeaway = {
    text: takeawayText(slide.takeaway, { claims, checks }),
    file: `${slide.file}, takeaway`,
  };
  const rendered = { measured, findings, figures, claims, checks, verdict, takeaway };
  return { rendered, problems };
}

interface SlideResults {
  readonly figures: Readonly<Record<string, Figure>>;
  readonly findings: Readonly<Record<string, Finding>>;
  readonly estimates: Estimates;
  readonly checks: CheckValues;
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

/** A figure before it is drawn. */
interface FigureSource {
  readonly origin: RenderedFigure["origin"];
  readonly figure: Figure;
  readonly invented: string | false;
  readonly note: string | undefined;
  readonly tables: Tables;
}

/** The deck's figures and the measured ones, by name. A measured figure may also use the deck's tables. */
function figureSources(
  slide: Slide,
  { status }: MeasuredSlide,
  measuredFigures: Readonly<Record<string, Figure>>,
): Map<string, FigureSource> {
  const deck: Deck = slide.deck ?? { tables: {}, figures: {} };
  const sources = new Map<string, FigureSource>();
  for (const [name, figure] of Object.entries(deck.figures)) {
    const { invented, note } = figure;
    sources.set(name, { origin: "deck", figure, invented, note, tables: deck.tables });
  }
  const tables = status.kind === "measured" ? { ...deck.tables, ...status.tables } : deck.tables;
  for (const [name, figure] of Object.entries(measuredFigures)) {
    if (sources.has(name)) {
      throw new ReportError(`${slide.file}: duplicate figure: ${name} is in deck.ts and in results.ts`);
    }
    sources.set(name, { origin: "measured", figure, invented: false, note: undefined, tables });
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

interface DrawingContext {
  readonly scope: ProseScope;
  readonly number: number;
  readonly drawFigure: DrawFigure;
}

async function draw(
  slide: Slide,
  { block, origin, figure, invented, note, tables }: PlacedFigure,
  { scope, number, drawFigure }: DrawingContext,
): Promise<RenderedFigure> {
  const { name, caption } = block;
  const id = `${twoDigits(slide)}-${name}`;
  const alt = renderText(block.alt, scope);
  const description = renderText(block.description, scope);
  const drawn = await drawFigure({ id, spec: figure.spec, tables, alt, description });
  return {
    id,
    name,
    origin,
    number,
    figure,
    invented,
    note,
    caption,
    captionText: renderText(caption, scope),
    alt,
    description,
    ...drawn,
    tables: shownTables(figure, tables, drawn.spec, block.where),
  };
}

/** The tables shown as a figure's data: those that the figure lists, or else those that its spec uses. */
function shownTables(figure: Figure, tables: Tables, spec: object, where: string): RenderedFigure["tables"] {
  const names = figure.tables ?? Object.keys(datasetsOf(spec));
  return names.map((name) => {
    const rows: readonly Row[] | undefined = tables[name];
    if (rows === undefined) throw unknown("table", name, Object.keys(tables), where);
    return { name, rows };
  });
}
