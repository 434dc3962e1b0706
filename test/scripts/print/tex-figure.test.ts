import { suite } from "uvu";
import * as assert from "uvu/assert";
import { bibliography, citationKey } from "../../../scripts/print/citation.ts";
import { texSnippet } from "../../../scripts/print/tex-figure.ts";
import { readEntries } from "../../helpers/citation-js.ts";
import { buildFixture } from "../../helpers/fixture.ts";

const test = suite("LaTeX snippets");

const caption = { plain: "A gap of 5%.", parts: ["A gap\n of 5%."] };
const figure = { id: "09-gap", caption, invented: false } as const;
const common = { references: {}, reportKey: "a-report-2026-01-02", width: "\\columnwidth", isWide: false };

test("the snippet includes the picture as wide as its column, with caption, citation of the report and label", () => {
  assert.is(
    texSnippet({ figure, ...common }),
    [
      "% Needs \\usepackage{graphicx,natbib}, and report.bib in \\bibliography.",
      "\\begin{figure}[t]",
      "  \\centering",
      "  \\includegraphics[width=\\columnwidth]{09-gap.pdf}",
      "  \\caption{A gap of 5\\%. \\citep{a-report-2026-01-02}}",
      "  \\label{fig:09-gap}",
      "\\end{figure}",
      "",
    ].join("\n"),
  );
  const wide = texSnippet({ figure, ...common, width: "5in", isWide: true });
  assert.match(wide, /figure\*[\s\S]*width=5in[\s\S]*figure\*/);
});

const lora = {
  authors: "Hu, Shen, Wallis, et al.",
  short: "Hu et al.",
  title: "LoRA",
  year: 2021,
  url: "https://arxiv.org/abs/2106.09685",
};

test("each source that a caption cites, and the report itself, has its entry in report.bib", async () => {
  const { report, slides } = (await buildFixture()).recorded.records;
  const parts = ["As ", { cite: "lora" }, " found ", { cite: "lora", quoted: "25.08" }, ", at 5%."];
  const snippet = texSnippet({
    ...common,
    figure: { ...figure, caption: { plain: "", parts } },
    references: { lora },
    reportKey: citationKey(report),
  });
  assert.match(
    snippet,
    "\\caption{As \\citet{hu2021lora} found 25.08 \\citep{hu2021lora}, at 5\\%. \\citep{",
  );
  const cited = [...snippet.matchAll(/\\cite[tp]\{([^}]*)\}/g)].map(([, key]) => key);
  const entries = readEntries(
    bibliography({ slides, report: { ...report, references: { lora } } }),
    "bibtex",
  );
  const keys = entries.map((entry) => entry["citation-key"]);
  assert.is(new Set(cited).size, 2);
  for (const key of cited) assert.ok(keys.includes(key), key);
});

test.run();
