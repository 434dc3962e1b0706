/** Evaluates Typst expressions with Typst's own compiler. */
import { createRequire } from "node:module";
import { repository } from "./project.ts";

const require = createRequire(import.meta.url);
const { NodeCompiler } =
  require("@myriaddreamin/typst-ts-node-compiler") as typeof import("@myriaddreamin/typst-ts-node-compiler");
const compiler = NodeCompiler.create({ workspace: repository });

/** The value of an expression of Typst: strings and arrays as they are, content as a tree of objects. */
export function typstValue(expression: string): unknown {
  const mainFileContent = `#metadata(${expression}) <value>`;
  const value: unknown = compiler.query({ mainFileContent }, { selector: "<value>", field: "value" });
  return Array.isArray(value) ? value[0] : value;
}

/** The plain text of content; every run of white space is one space. */
export function typstTextOf(content: unknown): string {
  if (Array.isArray(content)) return content.map(typstTextOf).join("");
  if (typeof content !== "object" || content === null) return "";
  const { func, text, children, body, child } = content as Readonly<Record<string, unknown>>;
  if (typeof text === "string") return text;
  return func === "space" ? " " : [children, body, child].map(typstTextOf).join("");
}
