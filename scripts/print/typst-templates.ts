/** The templates of the documents in Typst: their language, and what all of them are filled with. */
import path from "node:path";
import Handlebars from "handlebars";
import { colors, fonts } from "../../templates/theme.ts";
import type { TemplateLanguage } from "../page/templates.ts";
import type { RecordedFacts, ReportRecord } from "../record/record.ts";
import { typstString } from "./typst.ts";

/** What every document's template needs besides its own view. */
export function documentFacts({ report, facts }: ReportRecord): object {
  const { authors, keywords } = report.citation;
  return { look, authors, keywords, date: dateOf(facts) };
}

const familyOf = (stack: string): string => stack.split(",")[0]?.replaceAll("'", "") ?? "";

/** The theme's light colours and its fonts, for the templates. */
const look = {
  colors: Object.entries(colors).map(([name, { light }]) => ({ name, value: light })),
  text: familyOf(fonts.text),
  figure: familyOf(fonts.figure),
  code: familyOf(fonts.code),
};

/** The date of the commit, since a date from the clock would change the bytes. */
function dateOf({ commitDate }: RecordedFacts): { year: number; month: number; day: number } | null {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)/.exec(commitDate ?? "") ?? [];
  return day === undefined ? null : { year: Number(year), month: Number(month), day: Number(day) };
}

const LITERAL = "literal";

export const typstTemplates: TemplateLanguage = {
  folders: [path.join("templates", "pdf")],
  helpers: {
    [LITERAL]: literal,
    /** Inserts rendered markup; nothing else does. */
    typst: (markup) => String(markup),
  },
  escaping: (program) => new FieldEscaper().accept(program),
};

function literal(value: unknown, name: unknown): string {
  if (typeof value === "string") return typstString(value);
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  throw new Handlebars.Exception(`"${name}" must be text or a number, not ${JSON.stringify(value)}`);
}

/** Turns `{{field}}` into `{{literal field "field"}}`, so that Typst reads its value as a literal. */
class FieldEscaper extends Handlebars.Visitor {
  override MustacheStatement(statement: hbs.AST.MustacheStatement): void {
    if (statement.params.length > 0) return;
    const { path: field } = statement;
    const original = "original" in field ? String(field.original) : "";
    const name: hbs.AST.StringLiteral = { type: "StringLiteral", value: original, original, loc: field.loc };
    statement.params = [field, name];
    const helper: hbs.AST.PathExpression = {
      type: "PathExpression",
      data: false,
      depth: 0,
      parts: [LITERAL],
      original: LITERAL,
      loc: field.loc,
    };
    statement.path = helper;
  }
}
