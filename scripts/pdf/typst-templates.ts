/**
 * The Handlebars templates of the PDF. A field becomes a literal of Typst's code, a text in quotes and a number bare: in
 * markup it is written `#{{field}};`, between arguments `{{field}}`. Nothing that a field holds is read as Typst.
 */
import path from "node:path";
import Handlebars from "handlebars";
import type { TemplateLanguage } from "../page/templates.ts";
import { typstString } from "../print/typst.ts";

const LITERAL = "literal";

export const typstTemplates: TemplateLanguage = {
  folders: [path.join("templates", "pdf")],
  helpers: {
    [LITERAL]: literal,
    /** Rendered markup, by this name alone. */
    typst: (markup) => String(markup),
  },
  escaping: (program) => new FieldEscaper().accept(program),
};

function literal(value: unknown, name: unknown): string {
  if (typeof value === "string") return typstString(value);
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  throw new Handlebars.Exception(`"${name}" is neither text nor number: ${JSON.stringify(value)}`);
}

/** Turns `{{field}}` into `{{literal field "field"}}`. */
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
