/** Drawings and specs kept in the repository: whoever changes one sees it in the diff. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, relative } from "node:path";
import { fileURLToPath } from "node:url";
import * as assert from "uvu/assert";
import type { Deck } from "../../experiments/kit/experiment.ts";
import { repository } from "./project.ts";

/** Nobody reads a longer file in a diff. */
const LARGEST = 10_000;

/** Asserts that the file holds the text, byte for byte. */
export function matchesGolden(file: URL, text: string): void {
  const path = fileURLToPath(file);
  const name = relative(repository, path);
  if (process.env.RENEW_GOLDEN === "1") {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  assert.ok(text.length <= LARGEST, `${name}: ${text.length} bytes are more than ${LARGEST}`);
  const kept = existsSync(path) ? readFileSync(path, "utf8") : "";
  const [made, lines] = [text.split("\n"), kept.split("\n")];
  const at = made.findIndex((line, index) => line !== lines[index]);
  assert.ok(
    text === kept,
    `${name} differs at line ${at + 1}: ${made[at]}\nLook at the figure. If it is right, RENEW_GOLDEN=1 npm test -- PART writes the file.`,
  );
}

const WIDTH = 110;

/** JSON with what fits on a line on one. */
export function readableJson(value: unknown, indent = ""): string {
  const flat = JSON.stringify(value) ?? "null";
  if (flat.length + indent.length <= WIDTH || typeof value !== "object" || value === null) return flat;
  const inner = `${indent} `;
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  const parts = Array.isArray(value)
    ? value.map((item) => readableJson(item, inner))
    : Object.entries(value)
        .filter(([, item]) => item !== undefined)
        .map(([key, item]) => `${JSON.stringify(key)}: ${readableJson(item, inner)}`);
  return `${open}\n${parts.map((part) => inner + part).join(",\n")}\n${indent}${close}`;
}

/** More rows are points of a curve, which its ends already cover. */
const MOST_ROWS = 12;

/** Asserts that the deck's figure has the spec and the few rows in golden/deck.txt next to the test: places are chosen by eye. */
export function deckMatchesGolden({ tables, figures }: Deck, test: string): void {
  const { spec, screen } = figures.deck ?? {};
  const short = Object.entries(tables).filter(([, rows]) => rows.length <= MOST_ROWS);
  const kept = { spec: withFewRows(spec), screen: withFewRows(screen), ...Object.fromEntries(short) };
  matchesGolden(new URL("golden/deck.txt", test), `${readableJson(kept)}\n`);
}

const withFewRows = (spec: object | undefined): unknown =>
  spec &&
  JSON.parse(
    JSON.stringify(spec, (key, value: unknown) =>
      key === "values" && Array.isArray(value) && value.length > MOST_ROWS ? `${value.length} rows` : value,
    ),
  );
