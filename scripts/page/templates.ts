/** The Handlebars templates of the page. Strict: a field that a template names and a view lacks is an error. */
import path from "node:path";
import Handlebars from "handlebars";
import type { Effects } from "../effects.ts";
import { ReportError } from "../errors.ts";

/** Renders a template of templates/, or of templates/partials/, by its name without ".hbs". */
export type RenderTemplate = (name: string, view: object) => string;

type Template = (view: object) => string;

/** Raw HTML enters a template by these two alone, so that each place can be found. */
const rawHelpers = {
  /** A drawing of ours. */
  svg: (html: string) => new Handlebars.SafeString(html),
  /** Rendered Markdown. */
  prose: (html: string) => new Handlebars.SafeString(html),
};

export async function loadTemplates({ root, disk }: Pick<Effects, "root" | "disk">): Promise<RenderTemplate> {
  const handlebars = Handlebars.create();
  handlebars.registerHelper(rawHelpers);
  const templates = new Map<string, Template>();
  for (const folder of [path.join(root, "templates"), path.join(root, "templates", "partials")]) {
    for (const file of (await disk.list(folder)).filter((name) => name.endsWith(".hbs"))) {
      const name = path.basename(file, ".hbs");
      const text = await disk.readText(path.join(folder, file));
      const template = handlebars.compile(parse(file, text), {
        strict: true,
        knownHelpersOnly: true,
        knownHelpers: { svg: true, prose: true },
      });
      handlebars.registerPartial(name, template);
      templates.set(name, template);
    }
  }
  return (name, view) => {
    const template = templates.get(name);
    if (template === undefined) throw new ReportError(`missing template: templates/${name}.hbs`);
    try {
      return template(view);
    } catch (error) {
      throw toReportError(name, error);
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
function toReportError(name: string, error: unknown): unknown {
  if (!(error instanceof Handlebars.Exception)) return error;
  return new ReportError(`invalid template: templates/${name}.hbs: ${error.message}`, { cause: error });
}
