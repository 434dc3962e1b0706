import { suite } from "uvu";
import * as assert from "uvu/assert";
import { escapeTex, texSnippet } from "../../scripts/print/tex.ts";

const test = suite("LaTeX snippets");

test("every character that LaTeX reads as a command is escaped", () => {
  assert.is(
    escapeTex("50% of x_1 & {a}^2 #3 ~ $ \\"),
    "50\\% of x\\_1 \\& \\{a\\}\\textasciicircum{}2 \\#3 \\textasciitilde{} \\$ \\textbackslash{}",
  );
});

test("typographic signs become what every engine can set", () => {
  const escaped = escapeTex("768 × 4, 0.1 ± 0.2, −3, “fast”, α / r, 2–3, ten\u00a0GB");
  assert.match(escaped, /^[\x20-\x7e]+$/);
});

test("the snippet places the picture as wide as its column, and has caption and label", () => {
  const snippet = texSnippet({ id: "09-gap", caption: "A gap of 5%.", isWide: false });
  assert.is(
    snippet,
    [
      "\\begin{figure}[t]",
      "  \\centering",
      "  \\includegraphics[width=\\columnwidth]{09-gap.pdf}",
      "  \\caption{A gap of 5\\%.}",
      "  \\label{fig:09-gap}",
      "\\end{figure}",
      "",
    ].join("\n"),
  );
  assert.match(texSnippet({ id: "09-gap", caption: "", isWide: true }), /figure\*[\s\S]*\\textwidth/);
});

test.run();
