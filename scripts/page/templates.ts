/** The Handlebars templates of a document. Strict: a field that a template names and a view lacks is an error. */
import path from "node:path";
import Handlebars from "handlebars";
import type { Effects } from "../base/effects.ts";
import { ReportError } from "../base/errors.ts";

/** Renders a template by its name without ".hbs". */
export type RenderTemplate = (name: string, view: object) => string;

type Template = (view: object) => string;

/** What the templates of one language have in common. */
export interface TemplateLanguage {
  /** Where they lie, below the project; a partial is a template like any other. */
  readonly folders: readonly string[];
  readonly helpers: Readonly<Record<string, (value: unknown, name: unknown) => unknown>>;
  /** Changes a template's tree so that fields are escaped as the language asks, where that is not HTML. */
  readonly escaping?: (program: hbs.AST.Program) => void;
}

/** Raw HTML enters a template by these two alone, so that each place can be found. */
export const htmlTemplates: TemplateLanguage = {
  folders: ["templates", path.join("templates", "partials")],
  helpers: {
    /** A drawing of ours. */
    svg: (html) => new Handlebars.SafeString(String(html)),
    /** Rendered Markdown. */
    prose: (html) => new Handlebars.SafeString(String(html)),
  },
};

export async function loadTemplates(
  { folders, helpers, escaping }: TemplateLanguage,
  { root, disk }: Pick<Effects, "root" | "disk">,
): Promise<RenderTemplate> {
  const handlebars = Handlebars.create();
  handlebars.registerHelper({ ...helpers });
  const templates = new Map<string, Template>();
  for (const folder of folders) {
    for (const file of (await disk.list(path.join(root, folder))).filter((name) => name.endsWith(".hbs"))) {
      const name = path.basename(file, ".hbs");
      const program = parse(file, await disk.readText(path.join(root, folder, file)));
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

/** What Handlebars refuses is a slip in a template; whatever else fails below it is passed on. */
function toReportError(file: string, error: unknown): unknown {
  if (!(error instanceof Handlebars.Exception)) return error;
  return new ReportError(`invalid template: ${file}: ${error.message}`, { cause: error });
}
