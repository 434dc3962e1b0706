import { suite } from "uvu";
import * as assert from "uvu/assert";
import { escapeTex, unknownToTex } from "../../../scripts/print/tex.ts";

const test = suite("text in LaTeX");

test("every character that LaTeX reads as a command is escaped", () => {
  assert.is(
    escapeTex("50% of x_1 & {a}^2 #3 ~ $ \\"),
    "50\\% of x\\_1 \\& \\{a\\}\\textasciicircum{}2 \\#3 \\textasciitilde{} \\$ \\textbackslash{}",
  );
});

test("typographic characters become commands that every engine can set", () => {
  const escaped = escapeTex("768 × 4, 0.1 ± 0.2, −3, “fast”, α / r, 2–3, ten\u00a0GB");
  assert.match(escaped, /^[\x20-\x7e]+$/);
  assert.is(
    escapeTex("10⁻¹² < W₀ ≤ 4 × 10³"),
    "10$^{-}$$^{1}$$^{2}$ $<$ W$_{0}$ $\\leq$ 4 $\\times$ 10$^{3}$",
  );
});

test("no character becomes a text symbol, which LaTeX takes from a bitmap font", () => {
  assert.not.match(escapeTex("×−±·°²⁻"), /text(?!asciicircum|asciitilde|backslash)/);
});

test("characters that stop LaTeX are named; Latin letters are not among them", () => {
  assert.equal(unknownToTex(escapeTex("Schönherr and Łukasz: 5 → 6 ⊕ 7 ⊕ 漢")), ["⊕", "漢"]);
});

test.run();
