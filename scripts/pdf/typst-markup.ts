/** The PDF's language. */
import { NO_BREAK } from "../page/number.ts";
import { typstString } from "../print/typst.ts";
import type { Markup } from "../prose/markup.ts";
import { typstBlocks, typstLine, typstText } from "./typst-markdown.ts";

/** Powers become markup, since not every face has a superscript minus. */
function typstNumber(text: string): string {
  const parts = text.split(/(?<=10)([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)/);
  return parts
    .map((part, index) => {
      if (part === "") return "";
      return index % 2 === 1 ? `#super(${typstString(part.normalize("NFKC"))});` : typstText(part);
    })
    .join("");
}

export const typstMarkup: Markup = {
  blocks: typstBlocks,
  line: typstLine,
  paragraph: ["#par[", "]"],
  figureRow: (figures) => `#figure-row(${figures.map((figure) => `[${figure}], `).join("")})\n\n`,
  text: typstText,
  strong: (text) => `#strong[${typstText(text)}]`,
  number: typstNumber,
  result: ({ number, detail }) =>
    `#strong[${typstNumber(number)}]${detail === "" ? "" : ` #detail[${typstNumber(detail)}]`}`,
  finding(said) {
    const phrase = said.phrase === "" ? "" : `${typstText(`${said.phrase} `)}`;
    return `${phrase}${typstMarkup.result(said)}`;
  },
  citation(key, number, quoted) {
    const link = `#link(label(${typstString(`ref-${key}`)}))[${typstText(`[${number}]`)}]`;
    return quoted === undefined ? link : `${typstText(`${quoted}${NO_BREAK}`)}${link}`;
  },
};
