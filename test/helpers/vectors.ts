/** Reads the reference values that other implementations made: test/oracles/vectors/, whose README names them. */
import { readFileSync } from "node:fs";
import type { Values } from "./reference-operations.ts";

/** A tensor as nested lists, row by row. */
export type Nested = number | readonly Nested[];

/** The content of a file; `Content` describes what its test reads of it. */
export function readVectors<Content>(name: string): Content {
  return JSON.parse(readFileSync(new URL(`../oracles/vectors/${name}.json`, import.meta.url), "utf8"));
}

/** Shape and numbers of nested lists, which are of equal length at each depth. */
export function valuesOf(nested: Nested): Values & { readonly values: readonly number[] } {
  return { shape: shapeOf(nested), values: numbersIn(nested) };
}

function shapeOf(nested: Nested): readonly number[] {
  if (typeof nested === "number") return [];
  const [first] = nested;
  return [nested.length, ...(first === undefined ? [] : shapeOf(first))];
}

function numbersIn(nested: Nested): readonly number[] {
  return typeof nested === "number" ? [nested] : nested.flatMap(numbersIn);
}
