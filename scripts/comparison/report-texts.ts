/** The texts of a page of the report, block by block: headings, paragraphs, list items, captions, settings. */
import { Parser } from "htmlparser2";
import { plainText } from "./plain-text.ts";

export interface TextBlock {
  readonly text: string;
  /** The text without results, outcomes and numbering: equal where only those differ, which are compared elsewhere. */
  readonly key: string;
}

const blockNames = /^(?:p|li|h[1-6]|figcaption|blockquote|dt|dd|td|th)$/;
const unreadNames = /^(?:head|svg|pre|script|style|nav|noscript|form|footer|summary)$/;
const unreadClasses = /\b(?:permalink|top|downloads|trials|table-more|build-mark|notice wrap)\b/;
/** Where the page names its commit and profile; its notices of the kind of build are "notice wrap" above. */
const unreadIds = /^(?:cite|appendix)$/;
/** The slides, their verdicts and the table of their claims are read on the slides' own pages. */
const slideParts = /\b(?:slide|judged|claims-table)\b/;
/** Results and outcomes; numbers of citations and figures. A setting is a span, and stays. */
const isResult = (name: string, classes: string): boolean =>
  (name === "strong" && /\bnumber\b/.test(classes)) ||
  /\b(?:detail|badge|citation|figure-number)\b/.test(classes);

interface Open {
  readonly isRead: boolean;
  readonly isResult: boolean;
  readonly isBlock: boolean;
  /** Data of figures stand in tables within details. */
  readonly isInDetails: boolean;
}

/** The blocks of a page, in order. `withSlides` is false for the report's first page. */
export function readTexts(html: string, withSlides: boolean): readonly TextBlock[] {
  const blocks: TextBlock[] = [];
  const stack: Open[] = [{ isRead: true, isResult: false, isBlock: false, isInDetails: false }];
  let [text, key] = ["", ""];
  const end = () => {
    const block = { text: plainText(text), key: plainText(key) };
    if (block.text !== "") blocks.push(block);
    [text, key] = ["", ""];
  };
  const parser = new Parser({
    onopentag(name, attributes) {
      const open = openTag(name, attributes, stack.at(-1), withSlides);
      if (open.isBlock) end();
      if (open.isResult && stack.at(-1)?.isResult !== true) key += "…";
      stack.push(open);
    },
    ontext(part) {
      const { isRead = false, isResult: isMasked = false } = stack.at(-1) ?? {};
      if (!isRead || !stack.some(({ isBlock }) => isBlock)) return;
      text += part;
      if (!isMasked) key += part;
    },
    onclosetag() {
      if (stack.pop()?.isBlock === true) end();
    },
  });
  parser.end(html);
  return blocks;
}

function openTag(
  name: string,
  { class: classes = "", id = "" }: Readonly<Record<string, string>>,
  parent: Open | undefined,
  withSlides: boolean,
): Open {
  const isInDetails = name === "details" || parent?.isInDetails === true;
  const isUnread =
    unreadNames.test(name) ||
    unreadClasses.test(classes) ||
    unreadIds.test(id) ||
    (name === "table" && isInDetails) ||
    (!withSlides && slideParts.test(classes));
  return {
    isRead: parent?.isRead === true && !isUnread,
    isResult: parent?.isResult === true || isResult(name, classes),
    isBlock: blockNames.test(name) || (name === "div" && isInDetails && classes === ""),
    isInDetails,
  };
}
