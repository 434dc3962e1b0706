/** Loads and renders Handlebars templates, in strict mode: a field that the view lacks is an error. */
import path from "node:path";
import Handlebars from "handlebars";
import type { Effects } from "../base/effects.ts";
import { ReportError } from "../base/errors.ts";
import { createMemory } from "../bundling/cached.ts";

/** Renders a template by its name without ".hbs". */
export type RenderTemplate = (name: string, view: object) => string;

type Template = (view: object) => string;

/** What the templates of one output language share. */
export interface TemplateLanguage {
  /** The folders of templates and partials, relative to the generator. */
  readonly folders: readonly string[];
  readonly helpers: Readonly<Record<string, (value: unknown, name: unknown) => unknown>>;
  /** Changes a template's syntax tree to escape fields for the language; undefined for HTML, which Handlebars escapes. */
  readonly escaping?: (program: hbs.AST.Program) => void;
}

/** Only these two helpers insert raw HTML, so every such place is easy to find. */
export const htmlTemplates: TemplateLanguage = {
  folders: ["templates", path.join("templates", "partials")],
  helpers: {
    /** An SVG drawn by the build. */
    svg: (html) => new Handlebars.SafeString(String(html)),
    /** Rendered Markdown. */
    prose: (html) => new Handlebars.SafeString(String(html)),
  },
};

/** What was compiled in this process, by the first folder of the language. */
const compiled = createMemory();

/**
 * Loads all templates of a language; they are compiled again if one has changed. Throws a ReportError, naming the file,
 * for a mistake in a template.
 */
export async function loadTemplates(
  language: TemplateLanguage,
  effects: Pick<Effects, "home" | "disk">,
): Promise<RenderTemplate> {
  const texts = await readTemplates(language, effects);
  return compiled(language.folders.join(), [texts], () => compileTemplates(language, texts));
}

/** The texts of a language's templates, by the names of their files. */
async function readTemplates(
  { folders }: TemplateLanguage,
  { home, disk }: Pick<Effects, "home" | "disk">,
): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for (const folder of folders) {
    for (const file of (await disk.list(path.join(home, folder))).filter((name) => name.endsWith(".hbs"))) {
      texts.set(file, await disk.readText(path.join(home, folder, file)));
    }
  }
  return texts;
}

function compileTemplates(
  { folders, helpers, escaping }: TemplateLanguage,
  texts: ReadonlyMap<string, string>,
): RenderTemplate {
  const handlebars = Handlebars.create();
  handlebars.registerHelper({ ...helpers });
  const templates = new Map<string, Template>();
  for (const [file, text] of texts) {
    const name = path.basename(file, ".hbs");
    const program = parse(file, text);
    escaping?.(program);
    const template = handlebars.compile(program, {
      strict: true,
      noEscape: escaping !== undefined,
      knownHelpersOnly: true,
      knownHelpers: Object.fromEntries(Object.keys(helpers).map((helper) => [helper, true])),
    });
    handlebars.registerPartial(name, template);
    templates.set(name, template);
  }
  const fileOf = (name: string) => `${folders[0]}/${name}.hbs`;
  return (name, view) => {
    const template = templates.get(name);
    if (template === undefined) throw new ReportError(`missing template: ${fileOf(name)}`);
    try {
      return template(view);
    } catch (error) {
      throw toReportError(fileOf(name), error);
    }
  };
}

function parse(file: string, text: string): hbs.AST.Program {
  try {
    return Handlebars.parse(text);
  } catch (error) {
    const [reason = ""] = String(error).split("\n");
    throw new ReportError(`invalid template: ${file}: ${reason}`, { cause: error });
  }
}

/** Converts a Handlebars exception, which is a mistake in a template. Other errors are returned as they are. */
function toReportError(file: string, error: unknown): unknown {
  if (!(error instanceof Handlebars.Exception)) return error;
  return new ReportError(`invalid template: ${file}: ${error.message}`, { cause: error });
}
