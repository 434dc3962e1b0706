/**
 * Parses the {{expression}} in prose, which resolve.ts fills. There are four kinds: {{finding "id"}}, {{config "path"}} or
 * {{config "path" "format"}}, {{cite "key"}} or {{cite "key" "quoted number"}}, and {{phrase "claim"}}.
 * Their arguments are string literals, so that the findings and references of a text can be listed without rendering it.
 */
import Handlebars from "handlebars";
import { ReportError, suggestion } from "../base/errors.ts";

/** A piece of prose, and its place for messages. */
export interface ProseSource {
  readonly text: string;
  /** The file, with a part of it where that helps, e.g. "experiments/09-x/slide.md, figure \"loss\", caption". */
  readonly file: string;
  /** Line of the file on which the text starts, from 1; undefined where unknown. */
  readonly line?: number;
}

type ExpressionKind = keyof typeof kinds;

/** The kinds of expression, with the number of arguments that each takes. */
const kinds = {
  finding: { least: 1, most: 1, form: '{{finding "id"}}' },
  config: { least: 1, most: 2, form: '{{config "path"}}' },
  /** Words that a claim's outcome chooses. */
  phrase: { least: 1, most: 1, form: '{{phrase "claim"}}' },
  cite: { least: 1, most: 2, form: '{{cite "key"}} or {{cite "key" "quoted number"}}' },
} as const;

const kindNames = Object.keys(kinds) as ExpressionKind[];

export interface Expression {
  readonly kind: ExpressionKind;
  readonly args: readonly string[];
  /** Its file and line. */
  readonly where: string;
}

/** The Markdown and the expressions of a text, in order. Throws a ReportError for any other Handlebars expression. */
export function readParts(source: ProseSource): (string | Expression)[] {
  return parse(source).body.map((node) => (isContent(node) ? node.value : toExpression(node, source)));
}

/** The expressions of a text, in order. */
export const readExpressions = (source: ProseSource): Expression[] =>
  readParts(source).filter((part) => typeof part !== "string");

/** File and line of a position in the text. */
export function placeOf(source: ProseSource, line: number): string {
  return source.line === undefined ? source.file : `${source.file}:${source.line + line - 1}`;
}

function parse(source: ProseSource): hbs.AST.Program {
  try {
    return Handlebars.parse(source.text);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const line = Number(/line (\d+)/.exec(error.message)?.[1] ?? 1);
    throw new ReportError(`${placeOf(source, line)}: invalid {{expression}} in the text`, {
      help: `expected one of ${kindNames.map((name) => kinds[name].form).join(", ")}`,
      cause: error,
    });
  }
}

function toExpression(node: hbs.AST.Statement, source: ProseSource): Expression {
  const where = placeOf(source, node.loc.start.line);
  if (!isMustache(node)) {
    throw new ReportError(
      `${where}: invalid {{expression}} in the text: only ${kindNames.join(", ")} are known`,
    );
  }
  const name = "original" in node.path ? String(node.path.original) : "";
  if (!isExpressionKind(name)) {
    throw new ReportError(`${where}: unknown expression: ${name}`, { help: suggestion(name, kindNames) });
  }
  const args = node.params.map((param) => (isStringLiteral(param) ? param.value : undefined));
  const { least, most, form } = kinds[name];
  if (!areTexts(args) || args.length < least || args.length > most) {
    throw new ReportError(`${where}: invalid ${name}`, { help: `expected ${form}` });
  }
  return { kind: name, args, where };
}

function isExpressionKind(name: string): name is ExpressionKind {
  return Object.hasOwn(kinds, name);
}

function isContent(node: hbs.AST.Node): node is hbs.AST.ContentStatement {
  return node.type === "ContentStatement";
}

function isMustache(node: hbs.AST.Node): node is hbs.AST.MustacheStatement {
  return node.type === "MustacheStatement";
}

function isStringLiteral(node: hbs.AST.Node): node is hbs.AST.StringLiteral {
  return node.type === "StringLiteral";
}

function areTexts(args: readonly (string | undefined)[]): args is string[] {
  return args.every((arg) => arg !== undefined);
}
