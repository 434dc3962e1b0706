/** Renders prose: fills its {{statements}} with findings, settings and citations, as markup or as plain text. */
import type { Reference } from "../../experiments/lib/references.ts";
import { ReportError } from "../base/errors.ts";
import { describeFinding, findingToText } from "./finding-text.ts";
import type { HeadingIds, Markup } from "./markup.ts";
import { configText, findingOf, type ProseScope, referenceOf } from "./scope.ts";
import { fillStatements, type ProseSource, type StatementRenderers } from "./statements.ts";

/** What rendering prose needs from its document. */
export interface Surroundings {
  readonly scope: ProseScope;
  readonly citations: Citations;
  readonly markup: Markup;
}

/** A statement's placeholder: its index between U+E000 and U+E001, private characters that Markdown leaves alone. */
export const PLACEHOLDER = /\ue000(\d+)\ue001/g;

/** Renders a text of several blocks; `idOf` gives each heading its id. */
export function renderProse(source: ProseSource, idOf: HeadingIds, surroundings: Surroundings): string {
  return fill(source, surroundings, (text) => surroundings.markup.blocks(text, idOf));
}

/** Renders one line of text, e.g. a caption. */
export function renderInlineProse(source: ProseSource, surroundings: Surroundings): string {
  return fill(source, surroundings, surroundings.markup.line);
}

/** Renders the text with placeholders, then inserts the rendered statements, which must not be parsed as Markdown. */
function fill(source: ProseSource, surroundings: Surroundings, render: (text: string) => string): string {
  const rendered: string[] = [];
  const text = render(fillStatements(source, renderersInto(rendered, surroundings)));
  return resolve(text, rendered, source);
}

/** Renderers that store their output in `rendered` and return a placeholder for it. */
function renderersInto(rendered: string[], { scope, citations, markup }: Surroundings): StatementRenderers {
  const placeholderFor = (text: string) => {
    rendered.push(text);
    return `\ue000${rendered.length - 1}\ue001`;
  };
  return {
    finding: ([id = ""], where) => {
      const finding = findingOf(scope, id, where);
      return placeholderFor(markup.finding(describeFinding(finding), finding.value));
    },
    config: ([path = "", format], where) =>
      placeholderFor(markup.number(configText(scope, path, format, where))),
    cite: ([key = "", quoted], where) =>
      placeholderFor(markup.citation(key, citations.numberOf(key, referenceOf(scope, key, where)), quoted)),
  };
}

function resolve(text: string, rendered: readonly string[], source: ProseSource): string {
  let resolved = 0;
  const filled = text.replace(PLACEHOLDER, (_, index: string) => {
    resolved++;
    return rendered[Number(index)] ?? "";
  });
  if (resolved !== rendered.length) {
    throw new ReportError(`${source.file}: a {{statement}} stands where Markdown cannot show it`, {
      help: "place it in running text, not in a link address or an image",
    });
  }
  return filled;
}

/** Renders a text as plain text, its white space collapsed but for no-break spaces. */
export function renderText(source: ProseSource, scope: ProseScope): string {
  const text = fillStatements(source, {
    finding: ([id = ""], where) => findingToText(findingOf(scope, id, where)),
    config: ([path = "", format], where) => configText(scope, path, format, where),
    cite: ([key = "", quoted], where) => {
      const { short, year } = referenceOf(scope, key, where);
      return quoted === undefined ? `${short} (${year})` : `${quoted} (${short}, ${year})`;
    },
  });
  return text.replace(/[^\S\u00a0]+/g, " ").trim();
}

export interface NumberedReference {
  readonly key: string;
  readonly number: number;
  readonly reference: Reference;
}

/** Numbers references in the order in which they are first cited. */
export interface Citations {
  /** The number of a reference; one that was not cited before gets the next. */
  numberOf(key: string, reference: Reference): number;
  /** The references cited so far, in order of their numbers. */
  list(): NumberedReference[];
}

export function createCitations(): Citations {
  const cited = new Map<string, NumberedReference>();
  return {
    numberOf(key, reference) {
      const entry = cited.get(key) ?? { key, number: cited.size + 1, reference };
      cited.set(key, entry);
      return entry.number;
    },
    list: () => [...cited.values()],
  };
}
