/** Data of a slide: the deck's text, notice, prose with figures, claims, settings. */
import { formatCount } from "../base/format.ts";
import { canonicalJson } from "../base/hash.ts";
import { configLeaves } from "../base/json.ts";
import { tableFile } from "../report/files.ts";
import type { BuildFacts, MeasuredSlide, RenderedFigure, RenderedSlide } from "../report/report.ts";
import { isProseShown, slideId } from "../report/slide-texts.ts";
import { headingIds, type Markup } from "../text/markup.ts";
import { type Citations, renderProse, type Surroundings } from "../text/prose.ts";
import { formatNumber, typeset } from "../text/typography.ts";
import { type Badge, badgeOf, type ClaimView, claimViews } from "./claim-view.ts";
import { figureView } from "./figure-view.ts";
import type { RenderTemplate } from "./templates.ts";

export interface SlideView {
  readonly id: string;
  readonly number: number;
  readonly title: string;
  readonly verdict: Badge;
  readonly deckText: string;
  readonly notice: NoticeView | null;
  readonly body: string;
  readonly claims: readonly ClaimView[];
  readonly how: HowView | null;
}

interface NoticeView {
  readonly title: string;
  readonly text: string;
  readonly failures: readonly { readonly kind: string; readonly config: string; readonly cause: string }[];
}

interface HowView {
  readonly summary: string;
  readonly settings: readonly SettingView[];
  readonly tables: readonly { readonly name: string; readonly href: string }[];
  readonly trialKeys: readonly string[];
}

/** The output language of a view, and its templates. */
export interface ViewLanguage {
  readonly markup: Markup;
  readonly renderTemplate: RenderTemplate;
}

/** What the slides of a page share. */
export interface PageContext extends ViewLanguage {
  readonly facts: BuildFacts;
  readonly citations: Citations;
}

/** Digits of a trial's key on the page; the manifest has them all. */
const KEY_DIGITS = 12;

export function slideView(rendered: RenderedSlide, context: PageContext): SlideView {
  const { slide } = rendered.measured;
  const isQuick = context.facts.profile === "quick";
  const id = slideId(slide);
  return {
    id,
    number: slide.number,
    title: typeset(slide.title),
    verdict: verdictBadge(badgeOf(rendered.verdict, isQuick)),
    deckText: context.markup.blocks(slide.deckText, headingIds(`${id}-deck`)),
    notice: noticeOf(rendered.measured),
    body: bodyOf(rendered, context),
    claims: claimViews(rendered, isQuick),
    how: howOf(rendered.measured),
  };
}

/** The badge in a slide's header, where there is room to explain "not tested" and "none". */
function verdictBadge(badge: Badge): Badge {
  const labels: Readonly<Record<string, string>> = {
    "not-tested": "not tested in this build",
    none: "quick build: none",
  };
  return { ...badge, label: labels[badge.slug] ?? badge.label };
}

/** The prose with its figures; for a slide without measurements, the deck's figures alone. */
function bodyOf(rendered: RenderedSlide, { citations, markup, renderTemplate }: PageContext): string {
  const { slide, config } = rendered.measured;
  const scope = { findings: rendered.findings, config, references: slide.references };
  const surroundings: Surroundings = { scope, citations, markup };
  const firstOfDeck = rendered.figures.find((figure) => figure.origin === "deck");
  const showFigure = (figure: RenderedFigure) => {
    const source = figure === firstOfDeck ? slide.deckSource : undefined;
    return renderTemplate("figure", figureView(slide, figure, { source, surroundings }));
  };
  if (!isProseShown(rendered.measured)) {
    return rendered.figures.map((figure) => markup.figureRow([showFigure(figure)])).join("\n");
  }
  const idOf = headingIds(slideId(slide));
  const byName = new Map(rendered.figures.map((figure) => [figure.name, figure]));
  const parts = slide.body.map((part) => {
    if (part.kind === "prose") return renderProse(part.source, idOf, surroundings);
    const row = part.row.flatMap(({ name }) => byName.get(name) ?? []);
    return markup.figureRow(row.map(showFigure));
  });
  return parts.join("\n");
}

function noticeOf({ status }: MeasuredSlide): NoticeView | null {
  switch (status.kind) {
    case "measured":
      return null;
    case "no experiment":
      return { title: "Not tested in this build.", text: "This slide has no experiment.", failures: [] };
    case "not run":
      return {
        title: "Not run.",
        text: "This build left the slide out, and the store has no results for it.",
        failures: [],
      };
    case "failed":
      return {
        title: "Failed.",
        text: "The experiment of this slide did not finish, so it has no results and no verdict.",
        failures: status.failures.map(({ kind, config, cause }) => ({
          kind,
          config: canonicalJson(config),
          cause,
        })),
      };
  }
}

function howOf({ slide, config, status, trialKeys }: MeasuredSlide): HowView | null {
  if (status.kind !== "measured") return null;
  const settings = settingViews(config);
  const seeds = settings.find(({ path }) => path === "seeds" || path.endsWith(".seeds"))?.value;
  const parts = [
    trialKeys.length === 0 ? "by formula, without training" : formatCount(trialKeys.length, "trial"),
    ...(seeds === undefined ? [] : [`seeds ${seeds}`]),
  ];
  return {
    summary: parts.join(", "),
    settings,
    tables: Object.keys(status.tables).map((name) => ({ name, href: tableFile(slide.name, name) })),
    trialKeys: trialKeys.map((key) => key.slice(0, KEY_DIGITS)),
  };
}

export interface SettingView {
  readonly path: string;
  readonly value: string;
}

export function settingViews(config: unknown): SettingView[] {
  return [...configLeaves(config)].map(([path, value]) => ({
    path,
    value: Array.isArray(value) ? value.map(leafText).join(", ") : leafText(value),
  }));
}

function leafText(value: unknown): string {
  return typeof value === "number" ? formatNumber(value) : String(value);
}
